import type { TrailQuestion } from '../question.ts'
import { actionPredicates, servicePredicates } from './call-predicate.ts'
import { cloudTrailColumns } from './columns.ts'
import { denialPredicate } from './denial-predicate.ts'
import type { SqlDialect } from './dialect.ts'
import { identifier, textLiteral } from './literal.ts'
import { partitionPredicates, wantedPartitions } from './partition-predicates.ts'
import type { TrailTable } from './table.ts'

/** The column that names a row's file. */
export const fromColumn: string = 'found_in'

/**
 * The SELECT that answers a question, newest first: all columns of the CloudTrail table, structures as JSON, so that the
 * record can be put together again. It is never narrower than `answersQuestion`.
 */
export function questionSql(question: TrailQuestion, table: TrailTable, dialect: SqlDialect): string {
  const conditions = [
    ...partitionPredicates(wantedPartitions(question), table.partitions),
    "errorcode <> ''",
    ...timePredicates(question),
    ...principalPredicates(question.principal),
    ...servicePredicates(question.service),
    ...actionPredicates(question.action),
    ...accountPredicates(question.account),
    ...(question.region === null ? [] : [`awsregion = ${textLiteral(question.region)}`]),
    ...(question.allErrors ? [] : [denialPredicate(dialect)]),
  ]
  return `${selectSql(table, dialect, conditions)}\nORDER BY eventtime DESC`
}

/** The SELECT of whole records: all columns of the CloudTrail table that this one has, where the conditions hold. */
export function selectSql(table: TrailTable, dialect: SqlDialect, conditions: readonly string[]): string {
  return [
    `SELECT ${selected(table, dialect).join(',\n  ')}`,
    `FROM ${table.name.map(identifier).join('.')}`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join('\n  AND ')}`]),
  ].join('\n')
}

function selected(table: TrailTable, dialect: SqlDialect): readonly string[] {
  const columns = cloudTrailColumns
    .filter(({ name }) => table.columns.has(name))
    .map(({ name, type }) => (type.kind === 'text' ? name : `${dialect.jsonText(name)} AS ${name}`))
  return table.hasPath && dialect.path !== null ? [...columns, `${dialect.path} AS ${fromColumn}`] : columns
}

/**
 * Conditions on a stretch of time. Times in the form of CloudTrail compare as texts; one in any other form is left to `answersQuestion`.
 */
export function timePredicates({ since, until }: Pick<TrailQuestion, 'since' | 'until'>): readonly string[] {
  const limits = [
    ...(since === null ? [] : [`eventtime >= ${textLiteral(second(since))}`]),
    ...(until === null ? [] : [`eventtime <= ${textLiteral(second(until))}`]),
  ]
  return limits.map((limit) => `(${limit} OR eventtime NOT LIKE '____-__-__T__:__:__Z')`)
}

function second(time: number): string {
  const limited = Math.min(Math.max(time, Date.parse('0000-01-01T00:00:00Z')), Date.parse('9999-12-31T23:59:59Z'))
  return `${new Date(Math.floor(limited / 1000) * 1000).toISOString().slice(0, 19)}Z`
}

function principalPredicates(principal: string | null): readonly string[] {
  if (principal === null) return []
  const arn = textLiteral(principal)
  return [`(useridentity.arn = ${arn} OR useridentity.sessioncontext.sessionissuer.arn = ${arn})`]
}

function accountPredicates(account: string | null): readonly string[] {
  if (account === null) return []
  const id = textLiteral(account)
  return [`coalesce(nullif(recipientaccountid, ''), useridentity.accountid) = ${id}`]
}
