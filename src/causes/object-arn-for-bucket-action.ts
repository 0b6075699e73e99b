import { actsOnArn } from '../iam/service-data.ts'
import type { Cause } from './cause.ts'
import { nearResourceCause } from './near-resource.ts'
import { code, policyName, statementName } from './words.ts'

/** An S3 action acts on the bucket, but the statement names only objects in it. */
export const objectArnForBucketAction: Cause = nearResourceCause({
  code: 'UD222',
  name: 'object-arn-for-bucket-action',
  keepsListed: true,

  mend: (listed, _, { authorization: { request } }) => {
    if (!listed.startsWith(`${request.resource}/`) || request.resource.includes('/')) return null
    return /^arn:[^:]+:s3:::[^/]+$/.test(request.resource) && actsOnArn(request.action, request.resource) === true
      ? request.resource
      : null
  },

  explain: {
    en: (e) => ({
      headline: `${statementName.en(e.place.at)} names objects, but ${code(e.action)} acts on the bucket itself.`,
      why: `The statement of ${policyName.en(e.policy)} lists ${code(e.listed)}. The request was for ${code(e.resource)}.`,
    }),
    ko: (e) => ({
      headline: `${statementName.ko(e.place.at)}에는 객체가 적혀 있지만, ${code(e.action)} 작업의 대상은 버킷 자체입니다.`,
      why: `${policyName.ko(e.policy)}에는 ${code(e.listed)} 값이 있고, 요청한 리소스는 ${code(e.resource)}입니다.`,
    }),
  },

  suspicion: {
    en: 'A policy names objects where the action acts on the bucket.',
    ko: '정책에 버킷이 아니라 객체의 ARN만 적혀 있습니다.',
  },
})
