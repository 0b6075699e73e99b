import type { Edit } from '../fixes/edit.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type Place } from './cause.ts'
import { escapePointer } from './explicit-deny.ts'
import { nearAllows, placeOf } from './facts.ts'
import { gateRefusal } from './gate-refusal.ts'
import { grantEdits } from './grant-edits.ts'
import { asksForKey, isKeyUseMismatch } from './kms-key.ts'
import { wouldApply } from './retrace.ts'
import { code, codes, labelOf, type PolicyLabel, statementOf } from './words.ts'

interface Mismatched extends Evidence {
  readonly place: Place
  readonly action: string
  readonly operator: string
  readonly key: string
  readonly wanted: readonly string[]
  /** Empty where the request carried no such key. */
  readonly actual: readonly string[]
  readonly policy: PolicyLabel
}

/** A statement would allow the use of the key but for `kms:ViaService`, the caller's account or the encryption context. */
export const kmsViaServiceOrContextMismatch: Cause = defineCause<Mismatched>({
  code: 'UD927',
  name: 'kms-via-service-or-context-mismatch',
  since: '0.1.0',
  layers: ['identity', 'kms', 'boundary', 'session', 'scp', 'vpce'],
  specificity: 3,

  find: (input) => {
    if (!asksForKey(input) || gateRefusal(input, 'kms') !== null) return []
    return nearAllows(input, (m) => m.kind === 'conditionNotMet' || m.kind === 'contextKeyAbsent').flatMap(
      ({ layer, trace, stored }) =>
        trace.mismatches.flatMap((m) => {
          if ((m.kind !== 'conditionNotMet' && m.kind !== 'contextKeyAbsent') || !isKeyUseMismatch(m)) return []
          const { operator, key } = m.condition
          return [
            {
              layer,
              place: placeOf(trace, `/Condition/${escapePointer(operator.text)}/${escapePointer(key)}`),
              action: input.authorization.request.action,
              operator: operator.text,
              key,
              wanted: m.wanted,
              actual: m.kind === 'conditionNotMet' ? m.actual : [],
              policy: labelOf(stored),
            },
          ]
        }),
    )
  },

  edits: (evidence, input) => [...valueEdits(evidence, input), ...grantEdits(input, evidence.layer)],

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `${statementOf.en(e.place.at, e.policy)} allows ${code(e.action)} only where ${code(e.operator)} holds for ${code(e.key)}.`,
      why: `The condition wants ${codes(e.wanted, 'en')}; ${e.actual.length === 0 ? `the request carried no ${code(e.key)}, which a service sets when it uses the key for a caller` : `the request carried ${codes(e.actual, 'en')}`}.`,
    }),
    ko: (e) => ({
      headline: `${statementOf.ko(e.place.at, e.policy)}은 ${code(e.key)} 키의 ${code(e.operator)} 조건이 맞을 때만 ${code(e.action)} 작업을 허용합니다.`,
      why: `조건이 요구하는 값은 ${codes(e.wanted, 'ko')}입니다. ${e.actual.length === 0 ? `요청에는 ${code(e.key)} 키가 없었습니다. 이 키는 서비스가 호출자를 대신해 KMS 키를 사용할 때 생깁니다` : `요청의 값은 ${codes(e.actual, 'ko')}입니다`}.`,
    }),
  },

  suspicion: {
    en: () => 'A condition on the service or the encryption context of the key does not hold.',
    ko: () => '키를 사용하는 서비스나 암호화 컨텍스트의 조건이 맞지 않습니다.',
  },
})

/** One value more in the condition, where that lets the statement apply. */
function valueEdits({ place, operator, key, actual }: Mismatched, input: CauseInput): readonly Edit[] {
  const [value] = actual
  if (value === undefined) return []
  const edit: Edit = { kind: 'addConditionValue', at: place.at, operator, key, value }
  const near = nearAllows(input, (m) => m.kind === 'conditionNotMet' || m.kind === 'contextKeyAbsent')
  const trace = near.find((n) => n.trace.policyId === place.at.policyId && n.trace.index === place.at.index)?.trace
  return trace !== undefined && wouldApply(input, trace, edit) ? [edit] : []
}
