import type { Layer, Mismatch, StatementTrace } from '../engine/trace.ts'
import type { CauseInput, Evidence } from './cause.ts'
import { forSessionOf, standsForOf } from './directory-session.ts'
import { layerOf, placeOf, storedOf } from './facts.ts'
import { principalName } from './federated-sign-in.ts'
import { labelOf, type PolicyLabel } from './words.ts'

/** Evidence that nothing in a layer allows the request. */
export interface NoAllowEvidence extends Evidence {
  readonly action: string
  readonly resource: string
  readonly principal: string
  /** Documents of the layer that were read. */
  readonly policies: readonly PolicyLabel[]
  /** SCPs: the levels that lack an Allow. */
  readonly levels: readonly string[]
  /** The Allow that comes nearest, and what it lists; null where none is near. */
  readonly nearest: {
    readonly policy: PolicyLabel
    readonly listed: readonly string[]
    readonly element: 'Action' | 'Resource' | 'Principal'
  } | null
  /** The S3 action that the session of a directory bucket was asked for; null for every other request. */
  readonly standsFor: string | null
  /** The condition that alone keeps an Allow from applying, where no element does; null where there is none. */
  readonly unmet: Unmet | null
}

/** A condition that keeps an Allow from applying, with what the request carried. */
export interface Unmet {
  readonly policy: PolicyLabel
  readonly key: string
  readonly wanted: readonly string[]
  /** Empty where the request carried no such key. */
  readonly actual: readonly string[] | 'unknown'
}

/** What a layer without an Allow holds: its policies, and the statement that comes nearest. */
export function noAllowEvidence(input: CauseInput, layer: Layer): NoAllowEvidence {
  const { request, storedById } = input.authorization
  const trace = layerOf(input, layer)
  const allows = (trace?.statements ?? []).filter((s) => s.effect === 'Allow')
  const standsFor = standsForOf(input)
  const nearest = nearestOf(allows, request.action) ?? forSessionOf(allows, standsFor)
  const ids = new Set((trace?.statements ?? []).map((s) => s.policyId))
  return {
    layer,
    place: nearest === undefined ? null : placeOf(nearest.trace, `/${nearest.element}`),
    action: request.action,
    resource: request.resource,
    principal: principalName(request),
    policies: [...ids].map((id) => labelOf(storedById.get(id))),
    levels: (trace?.levels ?? []).filter((l) => !l.possible.includes('allowed')).map((l) => l.name),
    nearest:
      nearest === undefined
        ? null
        : { policy: labelOf(storedOf(input, nearest.trace)), listed: nearest.listed, element: nearest.element },
    standsFor,
    unmet: nearest === undefined ? unmetOf(input, allows) : null,
  }
}

/** The first condition of an Allow that nothing but conditions keeps from applying. */
function unmetOf(input: CauseInput, allows: readonly StatementTrace[]): Unmet | null {
  const unmet = allows.flatMap((trace): readonly Unmet[] => {
    const found = trace.mismatches.map((mismatch) => conditionOf(mismatch))
    return found.flatMap((condition) =>
      condition === null || found.includes(null)
        ? []
        : [
            {
              policy: labelOf(storedOf(input, trace)),
              key: condition.key,
              wanted: condition.wanted,
              actual: condition.actual,
            },
          ],
    )
  })
  return unmet[0] ?? null
}

function conditionOf(mismatch: Mismatch): Omit<Unmet, 'policy'> | null {
  switch (mismatch.kind) {
    case 'conditionNotMet':
      return { key: mismatch.condition.key, wanted: mismatch.wanted, actual: mismatch.actual }
    case 'contextKeyAbsent':
      return { key: mismatch.condition.key, wanted: mismatch.wanted, actual: [] }
    case 'contextKeyUnknown':
      return { key: mismatch.condition.key, wanted: mismatch.condition.values, actual: 'unknown' }
    default:
      return null
  }
}

interface Nearest {
  readonly trace: StatementTrace
  readonly element: 'Action' | 'Resource' | 'Principal'
  readonly listed: readonly string[]
}

/** The Allow that one element alone keeps from applying: one for the action on another resource, else one of the same service. */
function nearestOf(allows: readonly StatementTrace[], action: string): Nearest | undefined {
  const near = allows.flatMap((trace): readonly Nearest[] => {
    const [only, ...others] = trace.mismatches
    const element = only === undefined || others.length > 0 ? null : elementOf(only)
    return element === null ? [] : [{ trace, ...element }]
  })
  const service = `${action.split(':')[0]?.toLowerCase()}:`
  const ofService = near.find((n) => n.listed.some((listed) => listed.toLowerCase().startsWith(service)))
  // An Allow for another service is near only where there is no other Allow at all.
  return near.find((n) => n.element !== 'Action') ?? ofService ?? (allows.length === 1 ? near[0] : undefined)
}

function elementOf(mismatch: Mismatch): Omit<Nearest, 'trace'> | null {
  switch (mismatch.kind) {
    case 'resourceNotListed':
      return { element: 'Resource', listed: mismatch.listed }
    case 'actionNotListed':
      return { element: 'Action', listed: mismatch.listed }
    case 'principalNotListed':
      return { element: 'Principal', listed: mismatch.listed.map((p) => p.value) }
    default:
      return null
  }
}
