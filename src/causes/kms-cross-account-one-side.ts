import { type Cause, defineCause, type Evidence } from './cause.ts'
import { createGrantEdits } from './create-grant.ts'
import { grantEdits } from './grant-edits.ts'
import {
  asksForKey,
  isCrossAccount,
  keyCommand,
  keyIdOf,
  type Side,
  sidesWithoutAllow,
  speaksOfKey,
} from './kms-key.ts'
import { code } from './words.ts'

interface OneSide extends Evidence {
  readonly layer: Side
  readonly action: string
  readonly key: string
  readonly principal: string
  readonly callerAccount: string
  readonly keyAccount: string
}

/** Caller and key are in different accounts, and one of the two sides does not allow. */
export const kmsCrossAccountOneSide: Cause = defineCause<OneSide>({
  code: 'UD926',
  name: 'kms-cross-account-one-side',
  since: '0.1.0',
  layers: ['identity', 'kms'],
  specificity: 2,
  // Which side lacks the Allow stays true beside why a statement of that side does not apply.
  alongside: [
    'action-does-not-exist',
    'arn-whitespace',
    'arn-wrong-account-region-or-partition',
    'condition-not-met',
    'kms-via-service-or-context-mismatch',
    'policy-version-without-variables',
    'principal-deleted',
  ],

  find: (input) => {
    const [layer, ...others] = sidesWithoutAllow(input)
    const { principal, action, resource, resourceAccount } = input.authorization.request
    if (layer === undefined || others.length > 0 || !asksForKey(input) || !isCrossAccount(input)) return []
    return [
      {
        layer,
        place: null,
        action,
        key: resource,
        principal: principal.roleArn ?? principal.arn ?? 'anonymous',
        callerAccount: principal.account ?? '',
        keyAccount: resourceAccount ?? '',
      },
    ]
  },

  edits: ({ layer }, input) => [...grantEdits(input, layer), ...createGrantEdits(input)],

  suspect: (input) => {
    const { call } = input
    const account = call.caller?.principal.account ?? null
    const isOther = account !== null && call.resource !== null && !call.resource.includes(`:${account}:`)
    if (!speaksOfKey(input) || !isOther || call.resource?.startsWith('arn:aws:s3') === true) return null
    return { layer: null, rank: 6.1, command: keyCommand('get-key-policy', input) }
  },

  explain: {
    en: (e) => ({
      headline:
        e.layer === 'kms'
          ? `The key is of account ${code(e.keyAccount)}, and its key policy does not allow ${code(e.principal)} ${code(e.action)}.`
          : `The key is of account ${code(e.keyAccount)}, and no identity-based policy of ${code(e.principal)} allows ${code(e.action)} on it.`,
      why: `Across accounts both sides are needed: the key policy of ${code(keyIdOf(e.key))} and an identity-based policy in account ${code(e.callerAccount)}. ${e.layer === 'kms' ? 'Only the second one' : 'Only the first one'} allows it.`,
    }),
    ko: (e) => ({
      headline:
        e.layer === 'kms'
          ? `키는 ${code(e.keyAccount)} 계정의 것이며, 키 정책이 ${code(e.principal)} 보안 주체에 ${code(e.action)} 작업을 허용하지 않습니다.`
          : `키는 ${code(e.keyAccount)} 계정의 것이며, ${code(e.principal)} 보안 주체의 자격 증명 기반 정책 가운데 이 키의 ${code(e.action)} 작업을 허용하는 정책이 없습니다.`,
      why: `다른 계정의 키에는 ${code(keyIdOf(e.key))} 키 정책과 ${code(e.callerAccount)} 계정의 자격 증명 기반 정책이 모두 필요합니다. 허용하는 쪽은 ${e.layer === 'kms' ? '자격 증명 기반 정책' : '키 정책'}뿐입니다.`,
    }),
  },

  suspicion: {
    en: () => 'The key is in another account, and one of the two sides does not allow its use.',
    ko: () => '키가 다른 계정에 있으며 두 계정 가운데 한쪽이 키 사용을 허용하지 않습니다.',
  },
})
