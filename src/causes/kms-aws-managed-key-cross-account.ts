import { type Cause, defineCause, type Evidence } from './cause.ts'
import { gateRefusal } from './gate-refusal.ts'
import { asksForKey, keyIdOf } from './kms-key.ts'
import { objectEncryptionEdits } from './object-encryption.ts'
import { code } from './words.ts'

interface ManagedByAws extends Evidence {
  readonly layer: 'kms'
  readonly key: string
  readonly keyAccount: string
  readonly callerAccount: string
}

/** An AWS managed key cannot be used from another account. */
export const kmsAwsManagedKeyCrossAccount: Cause = defineCause<ManagedByAws>({
  code: 'UD925',
  name: 'kms-aws-managed-key-cross-account',
  since: '0.1.0',
  layers: ['kms'],
  specificity: 3,

  find: (input) => {
    if (!asksForKey(input) || gateRefusal(input, 'kms')?.['reason'] !== 'awsManagedKeyOfOtherAccount') return []
    const { resource, resourceAccount, principal } = input.authorization.request
    return [
      {
        layer: 'kms',
        place: null,
        key: resource,
        keyAccount: resourceAccount ?? '',
        callerAccount: principal.account ?? '',
      },
    ]
  },

  edits: (_, input) => objectEncryptionEdits(input),

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `Key ${code(keyIdOf(e.key))} is an AWS managed key of account ${code(e.keyAccount)}, which no other account can use.`,
      why: `The caller is of account ${code(e.callerAccount)}, and nobody can change the policy of an AWS managed key.`,
    }),
    ko: (e) => ({
      headline: `${code(keyIdOf(e.key))} 키는 ${code(e.keyAccount)} 계정의 AWS 관리형 키이며, 다른 계정은 사용할 수 없습니다.`,
      why: `호출자의 계정은 ${code(e.callerAccount)}이며, AWS 관리형 키의 정책은 누구도 바꿀 수 없습니다.`,
    }),
  },

  suspicion: {
    en: () => 'The data is encrypted with an AWS managed key of another account.',
    ko: () => '데이터가 다른 계정의 AWS 관리형 키로 암호화되어 있습니다.',
  },
})
