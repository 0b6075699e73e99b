import { type JsonObject, stringAt } from '../../denial/json-value.ts'
import type { TrailRecord } from '../../services/session.ts'
import type { FoundEvent } from '../found.ts'
import type { DenialGroup } from './denial-group.ts'
import type { Facts } from './explain-facts.ts'
import type { LogOfGroups } from './explain-groups.ts'
import { collectSuccesses } from './later-success.ts'
import { noiseOfGroups } from './noise.ts'
import { collectChanges } from './policy-changes.ts'

/** What the log tells of the denied calls before, between and after their denials. */
export interface HistoryCollector {
  /** Every record that bears on them holds one of these texts. */
  readonly texts: readonly string[]
  /** Calls of so many names are not looked for. */
  readonly leftOut: number
  /** Whether a record bears on them; `text` is the one it was found by, where the log is searched text by text. */
  readonly accepts: (record: JsonObject, text: string | null) => boolean
  readonly add: (event: FoundEvent, text: string | null) => void
  readonly log: () => LogOfGroups
  /** The few records to explain the denials with. */
  readonly records: () => readonly TrailRecord[]
}

/** Collects for all groups that are no noise; `facts` tell what the calls are judged by. */
export function collectHistory(groups: readonly DenialGroup[], facts: Facts): HistoryCollector {
  const noise = noiseOfGroups(groups)
  const own = groups.filter((_, i) => noise[i] === null)
  const successes = collectSuccesses(own)
  const changes = collectChanges(own, facts)
  const names = new Set(successes.eventNames)
  // A record holds several of the texts, and each call counts once.
  const isCall = (record: JsonObject, text: string | null): boolean => {
    const name = stringAt(record, 'eventName') ?? ''
    return names.has(name) && (text === null || text === name)
  }
  return {
    texts: [...new Set([...names, ...changes.texts])],
    leftOut: successes.leftOut,
    accepts: (record, text) => (isCall(record, text) && successes.accepts(record)) || changes.accepts(record),
    add: (event, text) => {
      if (isCall(event.record, text)) successes.add(event)
      changes.add(event)
    },
    log: () => ({ successes: successes.results(), changes: changes.results() }),
    records: () => {
      const known = new Set(facts.trail.map(({ record }) => keyOf(record)))
      const found = [...new Set([...successes.kept(), ...changes.kept()])]
      return found.flatMap(({ from: file, record }) => (known.has(keyOf(record)) ? [] : [{ file, record }]))
    },
  }
}

function keyOf(record: unknown): string {
  return stringAt(record, 'eventID') ?? JSON.stringify(record)
}
