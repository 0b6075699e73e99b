import type { Denial } from '../denial/denial.ts'
import type { Context } from '../iam/context.ts'
import { isDirectoryBucket } from '../iam/directory-bucket.ts'
import { onlyActionOfOperation } from '../iam/operation.ts'
import { canonicalAction, takesOnlyWildcardResource } from '../iam/service-data.ts'
import type { Missing } from '../snapshot/fact.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { type Caller, callerOf, federatedBy } from './caller.ts'
import { type AskedOfDirectory, directoryRequest } from './directory-bucket.ts'
import { type ImpliedCall, impliedCall } from './implied-call.ts'
import type { KeyDenial } from './key-denial.ts'
import type { PlannedWork } from './planned-work.ts'
import { bucketOf } from './resource-policy.ts'
import { type SessionFacts, sessionFacts, type TrailRecord } from './session.ts'
import { signedUrlFor } from './signed-url.ts'
import { tableRequest } from './table-bucket.ts'

/** One API call as far as the denial and the options tell it; what `services/` turns into authorizations. */
export interface Call {
  readonly denial: Denial
  readonly snapshot: Snapshot
  /** Null where neither the denial nor an option names the principal. */
  readonly caller: Caller | null
  /** IAM action of the reported denial; null where it is not known. */
  readonly action: string | null
  /** ARN or `*`; null where it is not known. */
  readonly resource: string | null
  /** Context keys given with `--context`. */
  readonly given: Context
  readonly session: SessionFacts
  /** CloudTrail records of the time. */
  readonly trail: readonly TrailRecord[]
  /** Who was expected to make the call; null where nobody said. */
  readonly expectedPrincipal: string | null
  /** What was asked of a directory bucket, where `action` is the session or bucket operation that stands for it. */
  readonly directory: AskedOfDirectory | null
  /** What would name the resource, where the request tells only where it keeps its files; null elsewhere. */
  readonly unnamed: Missing | null
  /** What the call is the first request of; null for a call of its own. */
  readonly work: PlannedWork | null
  /** The refusal of KMS that the trail shows to be behind one of S3; null where it shows none. */
  readonly keyDenial: KeyDenial | null
}

/** What the command line gives beside the denial. */
export interface GivenFacts {
  readonly principal: string | null
  readonly action: string | null
  readonly resource: string | null
  readonly context: Context
  readonly expectedPrincipal: string | null
  readonly work?: PlannedWork | null
}

/** The call behind a denial: what AWS reported first, completed by what was given. */
export function callOf(
  denial: Denial,
  snapshot: Snapshot,
  given: GivenFacts,
  trail: readonly TrailRecord[],
  keyDenial: KeyDenial | null = null,
): Call {
  const implied = impliedCall(denial, snapshot)
  const principalName = given.principal ?? trusted(implied) ?? denial.principal ?? implied.principal
  const event = denial.hints.event
  const action = canonical(given.action ?? implied.action ?? versionedAction(denial) ?? denial.action)
  const named = principalName === null ? null : callerOf(principalName, snapshot, event)
  const session = sessionFacts(named?.principal.arn ?? principalName, denial, trail)
  const caller =
    named === null
      ? action !== null && isFederatedSignIn(action)
        ? callerOf('anonymous', snapshot, event)
        : null
      : federatedBy(named, event?.sessionIssuerArn ?? session.made?.byArn ?? null, snapshot)
  const resource =
    given.resource ??
    implied.resource ??
    resourceOfDenial(denial) ??
    roleOfCommand(denial, action) ??
    onlyLocation(denial, action) ??
    (action !== null && takesOnlyWildcardResource(action) ? '*' : null)
  const { context, expectedPrincipal, work = null } = given
  const place = arnOfResource(resource)
  const asked = askedOfDirectory(action, place, denial)
  const inDirectory = asked === null ? null : directoryRequest(asked, caller, snapshot)
  const table = action === null || place === null ? null : tableRequest(action, place, snapshot)
  return {
    denial,
    snapshot,
    caller,
    action: inDirectory?.action ?? table?.action ?? action,
    resource: inDirectory?.resource ?? (table === null ? place : table.resource),
    unnamed: table?.missing ?? null,
    directory: inDirectory === null ? null : asked,
    given: context,
    session,
    trail,
    expectedPrincipal,
    work,
    keyDenial,
  }
}

/** The call as one on a directory bucket; null where its bucket is none. */
function askedOfDirectory(action: string | null, resource: string | null, denial: Denial): AskedOfDirectory | null {
  const bucket = resource === null ? null : bucketOf(resource)
  if (resource === null || bucket === null || !isDirectoryBucket(bucket)) return null
  const { operation, hints } = denial
  const asked = action ?? (operation === null ? null : onlyActionOfOperation('s3express', operation))
  const parameters = hints.event?.requestParameters
  const told = parameters?.['x-amz-create-session-mode'] ?? parameters?.['sessionMode'] ?? hints.sentHeaders[modeHeader]
  const mode = told === 'ReadOnly' || told === 'ReadWrite' ? told : null
  return asked === null ? null : { action: asked, resource, operation, mode }
}

