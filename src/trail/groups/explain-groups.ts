import { diagnose } from '../../diagnose.ts'
import type { Diagnosis, FoundCause } from '../../diagnosis/diagnosis.ts'
import { contextOf } from '../../iam/context.ts'
import type { GivenFacts } from '../../services/call.ts'
import type { TrailRecord } from '../../services/session.ts'
import type { Snapshot } from '../../snapshot/snapshot.ts'
import type { DenialExample, DenialGroup } from './denial-group.ts'
import { guardrail, type Noise, noiseOfGroups } from './noise.ts'

/** What denials are explained with. */
export interface Facts {
  readonly snapshot: Snapshot
  /** False where no snapshot was given and `snapshot` is empty. */
  readonly hasSnapshot: boolean
  /** CloudTrail records of the time. */
  readonly trail: readonly TrailRecord[]
}

/** Groups with one cause, explained once. */
export interface Matter {
  /** The most frequent first; never empty. */
  readonly groups: readonly [DenialGroup, ...DenialGroup[]]
  readonly count: number
  readonly first: string | null
  readonly last: string | null
  /** Of the newest denial of the first group. */
  readonly diagnosis: Diagnosis
  /** Null where nothing says that this is nobody's trouble. */
  readonly noise: Noise | null
}

/** The answer to one denial of a log. */
export function explainExample({ denial }: DenialExample, { snapshot, hasSnapshot, trail }: Facts): Diagnosis {
  return diagnose({ denial, snapshot, hasSnapshot, given: nothingGiven, trail })
}

/** A log tells who called and what; nothing is given beside it. */
export const nothingGiven: GivenFacts = {
  principal: null,
  action: null,
  resource: null,
  context: contextOf({}),
  expectedPrincipal: null,
}

/** Explains each group once and joins those that have the same cause; what hurts most comes first. */
export function explainGroups(groups: readonly DenialGroup[], facts: Facts): readonly Matter[] {
  const matters = new Map<string, Matter>()
  const noise = noiseOfGroups(groups)
  groups.forEach((group, i) => {
    const ofGroup = noise[i] ?? null
    // A scan is one matter, however many things it asks for: none of its answers is worth a line.
    const scan = ofGroup?.kind === 'scanner' ? JSON.stringify([ofGroup.kind, group.principal]) : null
    const knownScan = scan === null ? undefined : matters.get(scan)
    if (scan !== null && knownScan !== undefined) {
      matters.set(scan, joined(knownScan, group))
      return
    }
    const [example] = group.examples
    if (example === undefined) return
    const diagnosis = explainExample(example, facts)
    const key = scan ?? causeKey(diagnosis, group)
    const known = matters.get(key)
    matters.set(key, known === undefined ? matterOf(group, diagnosis, ofGroup) : joined(known, group, ofGroup))
  })
  return inOrder([...matters.values()])
}

/** What hurts most first: what is not noise before what is, then the most frequent. */
export function inOrder(matters: readonly Matter[]): readonly Matter[] {
  return matters.toSorted((a, b) => Number(isNoise(a)) - Number(isNoise(b)) || b.count - a.count)
}

/** Whether a matter can be left alone. What a guardrail denies is meant, but somebody may need it all the same. */
export function isNoise({ noise }: Matter): boolean {
  return noise !== null && noise.kind !== 'guardrail'
}

function matterOf(group: DenialGroup, diagnosis: Diagnosis, noise: Noise | null): Matter {
  const { count, first, last } = group
  return { groups: [group], count, first, last, diagnosis, noise: noise ?? guardrail(diagnosis) }
}

function joined(matter: Matter, group: DenialGroup, noise: Noise | null = matter.noise): Matter {
  const isSame = noise?.kind === matter.noise?.kind
  return {
    ...matter,
    noise: isSame || matter.noise?.kind === 'guardrail' ? matter.noise : null,
    groups: [...matter.groups, group],
    count: matter.count + group.count,
    first: earliest(matter.first, group.first),
    last: latest(matter.last, group.last),
  }
}

function earliest(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a
}

function latest(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a
}

/**
 * The same for denials of one cause. A statement that denies is one cause whomever it denies what; what nothing allows
 * is one cause for each caller and action. A denial that nothing explains is a matter of its own.
 */
function causeKey(diagnosis: Diagnosis, group: DenialGroup): string {
  const reported = diagnosis.requests.findIndex((request) => request.reported)
  const causes = diagnosis.causes.filter(
    (cause) => cause.status === 'confirmed' && cause.request === Math.max(0, reported),
  )
  if (causes.length === 0) return JSON.stringify([group.principal, group.action, group.resources, group.account])
  const about = [group.principal, group.action.toLowerCase(), group.account]
  const keys = causes.map((cause) => denyPlace(cause, diagnosis) ?? JSON.stringify([cause.code, ...about]))
  return [...new Set(keys)].sort().join('\n')
}

/** Where the statement stands that denies; null for a cause that is no statement's Deny. */
function denyPlace({ code, layer, request, excerpt }: FoundCause, { requests }: Diagnosis): string | null {
  const judged = requests[request]?.decision.layers.find((trace) => trace.layer === layer)
  const isDeny = judged?.statements.some(({ effect, mismatches }) => effect === 'Deny' && mismatches.length === 0)
  if (isDeny !== true || excerpt === null) return null
  const statement = /^.*\/Statement(?:\/\d+)?/.exec(excerpt.pointer)?.[0] ?? excerpt.pointer
  return JSON.stringify([code, excerpt.document, statement])
}
