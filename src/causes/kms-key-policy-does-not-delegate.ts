import type { Edit } from '../fixes/edit.ts'
import { type Cause, type CauseInput, defineCause, type Evidence } from './cause.ts'
import { createGrantEdits } from './create-grant.ts'
import { layerOf, placeOf, storedOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { asksForKey, isCrossAccount, keyCommand, keyIdOf, sidesWithoutAllow, speaksOfKey } from './kms-key.ts'
import { code, codes } from './words.ts'

interface NotDelegated extends Evidence {
  readonly layer: 'kms'
  readonly action: string
  readonly key: string
  readonly account: string
  readonly principal: string
  /** What the key policy lets the account do, by its own identity policies; empty where it names the account nowhere. */
  readonly delegated: readonly string[]
}

/** The identity side does not refuse, but the key policy neither names the caller nor lets the account's policies decide. */
export const kmsKeyPolicyDoesNotDelegate: Cause = defineCause<NotDelegated>({
  code: 'UD921',
  name: 'kms-key-policy-does-not-delegate',
  since: '0.1.0',
  layers: ['kms'],
  specificity: 2,

  find: (input) => {
    const sides = sidesWithoutAllow(input)
    if (!asksForKey(input) || isCrossAccount(input) || sides.length !== 1 || sides[0] !== 'kms') return []
    const { request } = input.authorization
    const delegating = layerOf(input, 'kms')?.statements.find((s) => s.effect === 'Allow' && s.naming === 'account')
    const only = delegating?.mismatches.length === 1 ? delegating.mismatches[0] : undefined
    const listed = only?.kind === 'actionNotListed' ? only.listed : []
    return [
      {
        layer: 'kms',
        place: delegating === undefined || listed.length === 0 ? null : placeOf(delegating, '/Action'),
        action: request.action,
        key: request.resource,
        account: request.principal.account ?? '',
        principal: request.principal.roleArn ?? request.principal.arn ?? '',
        delegated: listed,
      },
    ]
  },

  edits: (evidence, input) => [
    ...grantEdits(input, 'kms'),
    ...createGrantEdits(input),
    ...delegationEdits(evidence, input),
  ],

  suspect: (input) =>
    speaksOfKey(input) ? { layer: null, rank: 6.2, command: keyCommand('get-key-policy', input) } : null,

  explain: {
    en: (e) => ({
      headline: `The key policy of ${code(keyIdOf(e.key))} does not let identity-based policies of account ${code(e.account)} allow ${code(e.action)}.`,
      why:
        e.delegated.length === 0
          ? `It has no statement for ${code(`arn:aws:iam::${e.account}:root`)} and none for ${code(e.principal)}; an identity-based policy alone opens no key.`
          : `Its statement for the account lists ${codes(e.delegated, 'en')}, and none names ${code(e.principal)}; an identity-based policy alone opens no key.`,
    }),
    ko: (e) => ({
      headline: `${code(keyIdOf(e.key))} 키의 키 정책은 ${code(e.account)} 계정의 자격 증명 기반 정책이 ${code(e.action)} 작업을 허용하도록 위임하지 않습니다.`,
      why:
        e.delegated.length === 0
          ? `키 정책에 ${code(`arn:aws:iam::${e.account}:root`)} 보안 주체의 문도 ${code(e.principal)} 보안 주체의 문도 없습니다. 자격 증명 기반 정책만으로는 키를 사용할 수 없습니다.`
          : `계정에 허용한 작업은 ${codes(e.delegated, 'ko')}이며, ${code(e.principal)} 보안 주체의 문은 없습니다. 자격 증명 기반 정책만으로는 키를 사용할 수 없습니다.`,
    }),
  },

  suspicion: {
    en: () => 'The key policy does not let identity-based policies of the account allow the use of the key.',
    ko: () => '키 정책이 계정의 자격 증명 기반 정책으로 키 사용을 허용하도록 위임하지 않습니다.',
  },
})

// AWS: this statement lets identity-based policies of the account decide.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
function delegationEdits({ account, action }: NotDelegated, input: CauseInput): readonly Edit[] {
  const [trace] = layerOf(input, 'kms')?.statements ?? []
  const stored = trace === undefined ? undefined : storedOf(input, trace)
  if (stored === undefined) return []
  const statement = {
    Sid: 'LeaveToIamPolicies',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: action,
    Resource: '*',
  }
  return [{ kind: 'addStatement', to: { kind: 'existing', policyId: stored.id }, statement }]
}
