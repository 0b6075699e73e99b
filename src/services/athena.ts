import { parseArn } from '../iam/arn.ts'
import { queryExecution, workGroup } from '../snapshot/athena.ts'
import { type CatalogTable, tables } from '../snapshot/glue.ts'
import { findKey } from '../snapshot/kms.ts'
import { registeredLocations } from '../snapshot/lakeformation.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Hop, QueryPart } from './authorization.ts'
import type { Call } from './call.ts'
import type { Caller } from './caller.ts'
import { catalogRequests } from './glue.ts'
import { type AskedQuery, executionOf, recordedTable, type TableName } from './planned-query.ts'
import { directRequest, noExtra, type PlannedRequest } from './planned-request.ts'
import { bucketArnOf, kmsThroughS3, objectArnOf, s3Requests } from './s3.ts'

function forwarded(part: QueryPart): Hop {
  return { kind: 'forwarded', service: 'athena.amazonaws.com', part }
}

/**
 * The authorizations of one query, in the order Athena makes them: the workgroup, the catalog, the source data, the
 * table that is written, the results. Empty where the snapshot does not hold the query.
 * https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena.html
 */
export function queryRequests(call: Call, caller: Caller): readonly PlannedRequest[] {
  const query = queryOf(call)
  if (query === null) return []
  const { snapshot } = call
  const place = placeOf(query, call)
  const group = `arn:${place.partition}:athena:${place.region}:${place.account}:workgroup/${query.workGroup}`
  return [
    directRequest(caller, 'athena:StartQueryExecution', group, false),
    ...catalogPart(caller, query, place, snapshot),
    ...targetPart(caller, query, place, snapshot),
    ...resultPart(caller, query, place, snapshot),
  ]
}

/** The recorded or planned query behind a call; null where there is none. */
export function queryOf({ caller, denial, snapshot, work }: Call): AskedQuery | null {
  if (work?.kind === 'query') return executionOf(work.query, snapshot)
  return caller === null ? null : findQuery(snapshot, caller, denial.hints.queryId, denial.hints.message)
}

function placeOf(query: AskedQuery, { caller, denial }: Call): Place {
  return {
    partition: parseArn(caller?.principal.arn ?? '')?.partition ?? 'aws',
    region: query.region ?? denial.region ?? '',
    account: caller?.principal.account ?? query.account,
  }
}

/** The tables of a call's query whose data Lake Formation hands out: their ARNs. */
export function governedTables(call: Call): readonly string[] {
  const query = queryOf(call)
  if (query === null) return []
  const place = placeOf(query, call)
  return tablesNamed(query, place, call.snapshot)
    .filter((table) => isVended(table, place, call.snapshot))
    .map(
      ({ database, name }) => `arn:${place.partition}:glue:${place.region}:${place.account}:table/${database}/${name}`,
    )
}

interface Place {
  readonly partition: string
  readonly region: string
  readonly account: string
}

function catalogPart(caller: Caller, query: AskedQuery, place: Place, snapshot: Snapshot): readonly PlannedRequest[] {
  const prefix = `arn:${place.partition}:glue:${place.region}:${place.account}`
  const named = tablesNamed(query, place, snapshot)
  const target = tableWritten(query, place, snapshot)
  const database =
    query.database === null
      ? []
      : catalogRequests(caller, 'glue:GetDatabase', `${prefix}:database/${query.database}`, forwarded('catalog'))
  const ofTables = named.flatMap((table) => [
    ...catalogRequests(
      caller,
      'glue:GetTable',
      `${prefix}:table/${table.database}/${table.name}`,
      forwarded('catalog'),
    ),
    ...(isOnlyWritten(table, target, query) ? [] : sourcePart(caller, table, place, snapshot)),
  ])
  // AWS: Athena looks up the `default` database whatever the query names.
  // https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
  const fallback = catalogRequests(caller, 'glue:GetDatabase', `${prefix}:database/default`, forwarded('catalog'))
  const writes = query.planned?.writes ?? null
  const made =
    writes?.kind === 'create'
      ? catalogRequests(
          caller,
          'glue:CreateTable',
          `${prefix}:table/${writes.table.database}/${writes.table.name}`,
          forwarded('catalog'),
        )
      : []
  return [...(named.length === 0 ? database : []), ...ofTables, ...made, ...fallback]
}

/** Whether a query writes a table without reading it; a text that names it is taken to name it for that alone. */
function isOnlyWritten(table: CatalogTable, target: CatalogTable | null, { planned }: AskedQuery): boolean {
  const isTarget = target?.name === table.name && target.database === table.database
  return isTarget && planned?.reads.some((read) => isNamed(table, read)) !== true
}

function isNamed(table: CatalogTable, { database, name }: TableName): boolean {
  return table.database === database && table.name.toLowerCase() === name.toLowerCase()
}

