import { vpcEndpoints } from '../snapshot/ec2.ts'
import { type Cause, type CauseInput, defineCause, type Evidence } from './cause.ts'
import { actualValues } from './facts.ts'
import { certainRefusals, textOf } from './s3-refusal.ts'
import { code } from './words.ts'

interface NetworkOrigin extends Evidence {
  readonly accessPoint: string
  /** The only VPC that the access point takes requests from. */
  readonly vpcId: string
  /** The VPC that the request came from; null where it came from none. */
  readonly actualVpc: string | null
}

/** The access point takes requests from one VPC only, and this one came from elsewhere. */
export const s3AccessPointNetworkOrigin: Cause = defineCause<NetworkOrigin>({
  code: 'UD908',
  name: 's3-access-point-network-origin',
  since: '0.1.0',
  layers: ['accessPointNetworkOrigin'],
  specificity: 3,

  find: (input) => {
    const [refusal] = certainRefusals(input, 'accessPointNetworkOrigin')
    const vpcId = refusal === undefined ? null : textOf(refusal, 'vpcId')
    if (vpcId === null) return []
    return [
      {
        layer: 'accessPointNetworkOrigin',
        place: null,
        accessPoint: nameOf(input.authorization.request.resource),
        vpcId,
        actualVpc: actualValues(input, 'aws:SourceVpc')[0] ?? null,
      },
    ]
  },

  edits: ({ vpcId }, input) => {
    const endpoints = endpointsIn(input, vpcId)
    return endpoints.length === 0
      ? [{ kind: 'changeRequest', key: 'aws:SourceVpc', values: [vpcId] }]
      : endpoints.map((id) => ({ kind: 'changeRequest', key: 'aws:SourceVpce', values: [id] }))
  },

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `Access point ${code(e.accessPoint)} takes requests from VPC ${code(e.vpcId)} only.`,
      why:
        e.actualVpc === null
          ? 'The request did not come through a VPC endpoint.'
          : `The request came from VPC ${code(e.actualVpc)}.`,
    }),
    ko: (e) => ({
      headline: `${code(e.accessPoint)} 액세스 포인트는 ${code(e.vpcId)} VPC의 요청만 받습니다.`,
      why:
        e.actualVpc === null
          ? '요청은 VPC 엔드포인트를 거치지 않았습니다.'
          : `요청은 ${code(e.actualVpc)} VPC에서 왔습니다.`,
    }),
  },

  suspicion: {
    en: () => 'The access point takes requests from one VPC only, and this one came from elsewhere.',
    ko: () => '액세스 포인트가 한 VPC의 요청만 받는데 요청이 다른 곳에서 왔습니다.',
  },
})

/** `reports` of `arn:aws:s3:us-east-1:111122223333:accesspoint/reports/object/q1.csv`. */
export function nameOf(resource: string): string {
  return /:accesspoint\/([^/]+)/.exec(resource)?.[1] ?? resource
}

/** The S3 endpoints of the VPC, in whatever account and Region they are recorded. */
function endpointsIn({ call: { snapshot } }: CauseInput, vpcId: string): readonly string[] {
  return snapshot.recorded('ec2', 'DescribeVpcEndpoints').flatMap(({ account, region }) => {
    const endpoints = vpcEndpoints(snapshot, account, region)
    return endpoints.kind !== 'known'
      ? []
      : endpoints.value.filter((e) => e.vpcId === vpcId && e.serviceName.endsWith('.s3')).map((e) => e.id)
  })
}
