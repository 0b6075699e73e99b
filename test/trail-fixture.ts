import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import type { TrailRecord } from '../src/services/session.ts'
import { filesOfObject } from '../src/snapshot/files.ts'
import { openSnapshot } from '../src/snapshot/snapshot.ts'
import { collectGroups } from '../src/trail/groups/collect-groups.ts'
import type { DenialGroup } from '../src/trail/groups/denial-group.ts'
import { type Facts, factsOf as factsWith } from '../src/trail/groups/explain-facts.ts'
import { explainGroups, type Matter } from '../src/trail/groups/explain-groups.ts'
import { collectHistory } from '../src/trail/groups/group-history.ts'
import { type Files, home, type Json } from './cause-fixture.ts'

/** A denied call of the fixtures' user or role, as CloudTrail records it. */
export interface DeniedCall {
  readonly by: 'mina' | 'reader' | 'nobody' | 'AWSServiceRoleForConfig'
  /** `s3:GetObject`. */
  readonly action: string
  readonly resource: string
  readonly at?: string
  readonly says?: string
  readonly more?: Json
}

/** The CloudTrail record of a denied call. */
export function deniedRecord({ by, action, resource, at = '2026-03-04T10:00:00Z', says, more = {} }: DeniedCall): Json {
  const [service = '', eventName = ''] = action.split(':')
  const identity = identityOf(by)
  const why = says ?? `because no identity-based policy allows the ${action} action`
  counter += 1
  return {
    eventVersion: '1.11',
    eventID: `00000000-0000-4000-8000-${String(counter).padStart(12, '0')}`,
    eventTime: at,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.31.0',
    userIdentity: identity,
    errorCode: 'AccessDenied',
    errorMessage: `User: ${String(identity.arn)} is not authorized to perform: ${action} on resource: "${resource}" ${why}`,
    recipientAccountId: home,
    eventType: 'AwsApiCall',
    ...more,
  }
}

let counter = 0

function identityOf(by: DeniedCall['by']): Json {
  if (by === 'mina')
    return { type: 'IAMUser', arn: `arn:aws:iam::${home}:user/mina`, accountId: home, userName: 'mina' }
  if (by === 'nobody') return { type: 'AWSAccount', accountId: 'anonymous', principalId: '' }
  const path = by === 'reader' ? '' : 'aws-service-role/config.amazonaws.com/'
  return {
    type: 'AssumedRole',
    arn: `arn:aws:sts::${home}:assumed-role/${by}/batch-${counter % 7}`,
    accountId: home,
    sessionContext: { sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${home}:role/${path}${by}` } },
  }
}

/** The groups of some records. */
export function groupsOf(records: readonly Json[]): readonly DenialGroup[] {
  const collector = collectGroups()
  for (const record of records) collector.add({ record, from: 'a.json' })
  return collector.groups()
}

/** A snapshot, or none, as what denials are explained with. */
export function factsOf(files: Files | null, trail: readonly TrailRecord[] = []): Facts {
  return factsWith({ snapshot: openSnapshot(filesOfObject(files ?? {})), hasSnapshot: files !== null }, trail)
}

/** The matters of some records. */
export function mattersOf(records: readonly Json[], files: Files): readonly Matter[] {
  return explainGroups(groupsOf(records), factsOf(files))
}

/** The matters of a whole log, with what it tells beside the denials; `facts` are those that they were explained with. */
export function loggedMatters(
  records: readonly Json[],
  files: Files | null,
): { readonly matters: readonly Matter[]; readonly facts: Facts } {
  const groups = groupsOf(records.filter((record) => 'errorCode' in record))
  const bare = factsOf(files)
  const history = collectHistory(groups, bare)
  for (const record of records) if (history.sought.accepts(record)) history.add({ record, from: 'log.json' })
  const facts = factsOf(files, history.records())
  return { matters: explainGroups(groups, facts, history.log(true)), facts }
}

/** The causes that are proved of a matter. */
export function confirmedOf({ causes }: Diagnosis): readonly string[] {
  return [...new Set(causes.flatMap(({ name, status }) => (status === 'confirmed' ? [name] : [])))]
}

/** The record of the same call when it was allowed. */
export function allowedRecord({ at, more = {}, ...call }: DeniedCall & { readonly at: string }): Json {
  const { errorCode: _, errorMessage: __, ...rest } = deniedRecord({ ...call, at })
  return { ...rest, ...requested(call.resource), ...more }
}

/** What a call for an object of S3 asks for. */
export function requested(resource: string): Json {
  const [, bucketName, key] = /^arn:aws:s3:::([^/]+)(?:\/(.+))?$/.exec(resource) ?? []
  return { requestParameters: key === undefined ? { bucketName } : { bucketName, key } }
}
