import { quoted } from '../fixes/cli-command.ts'
import type { Edit } from '../fixes/edit.ts'
import { type S3Route, s3RouteOf } from '../services/s3-route.ts'
import { type CallEvidence, type Cause, defineCallCause, type SuspectInput } from './cause.ts'
import { code } from './words.ts'

interface NoRoute extends CallEvidence {
  readonly subnetId: string
  readonly vpcId: string | null
  readonly routeTableId: string | null
  readonly account: string | null
  readonly region: string | null
}

/** The subnet of a Glue connection has neither an S3 endpoint nor a NAT gateway. */
export const glueNoS3Route: Cause = defineCallCause<NoRoute>({
  code: 'UD943',
  name: 'glue-no-s3-route',
  since: '0.1.0',
  settles: true,

  find: ({ call, denial }) => {
    const subnetId = subnetNamed(denial.hints.message)
    if (subnetId === null) return []
    const route = s3RouteOf(call.snapshot, subnetId)
    // AWS's message is of the past: where the recorded routes lead to S3, they were changed since.
    return route.leads === true ? [] : [evidenceOf(subnetId, route, denial.hints.message)]
  },

  edits: ({ subnetId, vpcId, routeTableId, account, region }): readonly Edit[] => [
    {
      kind: 'changeSetting',
      setting: {
        name: 'routeToS3',
        target: `network:${subnetId}`,
        subject: subnetId,
        owner: { kind: 'networkAdministrator', account },
        command:
          vpcId === null || routeTableId === null || region === null
            ? null
            : `aws ec2 create-vpc-endpoint --vpc-id ${quoted(vpcId)} --service-name com.amazonaws.${region}.s3 --route-table-ids ${quoted(routeTableId)} --region ${quoted(region)}`,
      },
      answers: [],
    },
  ],

  suspect: ({ denial }: SuspectInput) =>
    isNoRoute(denial.hints.message) ? { layer: null, rank: 1, command: 'aws ec2 describe-route-tables' } : null,

  explain: {
    en: (e) => ({
      headline: `Subnet ${code(e.subnetId)} of the Glue connection leads to no S3 endpoint and no NAT gateway.`,
      why:
        e.routeTableId === null
          ? 'AWS Glue says so in its message; the route tables were not read. No policy refuses anything.'
          : `Route table ${code(e.routeTableId)} has neither a gateway endpoint for S3 nor a route to a NAT gateway. No policy refuses anything.`,
    }),
    ko: (e) => ({
      headline: `Glue 연결의 ${code(e.subnetId)} 서브넷에서 S3 엔드포인트나 NAT 게이트웨이로 가는 경로가 없습니다.`,
      why:
        e.routeTableId === null
          ? 'AWS Glue의 메시지에 그렇게 적혀 있으며, 라우팅 테이블은 읽지 못했습니다. 거부하는 정책은 없습니다.'
          : `${code(e.routeTableId)} 라우팅 테이블에는 S3 게이트웨이 엔드포인트도 NAT 게이트웨이 경로도 없습니다. 거부하는 정책은 없습니다.`,
    }),
  },

  suspicion: {
    en: () => 'The subnet of the Glue connection has neither an S3 endpoint nor a NAT gateway.',
    ko: () => 'Glue 연결의 서브넷에 S3 엔드포인트도 NAT 게이트웨이도 없습니다.',
  },
})

// AWS: the text of the launch error names the subnet.
// https://docs.aws.amazon.com/glue/latest/dg/glue-troubleshooting-errors.html
function isNoRoute(message: string): boolean {
  return /\bcould not find S3 endpoint or NAT gateway\b|\bVPC S3 endpoint validation failed\b/i.test(message)
}

function subnetNamed(message: string): string | null {
  return isNoRoute(message) ? (/\bsubnet-[0-9a-f]{8,17}\b/.exec(message)?.[0] ?? null) : null
}

function evidenceOf(subnetId: string, route: S3Route, message: string): NoRoute {
  const vpcId = route.vpcId ?? /\bvpc-[0-9a-f]{8,17}\b/.exec(message)?.[0] ?? null
  const { routeTableId, account, region } = route
  return { layer: null, place: null, subnetId, vpcId, routeTableId, account, region }
}
