import { quoted } from '../fixes/cli-command.ts'
import type { Edit, Setting } from '../fixes/edit.ts'
import { field, isRecord, listAt } from '../snapshot/json.ts'
import type { OverlaidAnswer } from '../snapshot/overlay.ts'
import type { FoundAnswer, Snapshot } from '../snapshot/snapshot.ts'

/** The four Block Public Access settings by the names that AWS gives them. */
export const publicAccessSettings = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const

/** One of the four. */
export type PublicAccessSetting = (typeof publicAccessSettings)[number]

const offName = {
  BlockPublicAcls: 'blockPublicAclsOff',
  IgnorePublicAcls: 'ignorePublicAclsOff',
  BlockPublicPolicy: 'blockPublicPolicyOff',
  RestrictPublicBuckets: 'restrictPublicBucketsOff',
} as const

/** The bucket whose setting changes, and the account that owns it. */
export interface Owned {
  readonly bucket: string
  readonly account: string | null
}

/** Turns one Block Public Access setting of a bucket or an account off and leaves the other three as they are. */
export function publicAccessOff(
  snapshot: Snapshot,
  setting: PublicAccessSetting,
  level: 'bucket' | 'account',
  { bucket, account }: Owned,
): readonly Edit[] {
  if (level === 'account' && account === null) return []
  const recorded =
    level === 'bucket'
      ? snapshot.find('s3', 'GetPublicAccessBlock', bucket)
      : snapshot.find('s3control', 'GetPublicAccessBlock').filter((found) => found.account === account)
  const [known] = recorded.flatMap(({ fact }) => (fact.kind === 'known' ? [fact.value] : []))
  if (known === undefined) return []
  const on = new Set(
    publicAccessSettings.filter(
      (name) => name !== setting && field(known, 'PublicAccessBlockConfiguration', name) === true,
    ),
  )
  const values = Object.fromEntries(publicAccessSettings.map((name) => [name, on.has(name)]))
  const configuration = publicAccessSettings.map((name) => `${name}=${on.has(name)}`).join(',')
  const command =
    level === 'bucket'
      ? `aws s3api put-public-access-block --bucket ${quoted(bucket)}`
      : `aws s3control put-public-access-block --account-id ${account}`
  const changed: Setting = {
    name: offName[setting],
    target: `s3-setting:public-access-block/${level === 'bucket' ? bucket : `account-${account}`}`,
    subject: level === 'bucket' ? bucket : (account ?? ''),
    owner: { kind: level === 'bucket' ? 'bucketOwner' : 'accountAdministrator', account },
    command: `${command} --public-access-block-configuration ${configuration}`,
  }
  return [change(changed, recorded, level === 'bucket' ? 's3' : 's3control', 'GetPublicAccessBlock', values)]
}

function change(
  setting: Setting,
  recorded: readonly FoundAnswer[],
  service: string,
  operation: string,
  values: unknown,
): Edit {
  const answers = recorded.map(
    ({ account, region, identifiers }): OverlaidAnswer => ({
      place: { account, region, service, operation, identifiers },
      answer: { PublicAccessBlockConfiguration: values },
    }),
  )
  return { kind: 'changeSetting', setting, answers }
}

/** Changes who owns the objects of a bucket. */
export function objectOwnership(
  snapshot: Snapshot,
  value: 'BucketOwnerPreferred' | 'BucketOwnerEnforced',
  { bucket, account }: Owned,
): readonly Edit[] {
  const operation = 'GetBucketOwnershipControls'
  const recorded = snapshot.find('s3', operation, bucket).map(({ account: by, region }) => ({ account: by, region }))
  const places = recorded.length > 0 ? recorded : account === null ? [] : [{ account, region: 'global' }]
  const setting: Setting = {
    name: value === 'BucketOwnerEnforced' ? 'objectOwnershipEnforced' : 'objectOwnershipPreferred',
    target: `s3-setting:object-ownership/${bucket}`,
    subject: bucket,
    owner: { kind: 'bucketOwner', account },
    command: `aws s3api put-bucket-ownership-controls --bucket ${quoted(bucket)} --ownership-controls 'Rules=[{ObjectOwnership=${value}}]'`,
  }
  const answer = { OwnershipControls: { Rules: [{ ObjectOwnership: value }] } }
  const answers = places.map((place) => ({
    place: { ...place, service: 's3', operation, identifiers: [bucket] },
    answer,
  }))
  return [{ kind: 'changeSetting', setting, answers }]
}

