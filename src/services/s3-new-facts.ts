import type { PolicyDocument } from '../iam/policy.ts'
import { parsePolicy } from '../iam/policy-parser.ts'
import { field, listAt, textAt } from '../snapshot/json.ts'
import { accountOfCanonicalId } from '../snapshot/s3.ts'
import { blockedEncryptionTypes } from '../snapshot/s3-settings.ts'
import type { Call } from './call.ts'
import { type Reading, readingOf } from './reading.ts'
import { type AclGrant, type AclGrantee, bucketOwnerFullControl } from './s3-acl.ts'
import { statedSetting } from './s3-block-facts.ts'
import type { S3Facts } from './s3-gates.ts'
import { groupOf } from './s3-object-facts.ts'
import { isWithdrawn } from './s3-sent-headers.ts'
import { type Known, known } from './truth.ts'

/** Whether AWS's error code says that the bucket takes no ACLs. */
export function saysAclsDisabled({ denial }: Call): boolean {
  return denial.errorCode === 'AccessControlListNotSupported'
}

/** The ACL that the request itself sets: from its headers, its body as CloudTrail records it, or AWS's own word. */
export function newAclOf(
  call: Call,
  action: string,
  bucketOwner: string | null,
  sent: ReadonlyMap<string, string>,
  reading: Reading,
): Known<readonly AclGrant[] | null> {
  const canned = sent.get('x-amz-acl')
  if (canned !== undefined) return known(cannedAcl(canned, bucketOwner))
  if (isWithdrawn(call, 'x-amz-acl')) return known(null)
  const grants = [...headerGrants(sent, call), ...bodyGrants(call)]
  if (grants.length > 0) return known(grants)
  if (statedSetting(call) === 'blockPublicAcls') return known(cannedAcl('public-read', bucketOwner))
  // AWS: the code says that the request carries an ACL the bucket does not take; which one does not matter.
  if (saysAclsDisabled(call)) return known([])
  return /^s3:put(bucket|object|objectversion)acl$/i.test(action) ? readingOf(reading, null) : known(null)
}

function cannedAcl(name: string, bucketOwner: string | null): readonly AclGrant[] {
  if (name === 'bucket-owner-full-control') return bucketOwnerFullControl(bucketOwner)
  const group = name.startsWith('public-') ? 'AllUsers' : name === 'authenticated-read' ? 'AuthenticatedUsers' : null
  return group === null ? [] : [{ grantee: { kind: 'group', group }, permission: 'READ' }]
}

const grantHeaders = [
  ['x-amz-grant-read', 'READ'],
  ['x-amz-grant-write', 'WRITE'],
  ['x-amz-grant-read-acp', 'READ_ACP'],
  ['x-amz-grant-write-acp', 'WRITE_ACP'],
  ['x-amz-grant-full-control', 'FULL_CONTROL'],
] as const

// AWS: `x-amz-grant-read: uri="http://acs.amazonaws.com/groups/global/AllUsers", id="…"`.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
function headerGrants(sent: ReadonlyMap<string, string>, call: Call): readonly AclGrant[] {
  return grantHeaders.flatMap(([header, permission]) =>
    [...(sent.get(header) ?? '').matchAll(/(uri|id|emailAddress)\s{0,3}=\s{0,3}"?([^",\s]{1,300})/g)].map(
      ([, type = '', value = '']) => ({ grantee: granteeOf(type, value, call), permission }),
    ),
  )
}

function granteeOf(type: string, value: string, { snapshot }: Call): AclGrantee {
  if (type === 'uri') return { kind: 'group', group: groupOf(value) }
  const account = type === 'id' ? accountOfCanonicalId(snapshot, value) : null
  return account === null ? { kind: 'unresolved', id: value } : { kind: 'account', account }
}

/** The ACL in the body of PutBucketAcl or PutObjectAcl. */
function bodyGrants(call: Call): readonly AclGrant[] {
  const body = call.denial.hints.event?.requestParameters?.AccessControlPolicy
  const list = field(body, 'AccessControlList')
  const single = field(list, 'Grant')
  const grants = Array.isArray(single) ? listAt(list, 'Grant') : single === undefined ? [] : [single]
  return grants.flatMap((grant): readonly AclGrant[] => {
    const uri = textAt(grant, 'Grantee', 'URI')
    const id = textAt(grant, 'Grantee', 'ID')
    const permission = grantHeaders.find(([, name]) => name === textAt(grant, 'Permission'))?.[1]
    if (permission === undefined || (uri === null && id === null)) return []
    return [{ grantee: granteeOf(uri === null ? 'id' : 'uri', uri ?? id ?? '', call), permission }]
  })
}

const putsPolicy: ReadonlySet<string> = new Set(['s3:putbucketpolicy', 's3:putaccesspointpolicy'])

/** The policy that the request would attach, as CloudTrail records it; null where the request attaches none. */
export function newPolicyOf(call: Call, action: string, reading: Reading): Known<PolicyDocument | null> {
  if (!putsPolicy.has(action.toLowerCase())) return known(null)
  const parameters = call.denial.hints.event?.requestParameters ?? {}
  const raw = parameters.bucketPolicy ?? parameters.policy ?? parameters.Policy
  const parsed = raw === undefined ? null : parsePolicy(typeof raw === 'string' ? jsonOf(raw) : raw)
  if (parsed?.ok === true) return known(parsed.document)
  return statedSetting(call) === 'blockPublicPolicy' ? somePublicPolicy() : readingOf(reading, null)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** AWS says that the policy is public; what it says is not known. */
function somePublicPolicy(): Known<PolicyDocument | null> {
  const parsed = parsePolicy({ Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] })
  return parsed.ok ? known(parsed.document) : 'unknown'
}

// AWS: the message names the setting. https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
const saysSseCBlocked = /blocked upload requests that specify Server Side Encryption with Customer provided keys/i

/** The encryption that the request asks for and the kinds that the bucket blocks. */
export function encryptionFacts(
  bucket: string,
  sent: ReadonlyMap<string, string>,
  call: Call,
  reading: Reading,
): Pick<S3Facts, 'blockedEncryptionTypes' | 'requestEncryption'> {
  const header = 'x-amz-server-side-encryption-customer-algorithm'
  const isStated = saysSseCBlocked.test(call.denial.hints.message)
  const recorded = blockedEncryptionTypes(call.snapshot, bucket)
  const unread = isStated ? known(['SSE-C']) : readingOf<readonly string[]>(reading, [])
  return {
    blockedEncryptionTypes:
      recorded.kind === 'known' ? known(recorded.value) : recorded.kind === 'absent' ? known([]) : unread,
    requestEncryption: known(sent.has(header) || (isStated && !isWithdrawn(call, header)) ? 'SSE-C' : null),
  }
}
