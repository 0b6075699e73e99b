import { stringAt } from '../../denial/json-value.ts'
import type { Diagnosis, JudgedRequest } from '../../diagnosis/diagnosis.ts'
import type { StatementTrace } from '../../engine/trace.ts'
import type { FoundEvent } from '../found.ts'
import { type CallWay, type WayPart, wayDifferences } from './call-way.ts'
import type { DenialGroup } from './denial-group.ts'
import type { LaterSuccess } from './later-success.ts'
import type { LimitedCount } from './limited-set.ts'

/** Why a later success does not show that what was denied is allowed now. */
export type Doubt =
  /** It was made otherwise than every denied call; `way` is its own. */
  | { readonly kind: 'otherwise'; readonly differences: readonly WayPart[]; readonly way: CallWay }
  /** Other denied calls were made otherwise, and have not succeeded since. */
  | { readonly kind: 'otherWays' }
  /** The session policy of the denied session decided, and another session may have another. */
  | { readonly kind: 'session' }
  /** A statement denied it that was not read, and may deny other calls than this one. */
  | { readonly kind: 'unread' }
  /** Not everything that can have denied it was read, and no success has the address, user agent and session of each denied call. */
  | { readonly kind: 'elsewhere' }
  /** It depends on what differs from call to call. */
  | { readonly kind: 'conditions'; readonly keys: readonly string[] }
  /** The call succeeded between the denials as well: it is not always denied. */
  | ({ readonly kind: 'between' } & LimitedCount)
  /** The same call was denied again later. */
  | { readonly kind: 'deniedAgain'; readonly at: string }
  /** Only some of the denied resources have been asked for since. */
  | { readonly kind: 'resources'; readonly succeeded: number; readonly denied: number; readonly hasMore: boolean }
  /** Not all of the log could be read: what is missing may hold a later denial. */
  | { readonly kind: 'unreadLog' }
  /** Only some of the denied calls of one cause have succeeded since. */
  | { readonly kind: 'calls'; readonly succeeded: number; readonly denied: number }

/** The first success of a denied call after its last denial, how many there are with it, and what it shows. */
export interface Succeeded extends LimitedCount {
  readonly at: string
  readonly eventId: string | null
  /** Where the record stands. */
  readonly from: string
  readonly secondsAfter: number
  /** Null where everything that was denied has succeeded since. */
  readonly doubt: Doubt | null
}

/** What the log, of which all was read or not, and the diagnosis of a group say of its later success; null where there is none. */
export function succeededOf(
  group: DenialGroup,
  log: LaterSuccess,
  diagnosis: Diagnosis,
  isWhole: boolean,
): Succeeded | null {
  const { first, otherwise, times } = log
  const missing: Doubt | null = isWhole ? null : { kind: 'unreadLog' }
  if (first !== null) return told(group, first, times, doubtOf(group, log, first, diagnosis) ?? missing)
  if (otherwise === null) return null
  const { event, way } = otherwise
  return told(
    group,
    event,
    { count: 1, hasMore: false },
    { kind: 'otherwise', differences: wayDifferences(way, group.ways), way },
  )
}

function told(group: DenialGroup, { record, from }: FoundEvent, times: LimitedCount, doubt: Doubt | null): Succeeded {
  const at = stringAt(record, 'eventTime') ?? ''
  const secondsAfter = Math.round((Date.parse(at) - Date.parse(group.last ?? '')) / 1000)
  return { at, eventId: stringAt(record, 'eventID'), from, secondsAfter, ...times, doubt }
}