/** An object whose recorded answer changes. */
export interface OwnedObject extends Owned {
  readonly key: string
  /** Account that owns the object, or its canonical user id; null for the bucket's own. */
  readonly objectOwner: string | null
}

/** The grants of an ACL as AWS answers them. */
export interface AclChange {
  readonly name: 'objectAclBucketOwner' | 'objectAclCaller' | 'objectAclPublicRead'
  /** The grant that is added. */
  readonly grant: Readonly<Record<string, unknown>>
  /** The canned ACL that holds the grant; null where the whole ACL is written out. */
  readonly canned: string | null
}

/** Lets the owner of an object grant something by its ACL. A canned ACL takes the place of all grants but the owner's. */
export function objectAclGrant(snapshot: Snapshot, change: AclChange, owned: OwnedObject): readonly Edit[] {
  const { bucket, key, objectOwner, account } = owned
  const recorded = snapshot.find('s3', 'GetObjectAcl', bucket, key).flatMap((found) => {
    const owner = found.fact.kind === 'known' ? field(found.fact.value, 'Owner') : undefined
    if (found.fact.kind !== 'known' || !isRecord(owner)) return []
    const kept =
      change.canned === null
        ? listAt(found.fact.value, 'Grants')
        : [{ Grantee: { ...owner, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }]
    return [{ found, answer: { Owner: owner, Grants: [...kept, change.grant] } }]
  })
  const [first] = recorded
  if (first === undefined) return []
  const option =
    change.canned === null
      ? `--access-control-policy ${quoted(JSON.stringify(first.answer))}`
      : `--acl ${change.canned}`
  const setting: Setting = {
    name: change.name,
    target: 'object-acl',
    subject: `${bucket}/${key}`,
    owner: { kind: 'resourceOwner', account: objectOwner ?? account },
    command: `aws s3api put-object-acl --bucket ${quoted(bucket)} --key ${quoted(key)} ${option}`,
  }
  return [{ kind: 'changeSetting', setting, answers: recorded.map(({ found, answer }) => answerOf(found, answer)) }]
}

function answerOf({ account, region, identifiers }: FoundAnswer, answer: unknown): OverlaidAnswer {
  return { place: { account, region, service: 's3', operation: 'GetObjectAcl', identifiers }, answer }
}

/** Makes the bucket's account the owner of an object by copying it onto itself. */
export function copyOntoItself(snapshot: Snapshot, ownerId: string, owned: OwnedObject): readonly Edit[] {
  const { bucket, key, account } = owned
  const recorded = snapshot.find('s3', 'GetObjectAcl', bucket, key).filter(({ fact }) => fact.kind === 'known')
  const object = quoted(`s3://${bucket}/${key}`)
  const setting: Setting = {
    name: 'copyObjectOntoItself',
    target: 'object-acl',
    subject: `${bucket}/${key}`,
    owner: { kind: 'bucketOwner', account },
    // AWS: a copy onto itself has to change something, the storage class for one.
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
    command: `aws s3 cp ${object} ${object} --storage-class STANDARD`,
  }
  const owner = { ID: ownerId }
  const answer = {
    Owner: owner,
    Grants: [{ Grantee: { ...owner, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
  }
  return [{ kind: 'changeSetting', setting, answers: recorded.map((found) => answerOf(found, answer)) }]
}
