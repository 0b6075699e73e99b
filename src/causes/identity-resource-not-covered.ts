import type { Edit } from '../fixes/edit.ts'
import { isSameAction } from '../iam/action.ts'
import type { Statement } from '../iam/policy.ts'
import { type Cause, defineCause, type Evidence, type Place } from './cause.ts'
import { nearAllows, placeOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { grantedResource } from './granted-resource.ts'
import { code, codes, labelOf, type PolicyLabel, statementOf } from './words.ts'

interface NotCovered extends Evidence {
  readonly place: Place
  readonly action: string
  readonly resource: string
  readonly listed: readonly string[]
  readonly isExcepted: boolean
  /** Whether the statement allows more than the action of the request. */
  readonly allowsMore: boolean
  readonly policy: PolicyLabel
}

/** A statement allows the action, but its Resource does not cover the resource of the request. */
export const identityResourceNotCovered: Cause = defineCause<NotCovered>({
  code: 'UD203',
  name: 'identity-resource-not-covered',
  since: '0.1.0',
  layers: ['identity'],
  specificity: 2,

  find: (input) =>
    nearest(
      nearAllows(input, (m) => m.kind === 'resourceNotListed' || m.kind === 'resourceExcepted')
        .filter(({ layer, trace }) => layer === 'identity' && trace.naming === null)
        .map(({ trace, stored, statement }) => ({
          layer: 'identity',
          place: placeOf(trace, statement.resource?.negated === true ? '/NotResource' : '/Resource'),
          action: input.authorization.request.action,
          resource: input.authorization.request.resource,
          listed: statement.resource?.values ?? [],
          isExcepted: statement.resource?.negated === true,
          allowsMore: !isOnly(statement, input.authorization.request.action),
          policy: labelOf(stored),
        })),
    ),

  edits: ({ place, resource, policy, isExcepted, allowsMore }, input) => {
    const grants = grantEdits(input, 'identity')
    if (policy.awsManaged || isExcepted) return grants
    const widened: Edit = { kind: 'addResource', at: place.at, resource: grantedResource(input, resource) }
    // A statement of several actions would open all of them on the resource.
    return allowsMore ? [...grants, widened] : [widened, ...grants]
  },

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `${statementOf.en(e.place.at, e.policy)} allows ${code(e.action)}, but not on ${code(e.resource)}.`,
      why: e.isExcepted
        ? `Its ${code('NotResource')} excepts ${codes(e.listed, 'en')}; the request was for ${code(e.resource)}.`
        : `Its ${code('Resource')} lists ${codes(e.listed, 'en')}; the request was for ${code(e.resource)}.`,
    }),
    ko: (e) => ({
      headline: `${statementOf.ko(e.place.at, e.policy)}은 ${code(e.action)} 작업을 허용하지만 ${code(e.resource)} 리소스는 포함하지 않습니다.`,
      why: e.isExcepted
        ? `${code('NotResource')} 요소가 ${codes(e.listed, 'ko')} 값을 제외합니다. 요청한 리소스는 ${code(e.resource)}입니다.`
        : `${code('Resource')} 요소의 값은 ${codes(e.listed, 'ko')}입니다. 요청한 리소스는 ${code(e.resource)}입니다.`,
    }),
  },

  suspicion: {
    en: () => `An identity-based policy allows the action on other resources.`,
    ko: () => `자격 증명 기반 정책이 이 작업을 다른 리소스에만 허용합니다.`,
  },
})

function isOnly({ action }: Statement, asked: string): boolean {
  const [only, ...others] = action.values
  return !action.negated && only !== undefined && others.length === 0 && isSameAction(only, asked)
}

/** Of the statements for other resources the one whose ARN begins most like that of the request, so that one is told. */
function nearest(found: readonly NotCovered[]): readonly NotCovered[] {
  const ranked = found.map((evidence) => ({ evidence, likeness: likenessOf(evidence) }))
  return ranked
    .toSorted((a, b) => b.likeness - a.likeness)
    .slice(0, 1)
    .map(({ evidence }) => evidence)
}

function likenessOf({ listed, resource, isExcepted }: NotCovered): number {
  // What is excepted by name comes nearer than any other ARN.
  return isExcepted ? Number.MAX_SAFE_INTEGER : Math.max(0, ...listed.map((value) => sharedStart(value, resource)))
}

function sharedStart(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}
