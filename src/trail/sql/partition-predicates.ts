import type { TrailQuestion } from '../question.ts'
import { dayMs } from '../stretches.ts'
import { identifier, textLiteral } from './literal.ts'
import { type DayPartition, folderDay, type TrailPartitions } from './table.ts'

/** Which folders of a trail hold the answer; null where all do. */
export interface WantedPartitions {
  readonly account: string | null
  readonly region: string | null
  /** The first and the last day, `2026-03-02`, both included. */
  readonly firstDay: string | null
  readonly lastDay: string | null
}

const [firstTime, lastTime] = [Date.parse('1970-01-01'), Date.parse('9999-12-30')]

/**
 * The folders to read for a question. A log lies in the folder of the day it was delivered on, which is the day of its
 * events or, for late ones, the day after.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-find-log-files.html
 */
export function wantedPartitions(question: TrailQuestion): WantedPartitions {
  const { since, until, account, region } = question
  return {
    account,
    region,
    firstDay: since === null ? null : dayOf(since),
    lastDay: until === null ? null : dayOf(until + dayMs),
  }
}

function dayOf(time: number): string {
  return new Date(Math.min(Math.max(time, firstTime), lastTime)).toISOString().slice(0, 10)
}

/** Conditions on the partitions, as far as the table has them. */
export function partitionPredicates(wanted: WantedPartitions, partitions: TrailPartitions): readonly string[] {
  const equals = (column: string | null, value: string | null): readonly string[] =>
    column === null || value === null ? [] : [`${identifier(column)} = ${textLiteral(value)}`]
  return [
    ...equals(partitions.account, wanted.account),
    ...equals(partitions.region, wanted.region),
    ...dayPredicates(wanted, partitions.day),
  ]
}

function dayPredicates({ firstDay, lastDay }: WantedPartitions, day: DayPartition | null): readonly string[] {
  if (day === null) return []
  const column = day.kind === 'text' ? identifier(day.column) : inOneText(day)
  const format = day.kind === 'text' ? day.format : null
  const limit = (sign: string, date: string | null): readonly string[] =>
    date === null ? [] : [`${column} ${sign} ${textLiteral(inFormat(date, format ?? folderDay))}`]
  const limits = [...limit('>=', firstDay), ...limit('<=', lastDay)]
  // A day in another form than that of the folders is no less wanted.
  return format !== null ? limits : limits.map((one) => `(${one} OR coalesce(${column}, '') NOT LIKE '____/__/__')`)
}

/** In the form of the folders where the parts are as long as there; a month `3` makes another form. */
function inOneText({ year, month, day }: Extract<DayPartition, { kind: 'parts' }>): string {
  return `concat(${[year, month, day].map(identifier).join(", '/', ")})`
}

function inFormat(date: string, format: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return format.replace('yyyy', year).replace('MM', month).replace('dd', day)
}
