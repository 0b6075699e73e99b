import type { Denial } from '../denial/denial.ts'
import { clueFit } from '../services/clue-fit.ts'
import type { TrailRecord } from '../services/session.ts'
import { type Clue, notYetSought, type SoughtRecords, type Stretch, soughtFor } from '../services/sought-records.ts'
import { textAt, timeOf } from '../snapshot/json.ts'
import type { TrailBatch, TrailProgress } from './found.ts'
import type { RecordSource } from './record-source.ts'
import { noProgress, sumOf } from './several.ts'

/** What records are looked for. */
export interface BearingOn {
  readonly denials: readonly Denial[]
  /** Principals named on the command line. */
  readonly principals: readonly string[]
  /** Records that are known before. */
  readonly own: readonly TrailRecord[]
  /** When a denial was that tells no time. */
  readonly unknown: Stretch
  /** Whether later calls of the same kind and changes of policies count: of many denials there are too many. */
  readonly findsHistory: boolean
}

/** A search that is under way. */
export interface BearingSearch {
  readonly batches: AsyncGenerator<TrailBatch>
  /** What is known so far, with what was known before. */
  readonly records: () => readonly TrailRecord[]
}

/** A role that assumed a role that assumed a role: longer chains are not followed. */
const mostPasses = 4

/**
 * The records of a source that bear on denials: who made their sessions with which session policy, what was changed around
 * them, and the rest of `relevantTo`. One record tells what to look for next, and what was looked for once is not looked
 * for again.
 */
export function bearingRecords(on: BearingOn, source: RecordSource): BearingSearch {
  let found = on.own
  async function* batches(): AsyncGenerator<TrailBatch> {
    let sought: readonly Clue[] = []
    let before = whole(noProgress)
    for (let pass = 0; pass < mostPasses; pass++) {
      const next = nextSought(on, found, sought)
      // A source that cannot be read is told even where a denial says nothing to look for.
      if (next.clues.length === 0 && pass > 0) return
      const kept = newKept(next.clues, found)
      let last = before
      for await (const { events, progress, ...rest } of source(next)) {
        const fresh = events.filter(({ record, from }) => kept.add({ file: from, record }))
        last = sumOf([before, progress])
        yield { ...rest, events: fresh, progress: last }
      }
      before = whole(last)
      sought = [...sought, ...next.clues]
      found = [...found, ...kept.records()]
    }
  }
  return { batches: batches(), records: () => found }
}

/** The progress of what is done. */
function whole(progress: TrailProgress): TrailProgress {
  return { ...progress, totalBytes: progress.bytes, totalParts: progress.parts }
}

function nextSought(on: BearingOn, found: readonly TrailRecord[], sought: readonly Clue[]): SoughtRecords {
  const { clues, accepts } = soughtFor(on.denials, { found, principals: on.principals }, on.unknown)
  const wanted = clues.filter(({ kind }) => on.findsHistory || (kind !== 'calls' && kind !== 'policyWrite'))
  return { clues: notYetSought(wanted, sought), accepts }
}

function keyOf({ record }: { readonly record: unknown }): string {
  return JSON.stringify(record)
}

interface Kept {
  /** Whether the record is new, as far as it is remembered. */
  readonly add: (record: TrailRecord) => boolean
  readonly records: () => readonly TrailRecord[]
}

/** Calls that are remembered of those that failed and of those that succeeded; the first success tells all that is asked. */
const mostCalls = 1_000

/** New records; of calls alone the earliest: what was denied once can succeed ten million times after. */
function newKept(clues: readonly Clue[], found: readonly TrailRecord[]): Kept {
  const isOther = clueFit(clues.filter(({ kind }) => kind !== 'calls'))
  const known = new Set(found.map(keyOf))
  const records = new Map<string, TrailRecord>()
  // Without the time of the denial the last failure stands for it.
  const isTimed = clues.every(({ kind, since }) => kind !== 'calls' || since !== null)
  const failed = newEarliest(isTimed)
  const succeeded = newEarliest(isTimed)
  return {
    add: (one) => {
      const key = keyOf(one)
      if (known.has(key) || records.has(key)) return false
      if (isOther(one.record)) records.set(key, one)
      else if ((textAt(one.record, 'errorCode') ?? '') === '') succeeded.add(one)
      else failed.add(one)
      return true
    },
    records: () => [...records.values(), ...failed.records(), ...succeeded.records()],
  }
}

interface Earliest {
  readonly add: (record: TrailRecord) => void
  readonly records: () => readonly TrailRecord[]
}

/** Keeps the earliest of many records, or the latest. */
function newEarliest(isEarliest: boolean): Earliest {
  let kept: readonly TrailRecord[] = []
  let added: TrailRecord[] = []
  const sign = isEarliest ? 1 : -1
  const few = (): readonly TrailRecord[] => {
    const unlike = new Map([...kept, ...added].map((one) => [keyOf(one), one]))
    return [...unlike.values()].toSorted((a, b) => sign * (timeIn(a) - timeIn(b))).slice(0, mostCalls)
  }
  return {
    add: (one) => {
      added.push(one)
      if (added.length < 4 * mostCalls) return
      kept = few()
      added = []
    },
    records: few,
  }
}

function timeIn({ record }: TrailRecord): number {
  return timeOf(textAt(record, 'eventTime')) ?? 0
}
