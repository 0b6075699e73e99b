import type { Mismatch } from '../engine/trace.ts'
import type { Edit } from '../fixes/edit.ts'
import type { Condition } from '../iam/policy.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type Place } from './cause.ts'
import { callerControls } from './deny-edits.ts'
import { escapePointer } from './explicit-deny.ts'
import { nearAllows, placeOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { asksForKey, isKeyUseMismatch } from './kms-key.ts'
import { satisfyingValue } from './satisfying-value.ts'
import { code, codes, labelOf, type PolicyLabel, statementOf } from './words.ts'

interface NotMet extends Evidence {
  readonly place: Place
  readonly action: string
  readonly resource: string
  readonly operator: string
  readonly key: string
  readonly wanted: readonly string[]
  /** Empty where the request carried no such key. */
  readonly actual: readonly string[]
  readonly policy: PolicyLabel
}

const isConditionMismatch = (m: Mismatch): m is Extract<Mismatch, { kind: 'conditionNotMet' | 'contextKeyAbsent' }> =>
  m.kind === 'conditionNotMet' || m.kind === 'contextKeyAbsent'

/** Conditions on the use of a key have a cause of their own. */
function isOrdinary(input: CauseInput): (mismatch: Mismatch) => boolean {
  return asksForKey(input) ? (mismatch) => !isKeyUseMismatch(mismatch) : () => true
}

/** What an identity provider says cannot be sent otherwise: where the subject is the right one, the trust policy lists it. */
function trustedValue({ place, key, actual, policy }: NotMet, condition: Condition | undefined): readonly Edit[] {
  const [value, ...others] = actual
  const isProviders = key.startsWith('saml:') || key.slice(0, Math.max(0, key.lastIndexOf(':'))).includes('.')
  const lists = condition !== undefined && /^String(?:Equals|Like|EqualsIgnoreCase)$/.test(condition.operator.name)
  if (!policy.target.startsWith('trust:') || !isProviders || !lists || value === undefined || others.length > 0)
    return []
  return [{ kind: 'addConditionValue', at: place.at, operator: condition.operator.text, key: condition.key, value }]
}

/** A statement would allow the request but for a condition. */
export const conditionNotMet: Cause = defineCause<NotMet>({
  code: 'UD226',
  name: 'condition-not-met',
  since: '0.1.0',
  layers: ['identity', 'resource', 'kms', 'boundary', 'session', 'scp', 'vpce', 'accessPoint'],
  specificity: 3,

  find: (input) =>
    nearAllows(input, isConditionMismatch).flatMap(({ layer, trace, stored }) =>
      trace.mismatches
        .filter(isConditionMismatch)
        .filter(isOrdinary(input))
        .map((m) => ({
          layer,
          place: placeOf(
            trace,
            `/Condition/${escapePointer(m.condition.operator.text)}/${escapePointer(m.condition.key)}`,
          ),
          action: input.authorization.request.action,
          resource: input.authorization.request.resource,
          operator: m.condition.operator.text,
          key: m.condition.key,
          wanted: m.wanted,
          actual: m.kind === 'conditionNotMet' ? m.actual : [],
          policy: labelOf(stored),
        })),
    ),

  edits: (evidence, input) => {
    const conditions = nearAllows(input, isConditionMismatch).flatMap(({ trace, statement }) =>
      trace.policyId === evidence.place.at.policyId && trace.index === evidence.place.at.index
        ? statement.conditions
        : [],
    )
    const condition = conditions.find((c) => c.key === evidence.key && c.operator.text === evidence.operator)
    const value =
      condition === undefined || !callerControls(evidence.key) ? null : satisfyingValue(condition, input, 'meet')
    const request: readonly Edit[] =
      value === null ? [] : [{ kind: 'changeRequest', key: evidence.key, values: [value] }]
    return [...request, ...trustedValue(evidence, condition), ...grantEdits(input, evidence.layer)]
  },

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `${statementOf.en(e.place.at, e.policy)} allows ${code(e.action)} only where ${code(e.operator)} holds for ${code(e.key)}.`,
      why: `The condition wants ${codes(e.wanted, 'en')}; the request ${e.actual.length === 0 ? `carried no ${code(e.key)}` : `carried ${codes(e.actual, 'en')}`}.`,
    }),
    ko: (e) => ({
      headline: `${statementOf.ko(e.place.at, e.policy)}은 ${code(e.key)} 키의 ${code(e.operator)} 조건이 맞을 때만 ${code(e.action)} 작업을 허용합니다.`,
      why: `조건이 요구하는 값은 ${codes(e.wanted, 'ko')}입니다. ${e.actual.length === 0 ? `요청에는 ${code(e.key)} 키가 없었습니다` : `요청의 값은 ${codes(e.actual, 'ko')}입니다`}.`,
    }),
  },

  suspicion: {
    en: () => 'A statement would allow the request but for a condition.',
    ko: () => '조건이 맞지 않아 허용하는 문이 적용되지 않습니다.',
  },
})
