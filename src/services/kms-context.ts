import { parseArn } from '../iam/arn.ts'
import type { Context, ContextValue } from '../iam/context.ts'
import { findKey, keyAliases } from '../snapshot/kms.ts'
import type { Call } from './call.ts'
import { isAliasOperation } from './kms-call.ts'
import type { PlannedRequest } from './planned-request.ts'

// AWS: the keys that KMS sets with a request, and where each comes from.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
/** The keys of KMS that follow from the caller, the key as recorded, and what the call names. Empty for other services. */
export function keyContext({ action, resource, caller }: PlannedRequest, call: Call): Context {
  const context = new Map<string, ContextValue>()
  if (!action.toLowerCase().startsWith('kms:')) return context
  const { account } = caller.principal
  if (account !== null) context.set('kms:calleraccount', [account])
  const key = findKey(call.snapshot, resource)
  if (key.kind === 'known') context.set('kms:multiregion', [String(key.value.isMultiRegion)])
  setAliases(context, key.kind === 'known' ? key.value.arn : resource, call)
  setRequestAlias(context, action, call)
  setEncryptionContext(context, call)
  return context
}

function setAliases(context: Map<string, ContextValue>, keyArn: string, { snapshot }: Call): void {
  if (parseArn(keyArn)?.resource.startsWith('key/') !== true) return
  const aliases = keyAliases(snapshot, keyArn)
  if (aliases.kind === 'unknown') context.set('kms:resourcealiases', 'unknown')
  if (aliases.kind === 'known' && aliases.value.length > 0) context.set('kms:resourcealiases', aliases.value)
}

// AWS: `kms:RequestAlias` is there only where the request names the key by an alias.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-request-alias
/** What the call names the key by: the reported resource, or the parameter of a recorded call to KMS. */
function setRequestAlias(context: Map<string, ContextValue>, action: string, { resource, denial }: Call): void {
  if (isAliasOperation(action)) return
  const recorded = denial.service === 'kms' ? denial.hints.event?.requestParameters?.['keyId'] : undefined
  const name = typeof recorded === 'string' ? recorded : (resource ?? '')
  const alias = /^(?:arn:[^:]*:kms:[^:]*:\d{12}:)?(alias\/.+)$/.exec(name)?.[1]
  if (alias !== undefined) context.set('kms:requestalias', [alias])
  else if (typeof recorded !== 'string') context.set('kms:requestalias', 'unknown')
}

/** The encryption context of a recorded call to KMS. */
function setEncryptionContext(context: Map<string, ContextValue>, { denial }: Call): void {
  const pairs = denial.service === 'kms' ? denial.hints.event?.requestParameters?.['encryptionContext'] : undefined
  if (typeof pairs !== 'object' || pairs === null) return
  const entries = Object.entries(pairs).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  for (const [key, value] of entries) context.set(`kms:encryptioncontext:${key.toLowerCase()}`, [value])
  if (entries.length > 0)
    context.set(
      'kms:encryptioncontextkeys',
      entries.map(([key]) => key),
    )
}
