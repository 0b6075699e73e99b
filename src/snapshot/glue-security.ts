import type { Fact } from './fact.ts'
import { field, listAt, textAt } from './json.ts'
import type { Snapshot } from './snapshot.ts'

/** How jobs and crawlers with a security configuration encrypt what they write. */
export interface SecurityConfiguration {
  readonly name: string
  /** Null where S3 is left to the settings of the bucket. */
  readonly s3: { readonly mode: 'SSE-S3' | 'SSE-KMS'; readonly keyId: string | null } | null
  /** Key of the logs; null where they are not encrypted with one. */
  readonly logsKeyId: string | null
  /** Key of the job bookmarks; null where they are not encrypted with one. */
  readonly bookmarksKeyId: string | null
}

/** A security configuration, from its own answer, else from the list; absent where the list does not hold it. */
export function securityConfiguration(
  snapshot: Snapshot,
  account: string,
  region: string,
  name: string,
): Fact<SecurityConfiguration> {
  const alone = snapshot.answer(account, region, 'glue', 'GetSecurityConfiguration', name)
  if (alone.kind === 'known')
    return { ...alone, value: configurationIn(field(alone.value, 'SecurityConfiguration'), name) }
  const all = snapshot.answer(account, region, 'glue', 'GetSecurityConfigurations')
  if (alone.kind === 'absent' || all.kind !== 'known') return alone
  const found = listAt(all.value, 'SecurityConfigurations').find((one) => textAt(one, 'Name') === name)
  return found === undefined ? { kind: 'absent', source: all.source } : { ...all, value: configurationIn(found, name) }
}

function configurationIn(json: unknown, name: string): SecurityConfiguration {
  const encryption = field(json, 'EncryptionConfiguration')
  const [s3] = listAt(encryption, 'S3Encryption')
  const mode = textAt(s3, 'S3EncryptionMode')
  const keyOf = (member: string, modeName: string): string | null => {
    const isOn = (textAt(encryption, member, modeName) ?? 'DISABLED') !== 'DISABLED'
    return isOn ? textAt(encryption, member, 'KmsKeyArn') : null
  }
  return {
    name,
    s3: mode === 'SSE-S3' || mode === 'SSE-KMS' ? { mode, keyId: textAt(s3, 'KmsKeyArn') } : null,
    logsKeyId: keyOf('CloudWatchEncryption', 'CloudWatchEncryptionMode'),
    bookmarksKeyId: keyOf('JobBookmarksEncryption', 'JobBookmarksEncryptionMode'),
  }
}
