import type { Layer } from '../engine/trace.ts'
import {
  type Cause,
  type CauseInput,
  defineCause,
  type Evidence,
  type Language,
  type Place,
  type SuspectInput,
  type Suspicion,
} from './cause.ts'
import { claimedWords } from './claimed.ts'
import { denyEdits } from './deny-edits.ts'
import { actualValues, hasAllow, matchingDenies, placeOf, statementOfTrace, storedOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { suspectLayer } from './suspect.ts'
import { aLayer, code, codes, labelOf, layerName, type PolicyLabel, statementOf } from './words.ts'

/** A condition of a Deny that held, with the value that made it hold. */
interface HeldCondition {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
  /** Empty where the request carried no such key. */
  readonly actual: readonly string[]
}

/** Evidence of a Deny that applies. */
export interface DenyEvidence extends Evidence {
  readonly place: Place
  readonly action: string
  readonly resource: string
  readonly policy: PolicyLabel
  readonly conditions: readonly HeldCondition[]
  /** Set where a service made the call for the caller, so that it carries no network keys. */
  readonly forwardedBy: string | null
}

/** What tells one explicit-deny cause from another. */
export interface ExplicitDenyOptions {
  readonly code: string
  readonly name: string
  readonly layer: Layer
  /** A second layer of the same kind of document: a key policy is a resource policy. */
  readonly alsoIn?: Layer
  /** Narrows the cause within its layer: trust policies apart from other resource policies. */
  readonly accepts?: (input: CauseInput) => boolean
  readonly suspect?: (input: SuspectInput) => Suspicion | null
}

/** The cause "a Deny statement of this layer applies". */
export function explicitDenyCause(options: ExplicitDenyOptions): Cause {
  const { code: causeCode, name, layer } = options
  const layers: readonly Layer[] = options.alsoIn === undefined ? [layer] : [layer, options.alsoIn]
  return defineCause<DenyEvidence>({
    code: causeCode,
    name,
    since: '0.1.0',
    layers,
    specificity: 3,
    find: (input) => (options.accepts?.(input) === false ? [] : layers.flatMap((l) => findDenies(input, l))),
    edits: (evidence, input) => {
      const { at } = evidence.place
      const trace = matchingDenies(input, evidence.layer).find(
        (s) => s.policyId === at.policyId && s.index === at.index,
      )
      if (trace === undefined) return []
      // Where nothing allows the request either, the exception alone leaves an implicit deny.
      return [...denyEdits(input, trace), ...(hasAllow(input, evidence.layer) ? [] : grantEdits(input, evidence.layer))]
    },
    claimed: claimedWords(layer, 'explicitDeny', (input) => options.accepts?.(input) !== false),
    suspect: (input) => (options.suspect ?? ((i) => suspectLayer(i, layer, 'explicitDeny')))(input),
    explain: {
      en: (e) => ({
        headline: `${statementOf.en(e.place.at, e.policy)} denies ${code(e.action)} on ${code(e.resource)}.`,
        why: whyDenied.en(e),
      }),
      ko: (e) => ({
        headline: `${statementOf.ko(e.place.at, e.policy)}이 ${code(e.resource)} 리소스의 ${code(e.action)} 작업을 거부합니다.`,
        why: whyDenied.ko(e),
      }),
    },
    suspicion: {
      en: () => `A ${code('Deny')} statement in ${aLayer.en[layer]} applies to this request.`,
      ko: () => `${layerName.ko[layer]}의 ${code('Deny')} 문이 이 요청을 거부합니다.`,
    },
  })
}

/** Every Deny of a layer that applies, with its conditions. */
export function findDenies(input: CauseInput, layer: Layer): readonly DenyEvidence[] {
  const { action, resource } = input.authorization.request
  const { hop } = input.authorization
  return matchingDenies(input, layer).map((trace) => ({
    layer,
    place: placeOf(trace, decidingPart(input, trace)),
    action,
    resource,
    policy: labelOf(storedOf(input, trace)),
    conditions: (statementOfTrace(input, trace)?.conditions ?? []).map((c) => ({
      operator: c.operator.text,
      key: c.key,
      values: c.values,
      actual: actualValues(input, c.key),
    })),
    forwardedBy: hop.kind === 'forwarded' ? hop.service : null,
  }))
}

/** The caret stands under the condition that held, or under the effect where there is none. */
function decidingPart(input: CauseInput, trace: Parameters<typeof placeOf>[0]): string {
  const condition = statementOfTrace(input, trace)?.conditions[0]
  return condition === undefined
    ? '/Effect'
    : `/Condition/${escapePointer(condition.operator.text)}/${escapePointer(condition.key)}`
}

/** A name as a JSON pointer writes it. */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

const networkKey = /^aws:(sourceip|sourcevpce?|vpcsourceip)$/i

/** Why a Deny applies, in words: the values of its conditions beside those of the request. */
export const whyDenied: Readonly<Record<Language, (e: DenyEvidence) => string>> = {
  en: (e) => {
    if (e.conditions.length === 0) return 'The statement has no condition, and no Allow overrides a Deny.'
    const held = e.conditions.map(
      (c) => `${code(c.operator)} on ${code(c.key)} lists ${codes(c.values, 'en')}; the request ${carried.en(c)}`,
    )
    return `${held.join('. ')}.${forwardedNote.en(e)}`
  },
  ko: (e) => {
    if (e.conditions.length === 0) return '이 문에는 조건이 없으며, 어떤 Allow 문도 Deny 문보다 우선하지 않습니다.'
    const held = e.conditions.map(
      (c) => `${code(c.operator)} 조건의 ${code(c.key)} 키에는 ${codes(c.values, 'ko')} 값이 있고, ${carried.ko(c)}`,
    )
    return `${held.join('. ')}.${forwardedNote.ko(e)}`
  },
}

const carried: Readonly<Record<Language, (c: HeldCondition) => string>> = {
  en: (c) => (c.actual.length === 0 ? `carried no ${code(c.key)}` : `carried ${codes(c.actual, 'en')}`),
  ko: (c) =>
    c.actual.length === 0 ? `요청에는 ${code(c.key)} 키가 없었습니다` : `요청의 값은 ${codes(c.actual, 'ko')}입니다`,
}

const forwardedNote: Readonly<Record<Language, (e: DenyEvidence) => string>> = {
  en: (e) =>
    e.forwardedBy !== null && e.conditions.some((c) => networkKey.test(c.key))
      ? ` ${code(e.forwardedBy)} makes this call for the caller, so the network of the first request is not passed on.`
      : '',
  ko: (e) =>
    e.forwardedBy !== null && e.conditions.some((c) => networkKey.test(c.key))
      ? ` ${code(e.forwardedBy)} 서비스가 호출자를 대신해 호출하므로 첫 요청의 네트워크 정보는 전달되지 않습니다.`
      : '',
}
