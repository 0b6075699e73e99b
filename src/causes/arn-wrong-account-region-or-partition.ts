import type { Edit } from '../fixes/edit.ts'
import { parseArn } from '../iam/arn.ts'
import { matchesResource } from '../iam/arn-pattern.ts'
import { type Cause, defineCause, type Evidence, type Language, type Place } from './cause.ts'
import { nearAllows, placeOf, withinOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { nearResourceCause } from './near-resource.ts'
import { wouldApply } from './retrace.ts'
import { code, labelOf, type PolicyLabel, policyName, statementName } from './words.ts'

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

/** An ARN in a statement's Resource would match but for one segment. */
const inResource: Cause = nearResourceCause({
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

interface WrongPrincipal extends Evidence {
  readonly place: Place
  readonly listed: string
  readonly principal: string
  readonly segment: Segment
  readonly policy: PolicyLabel
}

/** The one segment in which a named user or role differs from who asks, if it is the same otherwise. */
function wrongPrincipalSegment(listed: string, principalArn: string): Segment | null {
  const [named, actual] = [parseArn(listed), parseArn(principalArn)]
  if (named === null || actual === null || named.service !== actual.service) return null
  if (named.resource !== actual.resource || named.resource === 'root') return null
  const [segment, ...others] = segments.filter((s) => named[s] !== actual[s])
  return segment === undefined || others.length > 0 ? null : segment
}

// A principal of another account can be meant as well, so it stays; one of another partition is never valid here.
function principalEdit({ place: { at }, segment, listed, principal }: WrongPrincipal): Edit {
  return segment === 'partition'
    ? { kind: 'replacePrincipal', at, from: listed, principal }
    : { kind: 'addPrincipal', at, principal }
}

/** A principal in a statement would be who asks but for one segment. */
const inPrincipal: Cause = defineCause<WrongPrincipal>({
  code: inResource.code,
  name: inResource.name,
  since: inResource.since,
  layers: ['resource', 'kms', 'identity'],
  specificity: 3,

  find: (input) => {
    const { arn, roleArn } = input.authorization.request.principal
    const named = [roleArn, arn].filter((name) => name !== null)
    return nearAllows(input, (m) => m.kind === 'principalNotListed').flatMap((near) =>
      (near.statement.principal?.principals ?? [])
        .flatMap(({ value: listed }) =>
          named.flatMap((principal): readonly WrongPrincipal[] => {
            const segment = wrongPrincipalSegment(listed, principal)
            const place = placeOf(near.trace, withinOf(near, 'Principal', listed))
            const policy = labelOf(near.stored)
            return segment === null ? [] : [{ layer: near.layer, place, listed, principal, segment, policy }]
          }),
        )
        .filter((wrong) => wouldApply(input, near.trace, principalEdit(wrong)))
        .slice(0, 1),
    )
  },

  edits: (evidence, input) => [principalEdit(evidence), ...grantEdits(input, evidence.layer)],

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `${statementName.en(e.place.at)} names a principal with another ${segmentName.en[e.segment]} than that of the caller.`,
      why: `The statement of ${policyName.en(e.policy)} lists ${code(e.listed)}. The request came from ${code(e.principal)}.`,
    }),
    ko: (e) => ({
      headline: `${statementName.ko(e.place.at)}에 적힌 보안 주체의 ${segmentName.ko[e.segment]} 값이 요청한 보안 주체의 값과 다릅니다.`,
      why: `${policyName.ko(e.policy)}에는 ${code(e.listed)} 값이 있고, 요청은 ${code(e.principal)} 보안 주체에서 왔습니다.`,
    }),
  },

  suspicion: inResource.suspicion,
})

/** An ARN in a policy would match but for its partition, Region or account. */
export const arnWrongAccountRegionOrPartition: Cause = {
  ...inResource,
  find: (input) => [...inResource.find(input), ...inPrincipal.find(input)],
}

function segmentOf(e: { readonly listed: string; readonly resource: string }): Segment {
  return wrongSegment(e.listed, e.resource)?.segment ?? 'account'
}
