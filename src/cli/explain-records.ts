import type { Denial } from '../denial/denial.ts'
import type { Phrase } from '../iam/phrase.ts'
import { eventDenial } from '../services/event-denial.ts'
import type { TrailRecord } from '../services/session.ts'
import { soughtEvent } from '../services/sought-records.ts'
import { bearingRecords } from '../trail/bearing-records.ts'
import { withPlaces } from '../trail/files/placed-records.ts'
import type { TrailBatch, TrailProblem } from '../trail/found.ts'
import type { RecordSource } from '../trail/record-source.ts'
import { cliProblem, type ExitCode, type Io, printable } from './io.ts'
import type { ExplainOptions } from './options.ts'
import type { RecordOptions } from './record-options.ts'
import { untold } from './trail-context.ts'
import { isNothingRead, type Told, watchSearch } from './trail-progress.ts'
import { isRemote, sourceOf } from './trail-sources.ts'

/** What the records tell, or the exit code where they tell nothing; why was printed. */
export type RecordsRead<Found> = ({ readonly ok: true } & Found) | { readonly ok: false; readonly code: ExitCode }

/** The source of records that the options name, opened for one command. */
export interface OpenedRecords {
  /** The denial that the event of this ID reports, with its record. */
  readonly event: (eventId: string) => Promise<RecordsRead<{ readonly denial: Denial; readonly own: TrailRecord }>>
  /** The records that bear on the denials. */
  readonly bearing: (
    denials: readonly Denial[],
    own: readonly TrailRecord[],
  ) => Promise<RecordsRead<{ readonly records: readonly TrailRecord[] }>>
}

/** Opens the sources of `--trail`. */
export async function openRecords(
  options: ExplainOptions,
  trail: RecordOptions,
  io: Io,
): Promise<RecordsRead<{ readonly opened: OpenedRecords }>> {
  const { language, principal } = options
  const source = await sourceOf({ ...trail, usesCache: true, language }, io)
  if (!source.ok) return { ok: false, code: cliProblem(io, source.code, source.problem, language) }
  const { records, signal } = source
  const told = new Map<string, TrailProblem>()
  const watch = (batches: AsyncIterable<TrailBatch>, take: (events: TrailBatch['events']) => void): Promise<Told> =>
    watchSearch(untold(batches, told), take, language, signal, io)

  const event: OpenedRecords['event'] = async (eventId) => {
    const found: TrailRecord[] = []
    const end = await watch(firstOf(records(soughtEvent(eventId, trail.unknown))), (events) => {
      for (const { record, from } of events) found.push({ file: from, record })
    })
    const one = eventDenial(eventId, found)
    const [own] = found
    if (one.kind === 'denial' && own !== undefined) return { ok: true, denial: one.denial, own }
    if (isNothingRead(end)) return { ok: false, code: 3 }
    const id = printable(eventId)
    if (one.kind !== 'absent') {
      const code = one.kind === 'otherFailure' ? printable(one.errorCode) : null
      return { ok: false, code: cliProblem(io, 3, noDenial(id, code), language) }
    }
    const words = signal.aborted ? interrupted : isBounded(trail) ? absentLately : absent
    return { ok: false, code: cliProblem(io, 3, words(id), language) }
  }

  const bearing: OpenedRecords['bearing'] = async (denials, own) => {
    const principals = principal === null || principal === 'anonymous' ? [] : [principal]
    const on = { denials, principals, own, unknown: trail.unknown, findsHistory: true }
    const search = bearingRecords(on, records)
    const end = await watch(search.batches, () => {})
    // The event itself was read, whatever else was not.
    if (isNothingRead(end) && own.length === 0) return { ok: false, code: 3 }
    return {
      ok: true,
      records: withPlaces(
        search.records(),
        trail.sources.filter((one) => !isRemote(one)),
      ),
    }
  }
  return { ok: true, opened: { event, bearing } }
}

/** Whether an event was looked for in the last days alone: where looking costs, and nobody said when it was. */
function isBounded({ sources, engine, unknown }: RecordOptions): boolean {
  return unknown.since === null && (engine.kind !== 'local' || sources.some((source) => source.startsWith('s3://')))
}

function absent(id: string): Phrase {
  return {
    en: `No event with the ID \`${id}\` is in the trail.`,
    ko: `ID가 \`${id}\` 값인 이벤트가 trail에 없습니다.`,
  }
}

function absentLately(id: string): Phrase {
  return {
    en: `No event with the ID \`${id}\` is in the last seven days of the trail; \`--since\` looks further back.`,
    ko: `최근 7일의 trail에는 ID가 \`${id}\` 값인 이벤트가 없습니다. 더 이전은 \`--since\` 옵션으로 찾을 수 있습니다.`,
  }
}

function interrupted(id: string): Phrase {
  return {
    en: `The search was interrupted before the event \`${id}\` was found.`,
    ko: `\`${id}\` 이벤트를 찾기 전에 검색이 중단되었습니다.`,
  }
}

function noDenial(id: string, code: string | null): Phrase {
  if (code === null)
    return {
      en: `The event \`${id}\` did not fail, so there is no denial to explain.`,
      ko: `\`${id}\` 이벤트는 실패하지 않았으므로 설명할 거부가 없습니다.`,
    }
  return {
    en: `The event \`${id}\` failed with \`${code}\`, which is no denial.`,
    ko: `\`${id}\` 이벤트는 \`${code}\` 오류로 실패했으며, 이 오류는 거부가 아닙니다.`,
  }
}

/** A search that ends with the first batch that holds something. */
async function* firstOf(batches: ReturnType<RecordSource>): AsyncGenerator<TrailBatch> {
  for await (const batch of batches) {
    yield batch
    if (batch.events.length > 0) return
  }
}
