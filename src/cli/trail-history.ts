import type { Phrase } from '../iam/phrase.ts'
import type { TrailRecord } from '../services/session.ts'
import { findRecordsInFiles } from '../trail/files/find-in-files.ts'
import type { DenialGroup } from '../trail/groups/denial-group.ts'
import type { Facts } from '../trail/groups/explain-facts.ts'
import { type LogOfGroups, nothingLogged } from '../trail/groups/explain-groups.ts'
import { collectHistory } from '../trail/groups/group-history.ts'
import { type Io, tell } from './io.ts'
import type { TrailOptions } from './trail-options.ts'

/** What the logs tell of denied calls beside the denials, and the few records that it is told by. */
export interface History {
  readonly log: LogOfGroups
  readonly records: readonly TrailRecord[]
}

/** Of logs that were not searched. */
export const nothingFound: History = { log: nothingLogged, records: [] }

/**
 * Searches logs for what became of the denied calls and what was changed around them. Whatever is found is looked at and
 * let go; a search that was interrupted tells nothing, because a later denial may have been missed.
 */
export async function historyOf(
  groups: readonly DenialGroup[],
  facts: Facts,
  { sources, language }: Pick<TrailOptions, 'sources' | 'language'>,
  signal: AbortSignal,
  io: Io,
): Promise<History> {
  const { texts, leftOut, accepts, add, log, records } = collectHistory(groups, facts)
  if (leftOut > 0) tell(io, tooMany(leftOut), language)
  for (const holding of texts) {
    const found = findRecordsInFiles(sources, { holding, accepts: (record) => accepts(record, holding) })
    for await (const { events } of found) {
      if (signal.aborted) return nothingFound
      for (const event of events) add(event, holding)
    }
  }
  return { log: log(), records: records() }
}

function tooMany(count: number): Phrase {
  return {
    en: `Whether calls of ${count} rarer names succeeded later was not looked for; ask for less with --principal, --service or --since.`,
    ko: `드문 이름의 호출 ${count}가지는 나중에 성공했는지 찾지 않았습니다. --principal, --service, --since 옵션으로 범위를 좁히세요.`,
  }
}
