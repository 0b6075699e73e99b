import type { Truth } from './truth.ts'

/** Written in the place of a key state where KMS has no such key. */
export const absentState: string = 'Absent'

/** Written in the place of a key state where the key is in another Region than the request. */
export const otherRegionState: string = 'OtherRegion'

/** Whether KMS uses key material in an operation, given by its lower-case name without prefix. */
export function isCryptographic(operation: string): boolean {
  return cryptographicOperations.has(operation)
}

const cryptographicOperations: ReadonlySet<string> = new Set([
  'decrypt',
  'derivesharedsecret',
  'encrypt',
  'generatedatakey',
  'generatedatakeypair',
  'generatedatakeypairwithoutplaintext',
  'generatedatakeywithoutplaintext',
  'generatemac',
  'reencryptfrom',
  'reencryptto',
  'sign',
  'verify',
  'verifymac',
])

const readOnlyOperations: ReadonlySet<string> = new Set([
  'describekey',
  'getkeypolicy',
  'getkeyrotationstatus',
  'listaliases',
  'listgrants',
  'listkeypolicies',
  'listkeyrotations',
  'listresourcetags',
  'listretirablegrants',
])

/** Whether no state of a key refuses an operation. */
export function isAllowedInEveryState(operation: string): boolean {
  return readOnlyOperations.has(operation) || stateless.has(operation)
}

// AWS: what a key refuses in each state.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
/** Whether a key in a state refuses an operation. */
export function isRefusedIn(state: string, operation: string): Truth {
  if (stateless.has(operation)) return false
  const isNowhere = state === absentState || state === otherRegionState
  if (readOnlyOperations.has(operation) && !isNowhere) return false
  const isUse = cryptographicOperations.has(operation) || operation === 'getpublickey'
  switch (state.toLowerCase()) {
    case 'enabled':
      return false
    case absentState.toLowerCase():
    case otherRegionState.toLowerCase():
      return true
    case 'disabled':
      return isUse || operation === 'creategrant' || rotationOperations.has(operation)
    case 'pendingimport':
      return (
        isUse || ['creategrant', 'enablekey', 'disablekey'].includes(operation) || rotationOperations.has(operation)
      )
    case 'pendingdeletion':
    case 'pendingreplicadeletion':
      return !allowedBeforeDeletion.has(operation)
    case 'unavailable':
      return isUse || rotationOperations.has(operation)
    case 'creating':
      return isUse || 'unknown'
    case 'updating':
      // AWS: a key that is being updated still encrypts and decrypts; some management operations fail.
      return isUse ? false : 'unknown'
    default:
      return 'unknown'
  }
}

const stateless: ReadonlySet<string> = new Set([
  'createkey',
  'listkeys',
  'generaterandom',
  'deletealias',
  'retiregrant',
])

const rotationOperations: ReadonlySet<string> = new Set([
  'enablekeyrotation',
  'disablekeyrotation',
  'rotatekeyondemand',
])

const allowedBeforeDeletion: ReadonlySet<string> = new Set(['cancelkeydeletion', 'putkeypolicy', 'revokegrant'])
