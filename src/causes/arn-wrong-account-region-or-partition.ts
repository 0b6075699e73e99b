import { parseArn } from '../iam/arn.ts'
import { matchesResource } from '../iam/arn-pattern.ts'
import type { Cause, Language } from './cause.ts'
import { nearResourceCause } from './near-resource.ts'
import { code, policyName, statementName } from './words.ts'

const segments = ['partition', 'region', 'account'] as const
type Segment = (typeof segments)[number]

const segmentName: Readonly<Record<Language, Readonly<Record<Segment, string>>>> = {
  en: { partition: 'partition', region: 'Region', account: 'account' },
  ko: { partition: '파티션', region: '리전', account: '계정' },
}

/** The one segment in which a listed ARN differs from the request's, if every other part covers it. */
function wrongSegment(listed: string, resource: string): { readonly segment: Segment; readonly mended: string } | null {
  const pattern = parseArn(listed)
  const actual = parseArn(resource)
  if (pattern === null || actual === null || pattern.service !== actual.service) return null
  const differing = segments.filter((s) => pattern[s] !== actual[s] && !pattern[s].includes('*'))
  const [segment] = differing
  if (segment === undefined || differing.length !== 1) return null
  const parts = { ...pattern, [segment]: actual[segment] }
  const mended = `arn:${parts.partition}:${parts.service}:${parts.region}:${parts.account}:${parts.resource}`
  return matchesResource(mended, resource) ? { segment, mended } : null
}

/** An ARN in a policy would match but for its partition, Region or account. */
export const arnWrongAccountRegionOrPartition: Cause = nearResourceCause({
  code: 'UD224',
  name: 'arn-wrong-account-region-or-partition',
  keepsListed: false,

  mend: (listed, _, { authorization: { request } }) => wrongSegment(listed, request.resource)?.mended ?? null,

  explain: {
    en: (e) => ({
      headline: `${statementName.en(e.place.at)} names an ARN with another ${segmentName.en[segmentOf(e)]} than that of the resource.`,
      why: `The statement of ${policyName.en(e.policy)} lists ${code(e.listed)}. The request was for ${code(e.resource)}.`,
    }),
    ko: (e) => ({
      headline: `${statementName.ko(e.place.at)}에 적힌 ARN의 ${segmentName.ko[segmentOf(e)]} 값이 리소스의 값과 다릅니다.`,
      why: `${policyName.ko(e.policy)}에는 ${code(e.listed)} 값이 있고, 요청한 리소스는 ${code(e.resource)}입니다.`,
    }),
  },

  suspicion: {
    en: 'An ARN in a policy differs from the resource in its partition, Region or account.',
    ko: '정책에 적힌 ARN의 파티션, 리전 또는 계정 값이 리소스와 다릅니다.',
  },
})

function segmentOf(e: { readonly listed: string; readonly resource: string }): Segment {
  return wrongSegment(e.listed, e.resource)?.segment ?? 'account'
}
