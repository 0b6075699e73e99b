import type { AccessRequest } from '../engine/request.ts'
import { parseArn } from '../iam/arn.ts'
import { type CatalogTable, databases, table, tables } from '../snapshot/glue.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { governedTables } from './athena.ts'
import type { Call } from './call.ts'

/** Where Lake Formation is asked about a request, and what about. */
export interface Matter {
  readonly account: string
  readonly region: string
  /** Null for a request about the catalog, or about data that no recorded table holds. */
  readonly database: string | null
  readonly table: string | null
  /** `arn:aws:s3:::bucket/prefix` of the data; null where there is none. */
  readonly location: string | null
  /** Location that the request gives a new or altered table or database; null where it gives none. */
  readonly newLocation: string | null
}

/** What Lake Formation is asked about a request; null where it judges none of it. */
export function matterOf(request: AccessRequest, call: Call): Matter | null {
  const action = request.action.toLowerCase()
  const arn = parseArn(request.resource)
  if (action.startsWith('glue:') && arn?.service === 'glue') return catalogMatter(arn, action, call)
  const accessed = action === 'lakeformation:getdataaccess' ? tableOfAccess(call) : null
  const table = accessed === null ? null : parseArn(accessed)
  if (table !== null) return catalogMatter(table, 'glue:gettable', call)
  return null
}

function catalogMatter({ account, region, resource }: CatalogArn, action: string, call: Call): Matter | null {
  const [type = '', database = '', name = null] = resource.split('/')
  if (type !== 'database' && type !== 'table') return null
  const newLocation = newLocationOf(call)
  // A new database is granted on the catalog.
  if (action === 'glue:createdatabase') {
    return type === 'database' ? { account, region, database: null, table: null, location: null, newLocation } : null
  }
  // What a call does to a table is granted on that table, though IAM asks for its database as well.
  if (type === 'database' && ofTables.test(action)) return null
  // Nothing is granted on a database that does not exist; whoever looks it up is told so.
  if (type === 'database' && isAbsent(call.snapshot, account, region, database)) return null
  // A new table is granted on its database.
  const isTable = type === 'table' && name !== null && name !== '*' && action !== 'glue:createtable'
  const own = isTable ? ownTable(call.snapshot, account, region, database, name) : null
  const location = own?.location ?? null
  const place = { account, region, database, table: isTable ? name : null }
  return { ...place, location: location === null ? null : locationArn(location), newLocation }
}

const ofTables = /^glue:(?!createtable$)\w*(table|partition)/

interface CatalogArn {
  readonly account: string
  readonly region: string
  readonly resource: string
}

function isAbsent(snapshot: Snapshot, account: string, region: string, database: string): boolean {
  const all = databases(snapshot, account, region)
  return all.kind === 'known' && !all.value.some(({ name }) => name === database)
}

function ownTable(
  snapshot: Snapshot,
  account: string,
  region: string,
  database: string,
  name: string,
): CatalogTable | null {
  const one = table(snapshot, account, region, database, name)
  if (one.kind === 'known') return one.value
  const all = tables(snapshot, account, region, database)
  return all.kind === 'known' ? (all.value.find((item) => item.name === name) ?? null) : null
}

/** ARN of the table whose data an engine asks for: named by the event, by the call, or by the query behind it. */
export function tableOfAccess(call: Call): string | null {
  const named = call.denial.hints.event?.requestParameters?.['tableArn']
  const candidates = [typeof named === 'string' ? named : null, call.resource, ...governedTables(call)]
  for (const candidate of candidates) {
    const arn = candidate === null ? null : parseArn(candidate)
    if (arn?.service === 'glue' && arn.resource.startsWith('table/')) return candidate
  }
  return null
}

/** The location that a call gives a table or database: of the event, or the one `s3://` location that Lake Formation names. */
function newLocationOf({ denial }: Call): string | null {
  const parameters = denial.hints.event?.requestParameters
  const input = parameters?.['tableInput'] ?? parameters?.['databaseInput'] ?? parameters?.['partitionInput']
  const named = textIn(input, 'storageDescriptor', 'location') ?? textIn(input, 'locationUri')
  if (named !== null) return locationArn(named)
  const [only, ...others] = [...new Set(denial.hints.s3Locations)]
  return denial.claim.policyType === 'lakeFormation' && only !== undefined && others.length === 0
    ? locationArn(only)
    : null
}

function textIn(value: unknown, ...path: readonly string[]): string | null {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return null
    current = Object.entries(current).find(([name]) => name === key)?.[1]
  }
  return typeof current === 'string' && current !== '' ? current : null
}

/** Whether a location is another one or lies below it. */
export function isWithin(arn: string, above: string): boolean {
  const [inner, outer] = [arn, above].map((text) => text.replace(/[/*]+$/, ''))
  return inner === outer || inner?.startsWith(`${outer}/`) === true
}

/** The ARN of an `s3://` location. */
export function locationArn(location: string): string {
  return location.replace(/^s3[an]?:\/\//, 'arn:aws:s3:::').replace(/\/$/, '')
}