// AWS: data in a registered location is read with the registration role; the caller needs lakeformation:GetDataAccess.
// https://docs.aws.amazon.com/athena/latest/ug/lf-athena-user-permissions.html
function isVended({ location }: CatalogTable, { account, region }: Place, snapshot: Snapshot): boolean {
  if (location === null) return false
  const arn = location.replace(/^s3[an]?:\/\//, 'arn:aws:s3:::').replace(/\/$/, '')
  const locations = registeredLocations(snapshot, account, region)
  if (locations.kind !== 'known') return false
  const above = locations.value.find((one) => `${arn}/`.startsWith(`${one.arn.replace(/\/$/, '')}/`))
  return above !== undefined && !above.isHybrid
}

function sourcePart(caller: Caller, table: CatalogTable, place: Place, snapshot: Snapshot): readonly PlannedRequest[] {
  if (isVended(table, place, snapshot)) {
    const access = directRequest(caller, 'lakeformation:GetDataAccess', '*', false)
    return [{ ...access, hop: forwarded('source') }]
  }
  const location = table.location
  if (location === null) return []
  const bucket = bucketArnOf(location)
  const objects = objectArnOf(location.endsWith('/') ? location : `${location}/`)
  if (bucket === null || objects === null) return []
  return [
    bucketRequest(caller, 's3:ListBucket', bucket, 'source'),
    ...s3Requests(caller, 's3:GetObject', objects, forwarded('source'), snapshot),
  ]
}

// AWS: CTAS writes to its external location and INSERT INTO to the table's, with the caller's own S3 permissions.
// https://docs.aws.amazon.com/athena/latest/ug/ctas-considerations-limitations.html
function targetPart(caller: Caller, query: AskedQuery, place: Place, snapshot: Snapshot): readonly PlannedRequest[] {
  const writes = query.planned?.writes ?? null
  const told = writes?.kind === 'create' ? writes.location : null
  const made = told ?? /\bexternal_location\s*=\s*'(s3:\/\/[^'\s]{1,1024})'/i.exec(query.sql.slice(0, 262_144))?.[1]
  const location = made ?? tableWritten(query, place, snapshot)?.location ?? null
  const objects = location === null ? null : objectArnOf(location.endsWith('/') ? location : `${location}/`)
  return objects === null ? [] : s3Requests(caller, 's3:PutObject', objects, forwarded('target'), snapshot)
}

/** The recorded table that `INSERT INTO` writes; null for every other statement. */
function tableWritten(query: AskedQuery, place: Place, snapshot: Snapshot): CatalogTable | null {
  const writes = query.planned?.writes ?? null
  if (writes !== null) return writes.kind === 'insert' ? recordedTable(writes.table, place, snapshot) : null
  const match = /^\s*INSERT\s+INTO\s+("?[\w$]{1,255}"?(?:\s?\.\s?"?[\w$]{1,255}"?)?)/i.exec(query.sql)
  const [name, database] = (match?.[1] ?? '').replace(/["\s]/g, '').toLowerCase().split('.').reverse()
  return (
    tablesNamed(query, place, snapshot).find(
      (table) => table.name.toLowerCase() === name && (database === undefined || table.database === database),
    ) ?? null
  )
}

function resultPart(caller: Caller, query: AskedQuery, place: Place, snapshot: Snapshot): readonly PlannedRequest[] {
  const location = resultLocation(query, place, snapshot)
  if (location === null) return []
  const bucket = bucketArnOf(location)
  const objects = objectArnOf(location)
  if (bucket === null || objects === null) return []
  return [
    bucketRequest(caller, 's3:GetBucketLocation', bucket, 'results'),
    ...s3Requests(caller, 's3:PutObject', objects, forwarded('results'), snapshot).filter(
      (p) => query.encryption?.keyId == null || !p.action.startsWith('kms:'),
    ),
    ...resultKey(caller, query, place, objects, snapshot),
  ]
}

/** The key that the query or its workgroup names for results. */
function resultKey(
  caller: Caller,
  { encryption }: AskedQuery,
  { region, account }: Place,
  objects: string,
  snapshot: Snapshot,
): readonly PlannedRequest[] {
  if (encryption?.keyId == null) return []
  const key = findKey(snapshot, encryption.keyId, region, account)
  const arn = key.kind === 'known' ? key.value.arn : encryption.keyId
  if (!arn.startsWith('arn:')) return []
  const request = kmsThroughS3(caller, 'kms:GenerateDataKey', arn, objects, region, false)
  return [{ ...request, hop: { kind: 'forwarded', service: 's3.amazonaws.com', part: 'results' } }]
}

// AWS: where the workgroup overrides client-side settings, its own result location is the one that is written to.
// https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
function resultLocation(query: AskedQuery, place: Place, snapshot: Snapshot): string | null {
  if (query.outputLocation !== null) return query.outputLocation
  const group = workGroup(snapshot, place.account, place.region, query.workGroup)
  return group.kind === 'known' ? group.value.outputLocation : null
}

function bucketRequest(caller: Caller, action: string, resource: string, part: QueryPart): PlannedRequest {
  return { caller, action, resource, hop: forwarded(part), extra: noExtra, reported: false }
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

/** The tables of the catalog that the SQL names, as `table` in the query's database or as `database.table`. */
function tablesNamed(query: AskedQuery, place: Place, snapshot: Snapshot): readonly CatalogTable[] {
  if (query.planned !== undefined) {
    const { reads, writes } = query.planned
    const all = writes?.kind === 'insert' ? [...reads, writes.table] : reads
    return all.flatMap((name) => recordedTable(name, place, snapshot) ?? [])
  }
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
