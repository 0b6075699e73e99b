import { contextOf } from '../iam/context.ts'
import { catalogEncryption } from '../snapshot/glue.ts'
import { findKey } from '../snapshot/kms.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Hop } from './authorization.ts'
import type { Caller } from './caller.ts'
import { directRequest, onlyWhen, type PlannedRequest } from './planned-request.ts'

const throughGlue: Hop = { kind: 'forwarded', service: 'glue.amazonaws.com' }

/** The KMS calls that AWS Glue makes for who reads or writes an encrypted Data Catalog; none where the key is not the caller's matter. */
export function catalogKeyRequests(
  caller: Caller,
  use: 'reads' | 'writes',
  { account, region }: { readonly account: string; readonly region: string },
  snapshot: Snapshot,
): readonly PlannedRequest[] {
  const encryption = catalogEncryption(snapshot, account, region)
  if (encryption.kind !== 'known') return []
  const { keyId, mode } = encryption.value
  // AWS: with a service role it is that role that uses the key, and an AWS managed key admits its own account.
  // https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html
  if (keyId === null || mode !== 'SSE-KMS' || /(^|:)alias\/aws\//.test(keyId)) return []
  const key = findKey(snapshot, keyId, region, account)
  const arn = key.kind === 'known' ? key.value.arn : keyId
  if (!arn.startsWith('arn:') || (key.kind === 'known' && key.value.manager === 'AWS')) return []
  const ask = (action: string): PlannedRequest => ({
    ...directRequest(caller, action, arn, false),
    hop: throughGlue,
    extra: contextOf({
      'kms:ViaService': `glue.${region}.amazonaws.com`,
      'kms:CallerAccount': caller.principal.account ?? '',
      'kms:EncryptionContext:glue_catalog_id': account,
      'kms:EncryptionContextKeys': 'glue_catalog_id',
    }),
  })
  if (use === 'reads') return [ask('kms:Decrypt')]
  return [ask('kms:Decrypt'), ask('kms:GenerateDataKey'), ...onlyWhen('directEncryption', [ask('kms:Encrypt')])]
}
