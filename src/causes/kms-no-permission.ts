import type { Layer } from '../engine/trace.ts'
import { quoted } from '../fixes/cli-command.ts'
import { bucketOf } from '../services/resource-policy.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type Language, type SuspectInput } from './cause.ts'
import { claimedWords } from './claimed.ts'
import { createGrantEdits } from './create-grant.ts'
import { grantEdits } from './grant-edits.ts'
import {
  asksForKey,
  isCrossAccount,
  keyCommand,
  keyIdOf,
  mayBeBehindObject,
  sidesWithoutAllow,
  speaksOfKey,
} from './kms-key.ts'
import { code } from './words.ts'

interface NoPermission extends Evidence {
  readonly layer: Extract<Layer, 'identity' | 'kms'>
  readonly action: string
  readonly key: string
  readonly principal: string
  readonly lacking: 'identity' | 'both'
  /** Service that uses the key for the caller; null for a direct call. */
  readonly usedBy: string | null
}

/** Nothing lets the caller use the KMS key: the identity policies lack the action, or the key policy as well. */
export const kmsNoPermission: Cause = defineCause<NoPermission>({
  code: 'UD920',
  name: 'kms-no-permission',
  since: '0.1.0',
  layers: ['identity', 'kms'],
  specificity: 1,

  find: (input) => (asksForKey(input) ? noPermissions(input) : []),

  edits: ({ layer }, input) => [...grantEdits(input, layer), ...createGrantEdits(input)],

  claimed: claimedWords('identity', 'implicitDeny', asksForKey),

  suspect: (input) => {
    if (!speaksOfKey(input) && !mayBeBehindObject(input)) return null
    const command = speaksOfKey(input) ? keyCommand('get-key-policy', input) : bucketEncryptionCommand(input)
    return { layer: null, rank: 6, command }
  },

  explain: {
    en: (e) => ({
      headline: `${code(e.principal)} has no permission for ${code(e.action)} on key ${code(keyIdOf(e.key))}.`,
      why: `${lacks.en[e.lacking]}${e.usedBy === null ? '' : ` ${code(e.usedBy)} uses the key for the caller, with the caller's own permissions.`}`,
    }),
    ko: (e) => ({
      headline: `${code(e.principal)} 보안 주체에는 ${code(keyIdOf(e.key))} 키의 ${code(e.action)} 권한이 없습니다.`,
      why: `${lacks.ko[e.lacking]}${e.usedBy === null ? '' : ` ${code(e.usedBy)} 서비스는 호출자의 권한으로 키를 사용합니다.`}`,
    }),
  },

  suspicion: {
    en: () => 'The data is encrypted with a KMS key that the caller is not allowed to use.',
    ko: () => '호출자에게 데이터를 암호화한 KMS 키를 사용할 권한이 없습니다.',
  },
})

/** One side alone is a cause of its own where the key policy is at fault, or the key is of another account. */
function noPermissions(input: CauseInput): readonly NoPermission[] {
  const sides = sidesWithoutAllow(input)
  if (sides.length === 1 && (sides[0] === 'kms' || isCrossAccount(input))) return []
  const { request, hop } = input.authorization
  return sides.map((layer) => ({
    layer,
    place: null,
    action: request.action,
    key: request.resource,
    principal: request.principal.arn ?? request.principal.service ?? 'anonymous',
    lacking: sides.length === 2 ? 'both' : 'identity',
    usedBy: hop.kind === 'forwarded' ? hop.service : null,
  }))
}

function bucketEncryptionCommand({ call }: SuspectInput): string {
  const bucket = call.resource === null ? null : bucketOf(call.resource)
  return `aws s3api get-bucket-encryption --bucket ${bucket === null ? 'BUCKET' : quoted(bucket)}`
}

const lacks: Readonly<Record<Language, Readonly<Record<NoPermission['lacking'], string>>>> = {
  en: {
    identity: 'The key policy leaves it to identity-based policies, and none of the caller allows it.',
    both: 'No identity-based policy of the caller allows it, and the key policy does not either.',
  },
  ko: {
    identity: '키 정책은 자격 증명 기반 정책에 맡기지만, 호출자의 자격 증명 기반 정책 가운데 허용하는 것이 없습니다.',
    both: '호출자의 자격 증명 기반 정책과 키 정책이 모두 허용하지 않습니다.',
  },
}