const modeHeader = 'x-amz-create-session-mode'

/** Whom the role of a job or crawler has to trust is the service, whoever started the run. */
function trusted({ principal, action }: ImpliedCall): string | null {
  return action === 'sts:AssumeRole' ? principal : null
}

// AWS: with a version id S3 asks for another action than without one.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
const versionedActions: ReadonlyMap<string, readonly [plain: string, versioned: string]> = new Map([
  ['DeleteObject', ['s3:DeleteObject', 's3:DeleteObjectVersion']],
  ['DeleteObjectTagging', ['s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging']],
  ['GetObject', ['s3:GetObject', 's3:GetObjectVersion']],
  ['GetObjectAcl', ['s3:GetObjectAcl', 's3:GetObjectVersionAcl']],
  ['GetObjectTagging', ['s3:GetObjectTagging', 's3:GetObjectVersionTagging']],
  ['HeadObject', ['s3:GetObject', 's3:GetObjectVersion']],
  ['PutObjectAcl', ['s3:PutObjectAcl', 's3:PutObjectVersionAcl']],
  ['PutObjectTagging', ['s3:PutObjectTagging', 's3:PutObjectVersionTagging']],
])

/** The action of an S3 call by whether it names a version; null where AWS's message names the action itself. */
function versionedAction(denial: Denial): string | null {
  const { service, operation, action, hints } = denial
  const actions = service === 's3' && operation !== null ? versionedActions.get(operation) : undefined
  if (actions === undefined || (action !== null && action !== actions[0])) return null
  if (hints.message.includes('s3:')) return null
  const ofUrl = denial.resource === null ? null : signedUrlFor(denial.resource, denial)?.versionId
  const versionId = hints.event?.requestParameters?.['versionId'] ?? ofUrl ?? hints.sentHeaders['versionId']
  return typeof versionId === 'string' && versionId !== '' ? actions[1] : actions[0]
}

/** The same call made by another principal, of whose session nothing is known but the trail; null where the name is none. */
export function callAs(call: Call, principal: string): Call | null {
  const caller = callerOf(principal, call.snapshot, null)
  if (caller === null) return null
  const { event } = call.denial.hints
  const hints = { ...call.denial.hints, event: event === null ? null : { ...event, ...nobodysIdentity } }
  const denial = { ...call.denial, principal, hints }
  return { ...call, caller, session: sessionFacts(caller.principal.arn, denial, call.trail), denial }
}

/** The parts of a CloudTrail event that tell of who made the call. */
const nobodysIdentity = {
  identityType: null,
  principalId: null,
  identityArn: null,
  identityAccount: null,
  userName: null,
  accessKeyId: null,
  sessionIssuerArn: null,
  sessionCreatedAt: null,
  mfaAuthenticated: null,
  sourceIdentity: null,
  invokedBy: null,
  onBehalfOf: null,
} as const

/** Signing in with a web identity or SAML takes no AWS credentials: who asks is told by the provider's own keys. */
function isFederatedSignIn(action: string): boolean {
  return /^sts:assumerolewith(webidentity|saml)$/i.test(action)
}

function canonical(action: string | null): string | null {
  return action === null ? null : canonicalAction(action)
}

/** The resource as an ARN; a name in words (`role NAME`) cannot be judged. */
function resourceOfDenial(denial: Denial): string | null {
  const { resource } = denial
  return resource !== null && (resource === '*' || resource.startsWith('arn:')) ? resource : null
}

/** The role that the pasted commands name, where AWS's message names none and all of them name the same. */
function roleOfCommand({ hints, resource }: Denial, action: string | null): string | null {
  if (resource !== null || action === null || !/^sts:assumerole/i.test(action)) return null
  const roles = new Set(hints.sentParameters.map(({ parameters }) => parameters['roleArn']))
  const [only] = roles
  return roles.size === 1 && typeof only === 'string' && only.startsWith('arn:') ? only : null
}

/** The one `s3://` location of the text, where an S3 or KMS request names no resource of its own. */
function onlyLocation(denial: Denial, action: string | null): string | null {
  if (action === null || !/^(s3|kms):/.test(action)) return null
  const locations = [...new Set(denial.hints.s3Locations)]
  return locations.length === 1 ? (locations[0] ?? null) : null
}

/** `s3://bucket/key` given by hand is taken as the object's ARN. */
function arnOfResource(resource: string | null): string | null {
  if (resource === null || !/^s3[an]?:\/\//.test(resource)) return resource
  const path = resource.replace(/^s3[an]?:\/\//, '').replace(/\/$/, '')
  const point = /^(arn:[^/]*:accesspoint\/[^/]+)(?:\/(?:object\/)?([\s\S]+))?$/.exec(path)
  if (point !== null) return point[2] === undefined ? (point[1] ?? path) : `${point[1]}/object/${point[2]}`
  return `arn:aws:s3:::${path}`
}
