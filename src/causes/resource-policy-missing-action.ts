import type { Edit } from '../fixes/edit.ts'
import type { NamedPrincipal, Statement } from '../iam/policy.ts'
import { type Cause, defineCause, type Evidence, type Place } from './cause.ts'
import { nearAllows, placeOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { code, codes, labelOf, type PolicyLabel, statementOf } from './words.ts'

interface MissingAction extends Evidence {
  readonly place: Place
  readonly action: string
  readonly listed: readonly string[]
  readonly principal: string
  /** Whether the statement is about this principal and this resource alone. */
  readonly isNarrow: boolean
  readonly policy: PolicyLabel
}

/** The resource policy grants this principal other actions on the resource, not this one. */
export const resourcePolicyMissingAction: Cause = defineCause<MissingAction>({
  code: 'UD303',
  name: 'resource-policy-missing-action',
  since: '0.1.0',
  layers: ['resource', 'identity'],
  specificity: 3,

  find: (input) => {
    const { resourceKind } = input.authorization.policies
    if (resourceKind !== 'ordinary') return []
    return nearAllows(input, (m) => m.kind === 'actionNotListed').flatMap(({ layer, trace, stored, statement }) => {
      // A statement for everyone or for the whole account says nothing of what this principal was meant to do.
      const namesPrincipal =
        trace.naming === 'user' ||
        trace.naming === 'role' ||
        trace.naming === 'session' ||
        trace.naming === 'federatedUser'
      if (
        !namesPrincipal ||
        statement.action.negated ||
        !sharesService(statement.action.values, input.authorization.request.action)
      )
        return []
      const { action, resource, principal } = input.authorization.request
      return [
        {
          layer,
          place: placeOf(trace, '/Action'),
          action,
          listed: statement.action.values,
          principal: nameIn(statement.principal?.principals ?? [], principal.arn ?? ''),
          isNarrow: statement.principal?.principals.length === 1 && isOnly(statement.resource, resource),
          policy: labelOf(stored),
        },
      ]
    })
  },

  edits: ({ place, action, layer, isNarrow }, input) => {
    const widened: Edit = { kind: 'addAction', at: place.at, action }
    const grants = grantEdits(input, layer)
    // Any other statement would grant the action to more principals or on more resources than was asked for.
    return isNarrow ? [widened, ...grants] : [...grants, widened]
  },

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `${statementOf.en(e.place.at, e.policy)} grants ${code(e.principal)} other actions, not ${code(e.action)}.`,
      why: `Its ${code('Action')} lists ${codes(e.listed, 'en')}; the request was for ${code(e.action)}.`,
    }),
    ko: (e) => ({
      headline: `${statementOf.ko(e.place.at, e.policy)}은 ${code(e.principal)} 보안 주체에 다른 작업만 허용하고 ${code(e.action)} 작업은 허용하지 않습니다.`,
      why: `${code('Action')} 요소의 값은 ${codes(e.listed, 'ko')}이고, 요청한 작업은 ${code(e.action)}입니다.`,
    }),
  },

  suspicion: {
    en: ({ call }) =>
      `The resource policy grants other actions, not ${call.action === null ? 'this one' : code(call.action)}.`,
    ko: ({ call }) =>
      `리소스 정책이 다른 작업만 허용하고 ${call.action === null ? '이' : code(call.action)} 작업은 허용하지 않습니다.`,
  },
})

function isOnly(element: Statement['resource'], resource: string): boolean {
  return element !== null && !element.negated && element.values.length === 1 && element.values[0] === resource
}

function sharesService(listed: readonly string[], action: string): boolean {
  const service = action.split(':')[0]?.toLowerCase()
  return listed.some((value) => value.split(':')[0]?.toLowerCase() === service)
}

function nameIn(principals: readonly NamedPrincipal[], arn: string): string {
  return principals.length === 1 ? (principals[0]?.value ?? arn) : arn
}
