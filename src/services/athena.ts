import { parseArn } from '../iam/arn.ts'
import { type QueryExecution, queryExecution, workGroup } from '../snapshot/athena.ts'
import { type CatalogTable, tables } from '../snapshot/glue.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Hop } from './authorization.ts'
import type { Call } from './call.ts'
import type { Caller } from './caller.ts'
import { catalogRequests } from './glue.ts'
import { directRequest, noExtra, type PlannedRequest } from './planned-request.ts'
import { bucketArnOf, objectArnOf, s3Requests } from './s3.ts'

const forwarded: Hop = { kind: 'forwarded', service: 'athena.amazonaws.com' }

/**
 * The authorizations of one query, in the order Athena makes them: the workgroup, the catalog, the source data, the
 * results. Empty where the snapshot does not hold the query.
 * https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena.html
 */
export function queryRequests(call: Call, caller: Caller): readonly PlannedRequest[] {
  const { queryId, region } = { queryId: call.denial.hints.queryId, region: call.denial.region }
  const query = findQuery(call.snapshot, caller, queryId, call.denial.hints.message)
  if (query === null) return []
  const account = caller.principal.account ?? ''
  const place = {
    partition: parseArn(caller.principal.arn ?? '')?.partition ?? 'aws',
    region: query.region ?? region ?? '',
    account,
  }
  const start = directRequest(
    caller,
    'athena:StartQueryExecution',
    `arn:${place.partition}:athena:${place.region}:${account}:workgroup/${query.workGroup}`,
    false,
  )
  return [
    start,
    ...catalogPart(caller, query, place, call.snapshot),
    ...resultPart(caller, query, place, call.snapshot),
  ]
}

interface Place {
  readonly partition: string
  readonly region: string
  readonly account: string
}

function catalogPart(
  caller: Caller,
  query: QueryExecution,
  place: Place,
  snapshot: Snapshot,
): readonly PlannedRequest[] {
  const prefix = `arn:${place.partition}:glue:${place.region}:${place.account}`
  const named = tablesNamed(query, place, snapshot)
  const database =
    query.database === null
      ? []
      : catalogRequests(caller, 'glue:GetDatabase', `${prefix}:database/${query.database}`, forwarded)
  const ofTables = named.flatMap((table) => [
    ...catalogRequests(caller, 'glue:GetTable', `${prefix}:table/${table.database}/${table.name}`, forwarded),
    ...sourcePart(caller, table, snapshot),
  ])
  // AWS: Athena looks up the `default` database whatever the query names.
  // https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
  const fallback = catalogRequests(caller, 'glue:GetDatabase', `${prefix}:database/default`, forwarded)
  return [...(named.length === 0 ? database : []), ...ofTables, ...fallback]
}

function sourcePart(caller: Caller, table: CatalogTable, snapshot: Snapshot): readonly PlannedRequest[] {
  const location = table.location
  if (location === null) return []
  const bucket = bucketArnOf(location)
  const objects = objectArnOf(location.endsWith('/') ? location : `${location}/`)
  if (bucket === null || objects === null) return []
  return [
    bucketRequest(caller, 's3:ListBucket', bucket),
    ...s3Requests(caller, 's3:GetObject', objects, forwarded, snapshot),
  ]
}

function resultPart(
  caller: Caller,
  query: QueryExecution,
  place: Place,
  snapshot: Snapshot,
): readonly PlannedRequest[] {
  const location = resultLocation(query, place, snapshot)
  if (location === null) return []
  const bucket = bucketArnOf(location)
  const objects = objectArnOf(location)
  if (bucket === null || objects === null) return []
  return [
    bucketRequest(caller, 's3:GetBucketLocation', bucket),
    ...s3Requests(caller, 's3:PutObject', objects, forwarded, snapshot),
  ]
}

// AWS: where the workgroup overrides client-side settings, its own result location is the one that is written to.
// https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
function resultLocation(query: QueryExecution, place: Place, snapshot: Snapshot): string | null {
  if (query.outputLocation !== null) return query.outputLocation
  const group = workGroup(snapshot, place.account, place.region, query.workGroup)
  return group.kind === 'known' ? group.value.outputLocation : null
}

function bucketRequest(caller: Caller, action: string, resource: string): PlannedRequest {
  return { caller, action, resource, hop: forwarded, extra: noExtra, reported: false }
}

/** The recorded query with the id of the denial; where the text has none, the one whose failure reason is the denial. */
function findQuery(snapshot: Snapshot, caller: Caller, queryId: string | null, message: string): QueryExecution | null {
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

/** The tables of the catalog that the SQL names, as `table` in the query's database or as `database.table`. */
function tablesNamed(query: QueryExecution, place: Place, snapshot: Snapshot): readonly CatalogTable[] {
  const names = identifiersOf(query.sql)
  const databases = new Set([query.database ?? 'default', ...names])
  return [...databases].flatMap((database) => {
    const known = tables(snapshot, place.account, place.region, database)
    if (known.kind !== 'known') return []
    return known.value.filter(
      (table) => names.has(table.name.toLowerCase()) && (database === query.database || names.has(database)),
    )
  })
}

/** Every bare or quoted identifier of an SQL text, in lower case; the text of strings and comments is left out. */
export function identifiersOf(sql: string): ReadonlySet<string> {
  const code = sql.slice(0, 262_144).replace(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
  const names = new Set<string>()
  for (const [, quoted, ticked, bare] of code.matchAll(/"([^"]+)"|`([^`]+)`|([A-Za-z_][\w$]*)/g)) {
    names.add((quoted ?? ticked ?? bare ?? '').toLowerCase())
  }
  return names
}
