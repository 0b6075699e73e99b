/** Texts that stand in names of operations, and the types of things that those change; every type where none is named. */
const typesByText: readonly (readonly [string, readonly string[]])[] = [
  ['Policy', []],
  ['Permission', []],
  ['PublicAccessBlock', ['bucket', 'account']],
  ['ObjectAcl', ['bucket']],
  ['BucketAcl', ['bucket']],
  ['OwnershipControls', ['bucket']],
  ['RequestPayment', ['bucket']],
  ['BucketEncryption', ['bucket']],
  ['CreateRole', ['role']],
  ['agRole', ['role']],
  ['CreateUser', ['user']],
  ['agUser', ['user']],
  ['UserToGroup', ['user']],
  ['UserFromGroup', ['user']],
  ['Grant', ['key']],
  ['bleKey', ['key']],
  ['KeyDeletion', ['key']],
  ['KeyMaterial', ['key']],
  ['ModifyVpcEndpoint', ['vpce']],
  ['MoveAccount', ['organization']],
  ['SetQueueAttributes', ['sqs']],
  ['SetTopicAttributes', ['sns']],
]

/**
 * Short texts of which every record holds one that tells a change of these subjects (`PolicyWrite.subject`): a big log is
 * searched for them before anything is parsed.
 */
export function writeTexts(subjects: Iterable<string>): readonly string[] {
  const types = new Set([...subjects].map((subject) => subject.replace(/^\d*:/, '').split('/')[0] ?? ''))
  if (types.size === 0) return []
  return typesByText.flatMap(([text, of]) => (of.length === 0 || of.some((type) => types.has(type)) ? [text] : []))
}
