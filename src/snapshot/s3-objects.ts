import { pointerOf } from '../iam/position.ts'
import { type Acl, aclIn } from './acl.ts'
import type { Fact } from './fact.ts'
import { isTrueAt, listAt, textAt } from './json.ts'
import { bucketAnswer, headObject, mapped } from './s3.ts'
import type { Snapshot } from './snapshot.ts'

/** The ACL of an object. */
export function objectAcl(snapshot: Snapshot, bucket: string, key: string): Fact<Acl> {
  return mapped(bucketAnswer(snapshot, 'GetObjectAcl', bucket, key), '', aclIn)
}

/** Whether an object exists: `HeadObject`, else a list of the whole bucket, tells. */
export function objectExists(snapshot: Snapshot, bucket: string, key: string): Fact<true> {
  const head = headObject(snapshot, bucket, key)
  if (head.kind === 'known') return { ...head, value: true }
  if (head.kind === 'absent') return head
  return listed(snapshot, bucket, key) ?? head
}

/** Canonical user id of the account that owns an object: its ACL, else the list of the bucket, tells. */
export function objectOwner(snapshot: Snapshot, bucket: string, key: string): Fact<string> {
  const acl = objectAcl(snapshot, bucket, key)
  if (acl.kind === 'known' && acl.value.ownerId !== null) {
    return { kind: 'known', value: acl.value.ownerId, source: { ...acl.source, pointer: '/Owner/ID' } }
  }
  const list = bucketAnswer(snapshot, 'ListObjectsV2', bucket)
  if (list.kind === 'known') {
    const index = listAt(list.value, 'Contents').findIndex((item) => textAt(item, 'Key') === key)
    const id = textAt(listAt(list.value, 'Contents')[index], 'Owner', 'ID')
    const pointer = pointerOf('Contents', index, 'Owner', 'ID')
    if (id !== null) return { kind: 'known', value: id, source: { ...list.source, pointer } }
  }
  if (acl.kind !== 'known') return acl
  return { kind: 'absent', source: acl.source }
}

/** Keys of a bucket that the snapshot shows to exist, in no order. */
export function knownKeys(snapshot: Snapshot, bucket: string): readonly string[] {
  const list = bucketAnswer(snapshot, 'ListObjectsV2', bucket)
  const fromList =
    list.kind === 'known' ? listAt(list.value, 'Contents').flatMap((item) => textAt(item, 'Key') ?? []) : []
  const heads = snapshot.recorded('s3', 'HeadObject').filter(({ identifiers }) => identifiers[0] === bucket)
  const fromHeads = heads.flatMap(({ identifiers: [, key] }) =>
    key !== undefined && headObject(snapshot, bucket, key).kind === 'known' ? [key] : [],
  )
  return [...new Set([...fromList, ...fromHeads])]
}

function listed(snapshot: Snapshot, bucket: string, key: string): Fact<true> | null {
  const list = bucketAnswer(snapshot, 'ListObjectsV2', bucket)
  if (list.kind !== 'known') return null
  const contents = listAt(list.value, 'Contents')
  const index = contents.findIndex((item) => textAt(item, 'Key') === key)
  const source = { ...list.source, pointer: pointerOf('Contents', index) }
  if (index !== -1) return { kind: 'known', value: true, source }
  // A list cut short, of one prefix, or grouped by a delimiter proves nothing about other keys.
  const isWhole = !isTrueAt(list.value, 'IsTruncated') && (textAt(list.value, 'Delimiter') ?? '') === ''
  const covers = key.startsWith(textAt(list.value, 'Prefix') ?? '')
  return isWhole && covers ? { kind: 'absent', source: list.source } : null
}
