import type { Layer, LayerTrace, Mismatch, StatementTrace } from '../engine/trace.ts'
import { matchOf } from '../engine/verdict.ts'
import type { StatementRef } from '../fixes/statement-ref.ts'
import type { Statement } from '../iam/policy.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import type { CauseInput, Place } from './cause.ts'

/** The trace of one layer; undefined where the engine did not judge it. */
export function layerOf(input: CauseInput, layer: Layer): LayerTrace | undefined {
  return input.decision.layers.find((l) => l.layer === layer)
}

/** Whether a layer denies, for certain or depending on what is unknown. */
export function mayBlock(input: CauseInput, layer: Layer): boolean {
  return input.decision.blockedBy.includes(layer) || input.decision.mayBlock.includes(layer)
}

/** The document behind a trace. */
export function storedOf(input: CauseInput, trace: StatementTrace): StoredPolicy | undefined {
  return input.authorization.storedById.get(trace.policyId)
}

/** The statement behind a trace; undefined where its document is not in the snapshot. */
export function statementOfTrace(input: CauseInput, trace: StatementTrace): Statement | undefined {
  const stored = storedOf(input, trace)
  return stored?.document.ok === true ? stored.document.document.statements[trace.index] : undefined
}

/** The reference of a trace's statement. */
export function refOf(trace: StatementTrace): StatementRef {
  return { policyId: trace.policyId, index: trace.index, sid: trace.sid }
}

/** The place of one element of a trace's statement. */
export function placeOf(trace: StatementTrace, within: string): Place {
  return { at: refOf(trace), within }
}

/** The Deny statements of a layer that apply to the request. */
export function matchingDenies(input: CauseInput, layer: Layer): readonly StatementTrace[] {
  return (layerOf(input, layer)?.statements ?? []).filter((s) => s.effect === 'Deny' && matchOf(s) === 'yes')
}

/** Whether some Allow applies in a layer, whatever denies besides. */
export function hasAllow(input: CauseInput, layer: Layer): boolean {
  return (layerOf(input, layer)?.statements ?? []).some((s) => s.effect === 'Allow' && matchOf(s) === 'yes')
}

/** An Allow that would apply but for reasons of one kind. */
export interface NearAllow {
  /** The layer that denies and that this Allow would open. */
  readonly layer: Layer
  readonly trace: StatementTrace
  readonly statement: Statement
  readonly stored: StoredPolicy
}

/** Where a value of an element stands within its statement, `/Resource/1`; the element where it is not a text of its own. */
export function withinOf(near: NearAllow, element: 'Action' | 'Resource' | 'Principal', value: string): string {
  const json = statementJson(near)?.[element]
  const places = isRecord(json)
    ? Object.entries(json).map(([type, values]) => placeIn(values, `/${element}/${type}`, value))
    : [placeIn(json, `/${element}`, value)]
  return places.find((place) => place !== null) ?? `/${element}`
}

function placeIn(values: unknown, pointer: string, value: string): string | null {
  if (values === value) return pointer
  const index = Array.isArray(values) ? values.indexOf(value) : -1
  return index === -1 ? null : `${pointer}/${index}`
}

/** The statement as it stands in its document, to tell a list of one value from a single value. */
function statementJson({ stored, trace }: NearAllow): Readonly<Record<string, unknown>> | null {
  if (!stored.document.ok) return null
  const { json } = stored.document.document
  const statements = isRecord(json) ? json['Statement'] : undefined
  const statement: unknown = Array.isArray(statements) ? statements[trace.index] : statements
  return isRecord(statement) ? statement : null
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The layers in which an Allow is wanted: those that deny, and for a same-account request also the resource policy. */
const wantsAllow: readonly Layer[] = [
  'identity',
  'resource',
  'kms',
  'boundary',
  'session',
  'scp',
  'vpce',
  'accessPoint',
]

/** Allow statements all of whose mismatches satisfy the test, in the layers that deny for want of an Allow. */
export function nearAllows(input: CauseInput, test: (mismatch: Mismatch) => boolean): readonly NearAllow[] {
  return wantsAllow
    .filter((layer) => deniesForWantOfAllow(input, layer))
    .flatMap((layer) =>
      [layer, ...substitutes(input, layer)].flatMap((source) => nearAllowsIn(input, layer, source, test)),
    )
}

function nearAllowsIn(
  input: CauseInput,
  layer: Layer,
  source: Layer,
  test: (mismatch: Mismatch) => boolean,
): readonly NearAllow[] {
  return (layerOf(input, source)?.statements ?? []).flatMap((trace) => {
    if (trace.effect !== 'Allow' || trace.mismatches.length === 0 || !trace.mismatches.every(test)) return []
    const statement = statementOfTrace(input, trace)
    const stored = storedOf(input, trace)
    return statement === undefined || stored === undefined ? [] : [{ layer, trace, statement, stored }]
  })
}

/** Whether a layer denies and no Deny of its own is the reason. */
export function deniesForWantOfAllow(input: CauseInput, layer: Layer): boolean {
  if (!mayBlock(input, layer)) return false
  const trace = layerOf(input, layer)
  return trace !== undefined && trace.presence !== 'unknown' && trace.possible.includes('implicitDeny')
}

/** In the principal's own account the resource policy can stand in for the identity policy. */
function substitutes(input: CauseInput, layer: Layer): readonly Layer[] {
  const { principal, resourceAccount } = input.authorization.request
  if (layer !== 'identity' || principal.account !== resourceAccount) return []
  return ['resource', 'kms']
}

/** Values that the request had for a condition key; empty where it had none. */
export function actualValues(input: CauseInput, key: string): readonly string[] {
  const value = input.authorization.request.context.get(key.toLowerCase())
  return value === undefined || value === 'unknown' ? [] : value
}
