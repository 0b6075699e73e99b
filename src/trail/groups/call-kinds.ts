import { type JsonObject, objectAt, stringAt } from '../../denial/json-value.ts'
import { wayKey, wayOf } from './call-way.ts'
import { addLimited, type LimitedDraft, type LimitedSet, limitedDraft } from './limited-set.ts'

/**
 * The different calls on each resource, because a policy can ask for several things at once: one that was refused to one
 * resource one way is not the one that was allowed to it another way.
 */
export interface CallKinds {
  /** By resource and way. */
  readonly byWay: LimitedSet
  /** By the address that they came from as well. */
  readonly byAddress: LimitedSet
  /** By user agent and session as well. */
  readonly bySession: LimitedSet
}

/** Calls that are being collected. */
export interface CallKindsDraft extends CallKinds {
  readonly byWay: LimitedDraft
  readonly byAddress: LimitedDraft
  readonly bySession: LimitedDraft
}

const mostKinds = 1_000

/** No call. */
export function noCalls(): CallKindsDraft {
  return { byWay: limitedDraft(), byAddress: limitedDraft(), bySession: limitedDraft() }
}

/** Takes in a recorded call on a resource, where there is room for its kind and, if `of` is given, that has it too. */
export function addCall(calls: CallKindsDraft, record: JsonObject, resource: string, of?: CallKinds): void {
  const session = stringAt(objectAt(record, 'userIdentity'), 'arn')
  const way = `${wayKey(wayOf(record))} ${resource}`
  const byAddress = `${stringAt(record, 'sourceIPAddress') ?? ''} ${way}`
  const bySession = JSON.stringify([stringAt(record, 'userAgent'), session, byAddress])
  if (of === undefined || of.byWay.values.has(way)) addLimited(calls.byWay, way, mostKinds)
  if (of === undefined || of.byAddress.values.has(byAddress)) addLimited(calls.byAddress, byAddress, mostKinds)
  if (of === undefined || of.bySession.values.has(bySession)) addLimited(calls.bySession, bySession, mostKinds)
}

/** Whether some calls are all of some others: of each kind of these one. */
export function areAll(some: LimitedSet, all: LimitedSet): boolean {
  return !all.hasMore && some.values.size === all.values.size
}

/** Takes in all of some others. */
export function addCalls(calls: CallKindsDraft, others: CallKinds): void {
  for (const by of ['byWay', 'byAddress', 'bySession'] as const) {
    for (const kind of others[by].values) addLimited(calls[by], kind, mostKinds)
    calls[by].hasMore ||= others[by].hasMore
  }
}
