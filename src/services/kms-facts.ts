import { findKey, type KeyGrant, keyGrants } from '../snapshot/kms.ts'
import type { Call } from './call.ts'
import { type EncryptionContextPairs, type KmsFacts, type KmsGrant, plainKmsFacts } from './kms-gates.ts'
import type { Reading } from './s3-facts.ts'
import { known } from './truth.ts'

/** What the snapshot tells of a KMS key besides its policy: who manages it, its state, its grants. */
export function kmsFactsOf(keyArn: string, call: Call, reading: Reading): KmsFacts {
  const key = findKey(call.snapshot, keyArn)
  const grants = keyGrants(call.snapshot, keyArn)
  const unread = reading === 'open' ? 'unknown' : known(null)
  return {
    ...plainKmsFacts,
    keyManager: key.kind === 'known' ? known(key.value.manager) : unread,
    keyState: key.kind === 'known' ? known(key.value.state) : unread,
    grants:
      grants.kind === 'known'
        ? known(grants.value.map(grantOf))
        : grants.kind === 'absent'
          ? known([])
          : reading === 'open'
            ? 'unknown'
            : known([]),
  }
}

function grantOf(grant: KeyGrant): KmsGrant {
  return {
    granteePrincipal: known(grant.granteePrincipal),
    retiringPrincipal: known(null),
    operations: known(grant.operations),
    contextEquals: known(pairsOf(grant.contextEquals)),
    contextSubset: known(pairsOf(grant.contextSubset)),
  }
}

function pairsOf(context: Readonly<Record<string, string>> | null): EncryptionContextPairs | null {
  return context === null ? null : Object.entries(context)
}
