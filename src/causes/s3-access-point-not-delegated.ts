import type { Edit } from '../fixes/edit.ts'
import { bucketOf, objectKeyOf } from '../services/resource-policy.ts'
import { type Cause, type CauseInput, defineCause, type Evidence } from './cause.ts'
import { deniesForWantOfAllow } from './facts.ts'
import { grantedResource } from './granted-resource.ts'
import { nameOf } from './s3-access-point-network-origin.ts'
import { code } from './words.ts'

interface NotDelegated extends Evidence {
  readonly accessPoint: string
  readonly bucket: string
  readonly action: string
  readonly hasBucketPolicy: boolean
}

/** The access point permits the request, and the bucket behind it neither permits it nor leaves it to the access point. */
export const s3AccessPointNotDelegated: Cause = defineCause<NotDelegated>({
  code: 'UD907',
  name: 's3-access-point-not-delegated',
  since: '0.1.0',
  layers: ['resource'],
  specificity: 3,

  find: (input) => {
    const { request, policies } = input.authorization
    const bucket = request.bucketResource === undefined ? null : bucketOf(request.bucketResource)
    if (bucket === null || !input.decision.blockedBy.includes('resource') || !deniesWithoutAllow(input)) return []
    return [
      {
        layer: 'resource',
        place: null,
        accessPoint: nameOf(request.resource),
        bucket,
        action: request.action,
        hasBucketPolicy: policies.resource.kind === 'read',
      },
    ]
  },

  edits: delegatingEdits,

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `Bucket ${code(e.bucket)} behind access point ${code(e.accessPoint)} does not permit ${code(e.action)} itself, nor leave it to the access point.`,
      why: e.hasBucketPolicy
        ? `No statement of its policy allows the request or names ${code('s3:DataAccessPointArn')} or ${code('s3:DataAccessPointAccount')} of it.`
        : 'The bucket has no policy.',
    }),
    ko: (e) => ({
      headline: `${code(e.accessPoint)} 액세스 포인트 뒤의 ${code(e.bucket)} 버킷은 ${code(e.action)} 작업을 직접 허용하지도, 액세스 포인트에 위임하지도 않습니다.`,
      why: e.hasBucketPolicy
        ? `버킷 정책에는 요청을 허용하는 문도, 이 액세스 포인트의 ${code('s3:DataAccessPointArn')} 값이나 ${code('s3:DataAccessPointAccount')} 값을 적은 문도 없습니다.`
        : '버킷에 정책이 없습니다.',
    }),
  },

  suspicion: {
    en: () => 'The bucket behind the access point does not leave the decision to it.',
    ko: () => '액세스 포인트 뒤의 버킷이 액세스 포인트에 판단을 위임하지 않습니다.',
  },
})

function deniesWithoutAllow(input: CauseInput): boolean {
  return deniesForWantOfAllow(input, 'resource') || input.authorization.policies.resource.kind === 'none'
}

// AWS: a bucket leaves access to its access points by a condition on `s3:DataAccessPointArn` or `…Account`.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
/** The one request through this access point; then whatever the access points of its account permit. */
function delegatingEdits({ bucket }: NotDelegated, input: CauseInput): readonly Edit[] {
  const { request, policies } = input.authorization
  const { principal, action, bucketResource, resource, resourceAccount } = request
  if (policies.resource.kind === 'unknown' || bucketResource === undefined) return []
  const caller = principal.kind === 'roleSession' ? principal.roleArn : principal.arn
  const arn = resource.split('/object/')[0] ?? resource
  const account = resourceAccount === 'unknown' ? null : resourceAccount
  const existing = policies.resource.kind === 'read' ? policies.resource.policies[0] : undefined
  const to =
    existing === undefined
      ? ({ kind: 'new', target: `bucket-policy:${bucket}`, policyName: null, account, region: null } as const)
      : ({ kind: 'existing', policyId: existing.id } as const)
  const bucketArn = bucketResource.split('/')[0] ?? bucketResource
  const one = {
    Sid: 'LeaveToAccessPoint',
    Effect: 'Allow',
    Principal: { AWS: caller ?? '*' },
    Action: action,
    Resource: grantedResource(input, bucketResource),
    Condition: { StringEquals: { 's3:DataAccessPointArn': arn } },
  }
  const all = {
    Sid: 'LeaveToAccessPoints',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: action,
    Resource: objectKeyOf(bucketResource) === null ? bucketArn : `${bucketArn}/*`,
    Condition: { StringEquals: { 's3:DataAccessPointAccount': arn.split(':')[4] ?? '' } },
  }
  return [one, all].map((statement) => ({ kind: 'addStatement', to, statement }))
}
