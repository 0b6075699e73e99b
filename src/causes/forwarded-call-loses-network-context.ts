import type { Layer, StatementTrace } from '../engine/trace.ts'
import type { Edit } from '../fixes/edit.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type Place } from './cause.ts'
import { escapePointer } from './explicit-deny.ts'
import { matchingDenies, nearAllows, placeOf, statementOfTrace, storedOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { code, labelOf, type PolicyLabel, statementOf } from './words.ts'

interface LostContext extends Evidence {
  readonly place: Place
  readonly action: string
  readonly resource: string
  readonly service: string
  readonly key: string
  readonly effect: 'Allow' | 'Deny'
  readonly isEditable: boolean
  readonly policy: PolicyLabel
}

const layers: readonly Layer[] = ['identity', 'resource', 'kms', 'boundary', 'session', 'scp', 'rcp']
const networkKey = /^aws:(sourceip|sourcevpce?|vpcsourceip)$/i

/** A condition on the caller's network hits a call that a service makes for the caller, which carries no such key. */
export const forwardedCallLosesNetworkContext: Cause = defineCause<LostContext>({
  code: 'UD953',
  name: 'forwarded-call-loses-network-context',
  since: '0.1.0',
  layers,
  specificity: 3,

  find: (input) => {
    const { hop } = input.authorization
    if (hop.kind !== 'forwarded') return []
    const denies = layers.flatMap((layer) =>
      matchingDenies(input, layer).flatMap((trace) => evidenceOf(input, layer, trace, hop.service)),
    )
    const allows = nearAllows(input, (m) => m.kind === 'contextKeyAbsent' && networkKey.test(m.condition.key)).flatMap(
      ({ layer, trace }) => evidenceOf(input, layer, trace, hop.service),
    )
    return [...denies, ...allows]
  },

  edits: (evidence, input): readonly Edit[] => {
    const { effect, place, isEditable, layer } = evidence
    if (effect === 'Allow') return grantEdits(input, layer)
    return isEditable ? [{ kind: 'exceptForwardedCalls', at: place.at }] : []
  },

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `${code(e.service)} makes this call for the caller, and it carries no ${code(e.key)}.`,
      why: `${statementOf.en(e.place.at, e.policy)} ${e.effect === 'Deny' ? 'denies calls' : 'allows only calls'} by the network they come from; the network of the first request is not passed on.`,
    }),
    ko: (e) => ({
      headline: `${code(e.service)} 서비스가 호출자를 대신해 호출하므로 요청에 ${code(e.key)} 키가 없습니다.`,
      why: `${statementOf.ko(e.place.at, e.policy)}은 네트워크에 따라 호출을 ${e.effect === 'Deny' ? '거부하지만' : '허용하지만'}, 첫 요청의 네트워크 정보는 전달되지 않습니다.`,
    }),
  },

  suspicion: {
    en: () => 'A condition on the network hits a call that a service makes for the caller.',
    ko: () => '서비스가 호출자를 대신해 하는 호출에 네트워크 조건이 적용됩니다.',
  },
})

function evidenceOf(input: CauseInput, layer: Layer, trace: StatementTrace, service: string): readonly LostContext[] {
  const condition = statementOfTrace(input, trace)?.conditions.find((c) => networkKey.test(c.key))
  const stored = storedOf(input, trace)
  if (condition === undefined || stored === undefined) return []
  const within = `/Condition/${escapePointer(condition.operator.text)}/${escapePointer(condition.key)}`
  const { action, resource } = input.authorization.request
  return [
    {
      layer,
      place: placeOf(trace, within),
      action,
      resource,
      service,
      key: condition.key,
      effect: trace.effect,
      isEditable: !stored.awsManaged,
      policy: labelOf(stored),
    },
  ]
}
