import { diagnose } from '../../diagnose.ts'
import type { Diagnosis, FoundCause } from '../../diagnosis/diagnosis.ts'
import type { DenialExample, DenialGroup } from './denial-group.ts'
import { type Facts, nothingGiven } from './explain-facts.ts'
import type { LaterSuccess } from './later-success.ts'
import { hasSucceeded, historyOfGroups, type MatterHistory, type ToldOfGroups } from './matter-history.ts'
import { guardrail, type Noise, noiseOfGroups } from './noise.ts'
import type { PolicyChanges } from './policy-changes.ts'
import { succeededOf } from './succeeded.ts'

/** What the log tells of the calls of each group beside their denials. */
export interface LogOfGroups {
  readonly successes: ReadonlyMap<DenialGroup, LaterSuccess>
  readonly changes: ReadonlyMap<DenialGroup, PolicyChanges>
  /** Whether all of it was read; a part that was not may hold a later denial. */
  readonly isWhole: boolean
}

/** A log that tells of nothing but denials. */
export const nothingLogged: LogOfGroups = { successes: new Map(), changes: new Map(), isWhole: true }

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
  /** What the log tells of each of its groups beside the denials, and of all of them together. */
  readonly told: ToldOfGroups
  readonly history: MatterHistory
}

/** The answer to one denial of a log. */
export function explainExample({ denial }: DenialExample, { snapshot, hasSnapshot, about }: Facts): Diagnosis {
  return diagnose({ denial, snapshot, hasSnapshot, given: nothingGiven, trail: about(denial) })
}

/**
 * Explains each group once and joins those that have the same cause; what hurts most comes first. Which of them are noise,
 * all groups of the log tell.
 */
export function explainGroups(
  groups: readonly DenialGroup[],
  facts: Facts,
  log: LogOfGroups = nothingLogged,
  all: readonly DenialGroup[] = groups,
): readonly Matter[] {
  const matters = new Map<string, Matter>()
  const noise = noiseOfGroups(groups, all)
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
    const later = log.successes.get(group)
    const success = later === undefined ? null : succeededOf(group, later, diagnosis, log.isWhole)
    const matter = known === undefined ? matterOf(group, diagnosis, ofGroup, log) : joined(known, group, ofGroup)
    const { told } = matter
    const successes = success === null ? told.successes : new Map(told.successes).set(group, success)
    matters.set(key, withGroups({ ...matter, told: { ...told, successes } }, matter.groups))
  })
  return inOrder([...matters.values()])
}

/** What hurts most first: what is still denied, what has succeeded since, what is noise; of each the most frequent first. */
export function inOrder(matters: readonly Matter[]): readonly Matter[] {
  return matters.toSorted((a, b) => rank(a) - rank(b) || b.count - a.count)
}

function rank(matter: Matter): number {
  if (isNoise(matter)) return 2
  return hasSucceeded(matter.history) ? 1 : 0
}

/** Whether a matter can be left alone. What a guardrail denies is meant, but somebody may need it all the same. */
export function isNoise({ noise }: Matter): boolean {
  return noise !== null && noise.kind !== 'guardrail'
}

function matterOf(group: DenialGroup, diagnosis: Diagnosis, noise: Noise | null, { changes }: LogOfGroups): Matter {
  const { count, first, last } = group
  return {
    groups: [group],
    count,
    first,
    last,
    diagnosis,
    noise: noise ?? guardrail(diagnosis),
    told: { successes: new Map(), changes },
    history: nothingKnown,
  }
}

const nothingKnown: MatterHistory = { success: null, changes: { before: [], between: [], after: [] } }

/** A matter of some groups alone. */
function withGroups(matter: Matter, groups: Matter['groups']): Matter {
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  return { ...matter, groups, count, history: historyOfGroups(groups, matter.told) }
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
