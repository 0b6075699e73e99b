import type { Missing } from '../snapshot/fact.ts'
import { catalogPart } from './athena-catalog.ts'
import { functionPart, unreadOfQuery } from './athena-functions.ts'
import { type AthenaQuery, athenaQuery, athenaService, forwarded } from './athena-query.ts'
import { resultPart } from './athena-results.ts'
import { isVended } from './athena-source.ts'
import type { Call } from './call.ts'
import type { Caller } from './caller.ts'
import { directRequest, type PlannedRequest } from './planned-request.ts'
import { objectArnOf, s3Requests } from './s3.ts'

/**
 * The authorizations of one query, in the order Athena makes them: the workgroup, the functions of connectors, the
 * catalog with the source data, the table that is written, the results. Empty where the snapshot does not hold the query.
 * https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena.html
 */
export function queryRequests(call: Call, caller: Caller): readonly PlannedRequest[] {
  const query = athenaQuery(call)
  if (query === null) return []
  const { partition, region, account } = query.place
  const group = `arn:${partition}:athena:${region}:${account}:workgroup/${query.asked.workGroup}`
  const parts = [
    ...functionPart(query, caller),
    ...catalogPart(query, caller),
    ...targetPart(query, caller),
    ...resultPart(query, caller),
  ]
  return [directRequest(caller, 'athena:StartQueryExecution', group, false), ...parts.map(calledByAthena)]
}

// AWS: S3 and AWS Glue were called by Athena when they ask for a key, so both forward the same session.
// https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena-calledvia.html
function calledByAthena(planned: PlannedRequest): PlannedRequest {
  const { hop } = planned
  if (hop.kind !== 'forwarded' || hop.service === athenaService) return planned
  return { ...planned, hop: { ...hop, after: [athenaService] } }
}

/** What the chain of a call's query hangs on that could not be read. */
export function queryUnread(call: Call): readonly Missing[] {
  const query = athenaQuery(call)
  return query === null ? [] : unreadOfQuery(query)
}

/** The tables of a call's query whose data Lake Formation hands out: their ARNs. */
export function governedTables(call: Call): readonly string[] {
  const query = athenaQuery(call)
  const { caller } = call
  if (query === null || caller === null) return []
  const { partition, region } = query.place
  const named = query.subject === null ? query.reads : [...query.reads, query.subject]
  return named
    .filter((table) => isVended(query, caller, table))
    .map(({ account, database, name }) => `arn:${partition}:glue:${region}:${account}:table/${database}/${name}`)
}

// AWS: CTAS writes to its external location, INSERT INTO to the table's and UNLOAD to its own, with the caller's S3 permissions.
// https://docs.aws.amazon.com/athena/latest/ug/ctas-considerations-limitations.html
function targetPart({ statement, subject, snapshot }: AthenaQuery, caller: Caller): readonly PlannedRequest[] {
  const own = statement.kind === 'createTableAs' || statement.kind === 'unload' ? statement.location : null
  const location = own ?? (statement.kind === 'insert' ? (subject?.location ?? null) : null)
  const objects = location === null ? null : objectArnOf(location.endsWith('/') ? location : `${location}/`)
  return objects === null ? [] : s3Requests(caller, 's3:PutObject', objects, forwarded('target'), snapshot)
}
