import type { PolicyDocument } from '../iam/policy.ts'
import { parsePolicy } from '../iam/policy-parser.ts'
import { type AclGrant, type AclGrantee, type AclPermission, bucketOwnerFullControl } from './s3-acl.ts'
import { plainS3Facts, type S3Facts } from './s3-gates.ts'
import type { PublicAccessBlock, PublicAccessLevel } from './s3-public-access.ts'
import { readObjectLock } from './settings-object-lock.ts'
import {
  factAt,
  isUnknown,
  listAt,
  orElse,
  type Place,
  type Read,
  readAccount,
  readObject,
  readText,
  readTexts,
  readWord,
  truthAt,
} from './settings-reader.ts'
import type { Known, Truth } from './truth.ts'

/** The S3 facts of an evaluation case; `resourceAccount` owns the bucket where the case does not say otherwise. */
export function readS3Facts(place: Place, resourceAccount: string | null | 'unknown'): S3Facts {
  const stated = factAt(place, 'bucketOwner', readAccount)
  const isStated = stated === 'unknown' || stated.known !== null
  const bucketOwner = isStated ? stated : resourceAccount === 'unknown' ? 'unknown' : { known: resourceAccount }
  const owner = bucketOwner === 'unknown' ? null : bucketOwner.known
  return {
    ...plainS3Facts,
    bucketOwner,
    publicAccessBlocks: readPublicAccessBlocks(place),
    newPolicy: factAt(place, 'newPolicy', readPolicy),
    objectOwnership: factAt(
      place,
      'objectOwnership',
      readWord(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']),
    ),
    objectOwner: factAt(place, 'objectOwner', readAccount),
    objectAcl: orElse(readAcl(place, 'objectAcl', owner), []),
    bucketAcl: orElse(readAcl(place, 'bucketAcl', owner), []),
    newAcl: readAcl(place, 'newAcl', owner),
    networkOrigin: factAt(place, 'networkOrigin', readWord(['VPC', 'Internet'])),
    vpcId: factAt(place, 'vpcId', readText),
    requesterPays: truthAt(place, 'requesterPays', false),
    requestPayerHeader: payerHeader(place),
    ...readObjectLock(place),
    blockedEncryptionTypes: orElse(factAt(place, 'blockedEncryptionTypes', readTexts), []),
    requestEncryption: factAt(place, 'requestEncryption', readText),
    expectedBucketOwner: factAt(place, 'expectedBucketOwner', readAccount),
    objectExists: truthAt(place, 'objectExists', true),
    callerHasListBucket: callerHasListBucket(place),
  }
}

function callerHasListBucket(place: Place): Known<boolean | null> {
  if (!Object.hasOwn(place.object, 'callerHasListBucket')) return { known: null }
  const told = truthAt(place, 'callerHasListBucket', 'unknown')
  return told === 'unknown' ? told : { known: told }
}

function payerHeader(place: Place): Truth {
  if (place.object.requestPayerHeader === 'requester') return true
  return truthAt(place, 'requestPayerHeader', false)
}

const readPolicy: Read<PolicyDocument> = (value, pointer, problems) => {
  const parsed = parsePolicy(value)
  if (parsed.ok) return parsed.document
  problems.push({ pointer: pointer + parsed.problem.pointer, message: parsed.problem.message })
  return null
}

const levels: readonly PublicAccessLevel[] = ['organization', 'account', 'bucket', 'accessPoint']

function readPublicAccessBlocks(place: Place): readonly PublicAccessBlock[] {
  const bpa = factAt(place, 'bpa', readObject)
  if (bpa === 'unknown') return [blockOf('account', 'unknown')]
  if (bpa.known === null) return []
  const inside: Place = { ...place, object: bpa.known, pointer: `${place.pointer}/bpa` }
  return levels.flatMap((level) => readBlock(inside, level))
}

function readBlock(place: Place, level: PublicAccessLevel): readonly PublicAccessBlock[] {
  const written = place.object[level]
  if (typeof written === 'boolean') return [blockOf(level, written)]
  const block = factAt(place, level, readObject)
  if (block === 'unknown') return [blockOf(level, 'unknown')]
  if (block.known === null) return []
  const inside: Place = { ...place, object: block.known, pointer: `${place.pointer}/${level}` }
  return [
    {
      level,
      blockPublicAcls: truthAt(inside, 'BlockPublicAcls', false),
      ignorePublicAcls: truthAt(inside, 'IgnorePublicAcls', false),
      blockPublicPolicy: truthAt(inside, 'BlockPublicPolicy', false),
      restrictPublicBuckets: truthAt(inside, 'RestrictPublicBuckets', false),
    },
  ]
}

function blockOf(level: PublicAccessLevel, value: Truth): PublicAccessBlock {
  return {
    level,
    blockPublicAcls: value,
    ignorePublicAcls: value,
    blockPublicPolicy: value,
    restrictPublicBuckets: value,
  }
}

// AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
const cannedAcls: ReadonlyMap<string, readonly AclGrant[]> = new Map([
  ['private', []],
  ['public-read', [toGroup('AllUsers', 'READ')]],
  ['public-read-write', [toGroup('AllUsers', 'READ'), toGroup('AllUsers', 'WRITE')]],
  ['authenticated-read', [toGroup('AuthenticatedUsers', 'READ')]],
  ['log-delivery-write', [toGroup('LogDelivery', 'WRITE'), toGroup('LogDelivery', 'READ_ACP')]],
  ['aws-exec-read', [{ grantee: { kind: 'unresolved', id: 'ec2' }, permission: 'READ' }]],
  ['bucket-owner-read', [{ grantee: { kind: 'unresolved', id: 'bucket-owner' }, permission: 'READ' }]],
])

function toGroup(group: 'AllUsers' | 'AuthenticatedUsers' | 'LogDelivery', permission: AclPermission): AclGrant {
  return { grantee: { kind: 'group', group }, permission }
}

function readAcl(place: Place, key: string, bucketOwner: string | null): Known<readonly AclGrant[] | null> {
  const written = place.object[key]
  if (typeof written !== 'string') return listAt(place, key, readAclGrant)
  if (written === 'bucket-owner-full-control') return { known: bucketOwnerFullControl(bucketOwner) }
  const canned = cannedAcls.get(written)
  if (canned !== undefined) return { known: canned }
  place.problems.push({
    pointer: `${place.pointer}/${key}`,
    message: { en: 'The value is not the name of a canned ACL.', ko: '값이 미리 준비된 ACL의 이름이 아닙니다.' },
  })
  return { known: null }
}

const readPermission: Read<AclPermission> = readWord(['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'])
const readGroup: Read<'AllUsers' | 'AuthenticatedUsers' | 'LogDelivery'> = readWord([
  'AllUsers',
  'AuthenticatedUsers',
  'LogDelivery',
])

function readAclGrant(place: Place): AclGrant | null {
  const permission = readPermission(place.object.permission, `${place.pointer}/permission`, place.problems)
  const grantee = readGrantee(place)
  return permission === null || grantee === null ? null : { grantee, permission }
}

function readGrantee(place: Place): AclGrantee | null {
  const { account, group } = place.object
  if (account !== undefined && !isUnknown(account)) {
    const id = readAccount(account, `${place.pointer}/account`, place.problems)
    return id === null ? null : { kind: 'account', account: id }
  }
  if (group !== undefined && !isUnknown(group)) {
    // AWS: groups are URIs that end in the name, http://acs.amazonaws.com/groups/global/AllUsers.
    const name = typeof group === 'string' ? group.slice(group.lastIndexOf('/') + 1) : group
    const known = readGroup(name, `${place.pointer}/group`, place.problems)
    return known === null ? null : { kind: 'group', group: known }
  }
  return { kind: 'unresolved', id: 'unknown' }
}
