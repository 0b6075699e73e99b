import type { AccessRequest } from '../engine/request.ts'
import { parseArn } from '../iam/arn.ts'
import type { Fact } from '../snapshot/fact.ts'
import { findKey, type KeyFacts, type KeyGrant, keyGrants } from '../snapshot/kms.ts'
import type { Call } from './call.ts'
import { type KmsFacts, plainKmsFacts } from './kms-gates.ts'
import type { EncryptionContextPairs, KmsGrant } from './kms-grants.ts'
import { absentState, otherRegionState } from './kms-key-state.ts'
import type { Reading } from './reading.ts'
import { known } from './truth.ts'

/** What the snapshot tells of a KMS key besides its policy: who manages it, its state, its grants. */
export function kmsFactsOf(request: AccessRequest, call: Call, reading: Reading): KmsFacts {
  const keyArn = request.resource
  const key = findKey(call.snapshot, keyArn)
  const grants = keyGrants(call.snapshot, keyArn)
  const unread = reading === 'open' ? 'unknown' : known(null)
  return {
    ...plainKmsFacts,
    keyManager: isAwsAlias(keyArn) ? known('AWS') : key.kind === 'known' ? known(key.value.manager) : unread,
    keyState: stateOf(request, key, call) ?? unread,
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

/** The state of the key as the request meets it; null where nothing tells it. */
function stateOf(request: AccessRequest, key: Fact<KeyFacts>, call: Call): { readonly known: string } | null {
  const region = parseArn(request.resource)?.region
  const asked = keyRegionAsked(request, call)
  // AWS: a key is used in its own Region only; an ARN of another Region is refused whatever the policies say.
  // https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
  if (region !== undefined && region !== '' && asked !== null && asked !== region) return { known: otherRegionState }
  if (key.kind === 'known') return { known: key.value.state }
  return key.kind === 'absent' ? { known: absentState } : null
}

/** The Region in which the request asks KMS for the key; null where nothing but the key's ARN tells it. */
export function keyRegionAsked({ context }: Pick<AccessRequest, 'context'>, { denial, given }: Call): string | null {
  const via = context.get('kms:viaservice')
  const service = via === undefined || via === 'unknown' ? undefined : via[0]
  if (service !== undefined) return service.split('.')[1] ?? null
  const region = given.get('aws:requestedregion')
  if (region !== undefined && region !== 'unknown') return region[0] ?? null
  return denial.service === 'kms' || denial.service === null
    ? (denial.hints.event?.awsRegion ?? denial.region)
    : (denial.hints.event?.awsRegion ?? null)
}

/** AWS keeps the aliases that begin so for its own keys. */
function isAwsAlias(keyArn: string): boolean {
  return parseArn(keyArn)?.resource.startsWith('alias/aws/') === true
}

function grantOf(grant: KeyGrant): KmsGrant {
  return {
    granteePrincipal: known(grant.granteePrincipal),
    retiringPrincipal: known(grant.retiringPrincipal),
    operations: known(grant.operations),
    contextEquals: known(pairsOf(grant.contextEquals)),
    contextSubset: known(pairsOf(grant.contextSubset)),
    hasOtherConstraint: grant.hasOtherConstraint,
  }
}

function pairsOf(context: Readonly<Record<string, string>> | null): EncryptionContextPairs | null {
  return context === null ? null : Object.entries(context)
}
