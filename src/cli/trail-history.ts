import type { Phrase } from '../iam/phrase.ts'
import type { TrailRecord } from '../services/session.ts'
import type { TrailProblem } from '../trail/found.ts'
import type { DenialGroup } from '../trail/groups/denial-group.ts'
import type { Facts } from '../trail/groups/explain-facts.ts'
import { type LogOfGroups, nothingLogged } from '../trail/groups/explain-groups.ts'
import { collectHistory } from '../trail/groups/group-history.ts'
import type { RecordSource } from '../trail/record-source.ts'
import { tell } from './io.ts'
import { untold, type Watch } from './trail-context.ts'
import { watchSearch } from './trail-progress.ts'

/** What the source tells of denied calls beside the denials, and the few records that it is told by. */
export interface History {
  readonly log: LogOfGroups
  readonly records: readonly TrailRecord[]
}

/** Of a source that was not searched. */
export const nothingFound: History = { log: nothingLogged, records: [] }

/**
 * Searches a source for what became of the denied calls and what was changed around them. Whatever is found is looked at
 * and let go; a search that was interrupted tells nothing, because a later denial may have been missed.
 */
export async function historyOf(
  groups: readonly DenialGroup[],
  facts: Facts,
  source: RecordSource,
  { language, signal, io, told }: Watch,
): Promise<History> {
  const { sought, leftOut, add, log, records } = collectHistory(groups, facts)
  if (leftOut > 0) tell(io, tooMany(leftOut), language)
  if (sought.clues.length === 0) return nothingFound
  await watchSearch(untold(source(sought), told), (events) => events.forEach(add), language, signal, io)
  return signal.aborted ? nothingFound : { log: log(isWhole(told)), records: records() }
}

/** Whether nothing of the log is missing among what was told to be unreadable; a file that is no log misses nothing. */
function isWhole(told: ReadonlyMap<string, TrailProblem>): boolean {
  return [...told.values()].every(({ holdsNone }) => holdsNone === true)
}

function tooMany(count: number): Phrase {
  return {
    en: `Whether calls of ${count} rarer names succeeded later was not looked for; ask for less with --principal, --service or --since.`,
    ko: `드문 이름의 호출 ${count}가지는 나중에 성공했는지 찾지 않았습니다. --principal, --service, --since 옵션으로 범위를 좁히세요.`,
  }
}
