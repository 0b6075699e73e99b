import { parseArn } from '../iam/arn.ts'
import { queryExecution } from '../snapshot/athena.ts'
import type { CatalogTable } from '../snapshot/glue.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { type QueryCatalogs, queryCatalogs } from './athena-catalogs.ts'
import { type Statement, statementOf } from './athena-statement.ts'
import { type QueryTable, tableOfName, tablesNamed } from './athena-tables.ts'
import type { Hop, QueryPart } from './authorization.ts'
import type { Call } from './call.ts'
import type { Caller } from './caller.ts'
import { type AskedQuery, executionOf } from './planned-query.ts'

/** Where a query runs. */
export interface QueryPlace {
  readonly partition: string
  readonly region: string
  readonly account: string
}

/** One query with everything that its requests are made from. */
export interface AthenaQuery {
  readonly asked: AskedQuery
  readonly place: QueryPlace
  readonly statement: Statement
  readonly catalogs: QueryCatalogs
  /** The recorded tables that it reads. */
  readonly reads: readonly QueryTable[]
  /** The recorded table that it is about without reading it: the one it writes, alters or drops. */
  readonly subject: QueryTable | null
  readonly snapshot: Snapshot
}

/** The service as `aws:CalledVia` names it. */
export const athenaService = 'athena.amazonaws.com'

/** A request that Athena makes with the permissions of the caller. */
export function forwarded(part?: QueryPart): Hop {
  return { kind: 'forwarded', service: athenaService, ...(part === undefined ? {} : { part }) }
}

/** The recorded or planned query behind a call; null where there is none. */
export function queryOf({ caller, denial, snapshot, work }: Call): AskedQuery | null {
  if (work?.kind === 'query') return executionOf(work.query, snapshot)
  return caller === null ? null : findQuery(snapshot, caller, denial.hints.queryId, denial.hints.message)
}

/** The query behind a call with what the snapshot shows of it; null where there is none. */
export function athenaQuery(call: Call): AthenaQuery | null {
  const asked = queryOf(call)
  if (asked === null) return null
  const { caller, denial, snapshot } = call
  const place: QueryPlace = {
    partition: parseArn(caller?.principal.arn ?? '')?.partition ?? 'aws',
    region: asked.region ?? denial.region ?? '',
    account: caller?.principal.account ?? asked.account,
  }
  const statement = statementIn(asked)
  const catalogs = queryCatalogs(asked, place, snapshot)
  const named = tablesNamed(asked, catalogs.accounts, place.region, snapshot)
  const about = 'table' in statement ? tableOfName(statement.table, catalogs.accounts, place.region, snapshot) : null
  const isAbout = (table: CatalogTable): boolean => about?.name === table.name && about.database === table.database
  // A text that names the table it writes is taken to name it for that alone.
  const readsIt = asked.planned?.reads.some((read) => about !== null && isSameName(about, read)) === true
  const reads = readsRows(statement) ? named.filter((table) => readsIt || !isAbout(table)) : []
  return { asked, place, statement, catalogs, reads, subject: about, snapshot }
}

function isSameName(table: CatalogTable, name: { readonly database: string; readonly name: string }): boolean {
  return table.database === name.database && table.name.toLowerCase() === name.name.toLowerCase()
}

function statementIn(asked: AskedQuery): Statement {
  const writes = asked.planned?.writes ?? null
  if (writes?.kind === 'insert') return writes
  if (writes?.kind === 'create') return { kind: 'createTableAs', table: writes.table, location: writes.location }
  return statementOf(asked.sql, (asked.planned?.database ?? asked.database ?? 'default').toLowerCase())
}

/** Whether a statement reads the rows of the tables that it names. */
function readsRows({ kind }: Statement): boolean {
  return kind === 'select' || kind === 'insert' || kind === 'createTableAs' || kind === 'unload'
}

/** The recorded query with the id of the denial; where the text has none, the one whose failure reason is the denial. */
function findQuery(snapshot: Snapshot, caller: Caller, queryId: string | null, message: string): AskedQuery | null {
  const account = caller.principal.account
  if (account === null) return null
  if (queryId !== null) {
    const found = queryExecution(snapshot, queryId)
    return found.kind === 'known' ? found.value : null
  }
  const recorded = snapshot.find('athena', 'GetQueryExecution').flatMap(({ identifiers }) => {
    const query = queryExecution(snapshot, identifiers[0] ?? '')
    return query.kind === 'known' ? [query.value] : []
  })
  const same = recorded.filter((query) => query.failureReason !== null && sameFailure(query.failureReason, message))
  return same.length === 1 ? (same[0] ?? null) : null
}

function sameFailure(reason: string, message: string): boolean {
  const core = (text: string): string =>
    /not authorized to perform:.{0,400}/s.exec(text)?.[0].replace(/\s+/g, ' ').slice(0, 200) ?? text
  return core(reason) === core(message)
}
