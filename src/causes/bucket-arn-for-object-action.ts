import { actsOnArn } from '../iam/service-data.ts'
import type { Cause } from './cause.ts'
import { nearResourceCause } from './near-resource.ts'
import { code, policyName, statementName } from './words.ts'

const bucketArn = /^arn:[^:]+:s3:::[^/*?:]+$/

/** An S3 action acts on objects, but the statement names only the bucket. */
export const bucketArnForObjectAction: Cause = nearResourceCause({
  code: 'UD221',
  name: 'bucket-arn-for-object-action',
  keepsListed: true,

  mend: (listed, _, { authorization: { request } }) => {
    if (!bucketArn.test(listed) || !request.resource.startsWith(`${listed}/`)) return null
    return actsOnArn(request.action, listed) === false ? `${listed}/*` : null
  },

  explain: {
    en: (e) => ({
      headline: `${statementName.en(e.place.at)} names the bucket, but ${code(e.action)} acts on the objects in it.`,
      why: `The statement of ${policyName.en(e.policy)} lists ${code(e.listed)}. The request was for ${code(e.resource)}.`,
    }),
    ko: (e) => ({
      headline: `${statementName.ko(e.place.at)}에는 버킷이 적혀 있지만, ${code(e.action)} 작업의 대상은 버킷 안의 객체입니다.`,
      why: `${policyName.ko(e.policy)}에는 ${code(e.listed)} 값이 있고, 요청한 리소스는 ${code(e.resource)}입니다.`,
    }),
  },

  suspicion: {
    en: 'A policy names the bucket where the action acts on the objects in it.',
    ko: '정책에 객체가 아니라 버킷의 ARN만 적혀 있습니다.',
  },
})