function doubtOf(group: DenialGroup, log: LaterSuccess, first: FoundEvent, diagnosis: Diagnosis): Doubt | null {
  const { deniedAgain, between, hasEveryWay, resources, ofEach } = log
  const { resources: denied, hasMoreResources: hasMore } = group
  const again = stringAt(deniedAgain?.record, 'eventTime')
  if (again !== null && Date.parse(again) > Date.parse(stringAt(first.record, 'eventTime') ?? ''))
    return { kind: 'deniedAgain', at: again }
  if (between.count > 0) return { kind: 'between', ...between }
  if (!hasEveryWay) return { kind: 'otherWays' }
  if (isOfSession(diagnosis)) return { kind: 'session' }
  if (isUnread(diagnosis)) return { kind: 'unread' }
  if (hasMore || resources.size < Math.max(1, denied.length))
    return { kind: 'resources', succeeded: resources.size, denied: denied.length, hasMore }
  if (!ofEach.way) return { kind: 'otherWays' }
  const keys = varyingKeys(diagnosis, log)
  if (keys.length > 0) return { kind: 'conditions', keys }
  return isOpen(diagnosis) && !ofEach.session ? { kind: 'elsewhere' } : null
}

/** Whether nothing proves who denied it, or a policy that was not read can have: such a policy may ask for anything. */
function isOpen({ causes, requests }: Diagnosis): boolean {
  const at = Math.max(
    0,
    requests.findIndex((request) => request.reported),
  )
  const isProved = causes.some(({ status, request }) => status === 'confirmed' && request === at)
  return !isProved || requests[at]?.decision.layers.some(({ presence }) => presence === 'unknown') !== false
}

function isOfSession({ denial, causes }: Diagnosis): boolean {
  const isConfirmed = causes.some(({ layer, status }) => layer === 'session' && status === 'confirmed')
  return isConfirmed || denial.claim.policyType === 'session'
}

/** Whether AWS names an explicit deny and no statement that was read is one. */
function isUnread({ denial, requests }: Diagnosis): boolean {
  if (denial.claim.effect !== 'explicitDeny') return false
  const layers = requests.flatMap(({ decision }) => decision.layers)
  return !layers.some(({ statements }) =>
    statements.some((one) => one.effect === 'Deny' && one.mismatches.length === 0),
  )
}

/** Keys that are the same for every call of a principal on a resource, or of which the way of the call is compared. */
const steady =
  /^aws:(?:principal(?:arn|account|type|orgid|orgpaths)|requestedregion|resource(?:account|orgid|orgpaths)|resourcetag\/.*|source(?:vpce|vpc)|vpce(?:account|orgid|orgpaths)|multifactorauthpresent|viaawsservice|calledvia(?:first|last)?|username)$|^s3:(?:resourceaccount|existingobjecttag\/.*)$|^kms:(?:calleraccount|viaservice)$/i
const ofAddress = /^aws:(?:vpc)?sourceip$/i

/** The condition keys on which the refusal depends and whose values may have been other ones when the call succeeded. */
function varyingKeys({ requests }: Diagnosis, { ofEach }: LaterSuccess): readonly string[] {
  const reported = requests.find((request) => request.reported)
  const keys = reported === undefined ? [] : keysAsked(reported)
  return [...new Set(keys)].filter((key) => !steady.test(key) && !(ofAddress.test(key) && ofEach.address))
}

/** The keys of the statements that refuse by their conditions, or would allow but for these. */
function keysAsked({ decision, authorization }: JudgedRequest): readonly string[] {
  return decision.layers.flatMap(({ statements }) =>
    statements.filter(isDecidedByConditions).flatMap(({ policyId, index, mismatches }) => {
      const document = authorization.storedById.get(policyId)?.document
      const statement = document?.ok === true ? document.document.statements[index] : undefined
      const told = mismatches.flatMap((mismatch) => ('condition' in mismatch ? [mismatch.condition] : []))
      return [...(statement?.conditions ?? []), ...told].map(({ key }) => key)
    }),
  )
}

function isDecidedByConditions({ effect, mismatches }: StatementTrace): boolean {
  if (effect === 'Deny') return mismatches.every(({ kind }) => kind === 'contextKeyUnknown')
  return mismatches.length > 0 && mismatches.every((mismatch) => 'condition' in mismatch)
}
