import { quoted } from '../fixes/cli-command.ts'
import type { Edit } from '../fixes/edit.ts'
import { bucketOf, objectKeyOf } from '../services/resource-policy.ts'
import { s3FactsOf } from '../services/s3-facts.ts'
import { bucketOwnerId, canonicalId } from '../snapshot/s3.ts'
import { objectOwner } from '../snapshot/s3-objects.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type SuspectInput } from './cause.ts'
import { certainRefusals, s3PlaceOf, textOf } from './s3-refusal.ts'
import { copyOntoItself, objectAclGrant, objectOwnership } from './s3-setting-edits.ts'
import { namesNothing, readsObject, suspectS3 } from './s3-suspicion.ts'
import { code } from './words.ts'

interface ForeignObject extends Evidence {
  readonly bucket: string
  readonly key: string
  /** Account of the object's owner, or its canonical user id where the account is not recorded. */
  readonly objectOwner: string
  readonly bucketOwner: string
  /** Null for an anonymous caller. */
  readonly callerAccount: string | null
}

/** The object belongs to another account than the bucket, and its ACL does not grant this. */
export const s3ObjectOwnedByAnotherAccount: Cause = defineCause<ForeignObject>({
  code: 'UD901',
  name: 's3-object-owned-by-another-account',
  since: '0.1.0',
  layers: ['acl'],
  specificity: 3,

  find: (input) => {
    const { request } = input.authorization
    const place = s3PlaceOf(request)
    const [refusal] = certainRefusals(input, 'acl')
    if (place === null || place.key === null || refusal === undefined) return []
    const owner = textOf(refusal, 'objectOwner')
    if (owner === null) return []
    return [
      {
        layer: 'acl',
        place: null,
        bucket: place.bucket,
        key: place.key,
        objectOwner: owner,
        bucketOwner: textOf(refusal, 'bucketOwner') ?? '',
        callerAccount: request.principal.account,
      },
    ]
  },

  edits: foreignObjectEdits,

  suspect: (input) => {
    const suspicion = suspectS3(input, {
      layer: 'acl',
      rank: 5,
      when: (asked) => readsObject(asked) && namesNothing(asked),
      operation: 'get-object-acl',
      ofObject: true,
      fact: objectOwner,
    })
    return suspicion === null ? null : { ...suspicion, command: ownersCommand(input) }
  },

  explain: {
    en: (e) => ({
      headline: `Object ${code(`${e.bucket}/${e.key}`)} belongs to another account than its bucket, so only its ACL can allow this, and it does not.`,
      why: `The object is owned by ${code(e.objectOwner)}, the bucket by ${code(e.bucketOwner)}; the caller is ${e.callerAccount === null ? 'anonymous' : `of account ${code(e.callerAccount)}`}.`,
    }),
    ko: (e) => ({
      headline: `${code(`${e.bucket}/${e.key}`)} 객체는 버킷과 다른 계정의 소유이므로 객체의 ACL만 허용할 수 있는데, ACL이 허용하지 않습니다.`,
      why: `객체의 소유자는 ${code(e.objectOwner)}, 버킷의 소유자는 ${code(e.bucketOwner)}입니다. ${e.callerAccount === null ? '호출자는 익명입니다' : `호출자의 계정은 ${code(e.callerAccount)}입니다`}.`,
    }),
  },

  suspicion: {
    en: () => 'The object belongs to another account than the bucket, and its ACL does not grant this.',
    ko: () => '객체가 버킷과 다른 계정의 소유이며 객체의 ACL이 이 작업을 허용하지 않습니다.',
  },
})

/** Shows both owners by their canonical ids; the ACL of an object of another account is often not readable. */
function ownersCommand({ call: { resource } }: SuspectInput): string {
  const [bucket, key] = resource === null ? [null, null] : [bucketOf(resource), objectKeyOf(resource)]
  const list = `aws s3api list-objects --bucket ${bucket === null ? 'BUCKET' : quoted(bucket)} --prefix ${key === null ? 'KEY' : quoted(key)}`
  return `${list} --query 'Contents[].[Key,Owner.ID]' && aws s3api list-buckets --query Owner.ID`
}

/** The ACL of the one object first, then its owner, then the setting of the whole bucket. */
function foreignObjectEdits(evidence: ForeignObject, input: CauseInput): readonly Edit[] {
  const { snapshot } = input.call
  const { bucket, key, bucketOwner, callerAccount } = evidence
  const owned = { bucket, key, objectOwner: evidence.objectOwner, account: bucketOwner }
  const ownerId = bucketOwnerId(snapshot, bucket, bucketOwner)
  const granted =
    callerAccount === bucketOwner
      ? ownerId === null
        ? []
        : objectAclGrant(
            snapshot,
            {
              name: 'objectAclBucketOwner',
              grant: toAccount(ownerId, 'FULL_CONTROL'),
              canned: 'bucket-owner-full-control',
            },
            owned,
          )
      : callerGrant(evidence, input)
  const copied =
    ownerId !== null && bucketOwnerReads(input, bucketOwner) ? copyOntoItself(snapshot, ownerId, owned) : []
  return [...granted, ...copied, ...objectOwnership(snapshot, 'BucketOwnerEnforced', { bucket, account: bucketOwner })]
}

function callerGrant(evidence: ForeignObject, { call }: CauseInput): readonly Edit[] {
  const { bucket, key, bucketOwner, callerAccount } = evidence
  const caller = callerAccount === null ? null : canonicalId(call.snapshot, callerAccount)
  if (caller?.kind !== 'known') return []
  const change = { name: 'objectAclCaller', grant: toAccount(caller.value, 'READ'), canned: null } as const
  return objectAclGrant(call.snapshot, change, { bucket, key, objectOwner: evidence.objectOwner, account: bucketOwner })
}

function toAccount(id: string, permission: string): Readonly<Record<string, unknown>> {
  return { Grantee: { ID: id, Type: 'CanonicalUser' }, Permission: permission }
}

/** Only who can read an object can copy it. */
function bucketOwnerReads(input: CauseInput, bucketOwner: string): boolean {
  const { authorization, call } = input
  const { objectAcl } = s3FactsOf(authorization.request, call, authorization.reading)
  if (objectAcl === 'unknown') return false
  return objectAcl.known.some(
    ({ grantee, permission }) =>
      grantee.kind === 'account' &&
      grantee.account === bucketOwner &&
      (permission === 'READ' || permission === 'FULL_CONTROL'),
  )
}
