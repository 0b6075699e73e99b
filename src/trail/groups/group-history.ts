import { isObject, type JsonObject, stringAt } from '../../denial/json-value.ts'
import type { TrailRecord } from '../../services/session.ts'
import { afterMs, type Clue, type SoughtRecords, type Stretch } from '../../services/sought-records.ts'
import type { FoundEvent } from '../found.ts'
import type { DenialGroup } from './denial-group.ts'
import type { Facts } from './explain-facts.ts'
import type { LogOfGroups } from './explain-groups.ts'
import { collectSuccesses } from './later-success.ts'
import { noiseOfGroups } from './noise.ts'
import { collectChanges, longest } from './policy-changes.ts'

/** What the log tells of the denied calls before, between and after their denials. */
export interface HistoryCollector {
  /** What to look for in a source; what it gives is added. */
  readonly sought: SoughtRecords
  /** Calls of so many names are not looked for. */
  readonly leftOut: number
  readonly add: (event: FoundEvent) => void
  /** `isWhole`: whether all of the log was read. */
  readonly log: (isWhole: boolean) => LogOfGroups
  /** The few records to explain the denials with. */
  readonly records: () => readonly TrailRecord[]
}

/** Collects for all groups that are no noise; `facts` tell what the calls are judged by. */
export function collectHistory(groups: readonly DenialGroup[], facts: Facts): HistoryCollector {
  const noise = noiseOfGroups(groups)
  const own = groups.filter((_, i) => noise[i] === null)
  const successes = collectSuccesses(own)
  // A probe, too, may have been refused by what was changed since.
  const changes = collectChanges(groups, facts)
  const names = new Set(successes.eventNames)
  const isCall = (record: JsonObject): boolean => names.has(stringAt(record, 'eventName') ?? '')
  return {
    sought: {
      clues: [
        ...own.flatMap((group) => callsOf(group, names)),
        ...(changes.isNeeded ? groups.flatMap((group) => writesAround(group) ?? []) : []),
      ],
      accepts: (record) =>
        isObject(record) && ((isCall(record) && successes.accepts(record)) || changes.accepts(record)),
    },
    leftOut: successes.leftOut,
    add: (event) => {
      if (isCall(event.record)) successes.add(event)
      changes.add(event)
    },
    log: (isWhole) => ({ successes: successes.results(), changes: changes.results(), isWhole }),
    records: () => {
      const known = new Set(facts.trail.map(({ record }) => keyOf(record)))
      const found = [...new Set([...successes.kept(), ...changes.kept()])]
      return found.flatMap(({ from: file, record }) => (known.has(keyOf(record)) ? [] : [{ file, record }]))
    },
  }
}

/** The calls of a group by their names, after its first denial. */
function callsOf(
  { principal, action, eventNames, ...group }: DenialGroup,
  names: ReadonlySet<string>,
): readonly Clue[] {
  const own = [...eventNames.values].filter((name) => names.has(name))
  const during = timeOf(group, 0)
  if (principal === null || own.length === 0 || during === null) return []
  return [{ kind: 'calls', principal, action, operation: null, eventNames: own, ...during }]
}

function writesAround(group: DenialGroup): readonly Clue[] | null {
  const during = timeOf(group, longest)
  return during === null ? null : [{ kind: 'policyWrite', ...during }]
}

function timeOf({ first, last }: Pick<DenialGroup, 'first' | 'last'>, before: number): Stretch | null {
  const [from, to] = [Date.parse(first ?? ''), Date.parse(last ?? '')]
  return Number.isNaN(from) || Number.isNaN(to) ? null : { since: from - before, until: to + afterMs }
}

function keyOf(record: unknown): string {
  return stringAt(record, 'eventID') ?? JSON.stringify(record)
}
