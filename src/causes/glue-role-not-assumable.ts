import { type Cause, type CauseInput, defineCause, type Evidence } from './cause.ts'
import { deniesForWantOfAllow, layerOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { code, codes } from './words.ts'

interface NotAssumable extends Evidence {
  readonly layer: 'resource'
  readonly role: string
  /** Principals that the trust policy names. */
  readonly trusted: readonly string[]
}

/** Whether AWS Glue asks to assume a role. */
export function isAssumedByGlue({ authorization: { request, policies } }: CauseInput): boolean {
  return policies.resourceKind === 'trust' && request.principal.service === 'glue.amazonaws.com'
}

/** The role of a job or crawler does not trust AWS Glue. */
export const glueRoleNotAssumable: Cause = defineCause<NotAssumable>({
  code: 'UD942',
  name: 'glue-role-not-assumable',
  since: '0.1.0',
  layers: ['resource'],
  specificity: 3,

  find: (input) => {
    if (!isAssumedByGlue(input) || !deniesForWantOfAllow(input, 'resource')) return []
    const listed = (layerOf(input, 'resource')?.statements ?? []).flatMap((s) =>
      s.mismatches.flatMap((m) => (m.kind === 'principalNotListed' ? m.listed.map((p) => p.value) : [])),
    )
    const role = input.authorization.request.resource
    return [{ layer: 'resource', place: null, role, trusted: [...new Set(listed)] }]
  },

  edits: (_, input) => grantEdits(input, 'resource'),

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `Role ${code(e.role)} does not trust ${code('glue.amazonaws.com')}, so AWS Glue cannot run with it.`,
      why:
        e.trusted.length === 0
          ? 'No statement of its trust policy applies to AWS Glue.'
          : `Its trust policy names ${codes(e.trusted, 'en')}.`,
    }),
    ko: (e) => ({
      headline: `${code(e.role)} 역할이 ${code('glue.amazonaws.com')} 서비스를 신뢰하지 않아 AWS Glue가 이 역할로 실행할 수 없습니다.`,
      why:
        e.trusted.length === 0
          ? '신뢰 정책에 AWS Glue에 적용되는 문이 없습니다.'
          : `신뢰 정책에 적힌 보안 주체는 ${codes(e.trusted, 'ko')}입니다.`,
    }),
  },

  suspicion: {
    en: () => 'The role does not trust AWS Glue.',
    ko: () => '역할이 AWS Glue를 신뢰하지 않습니다.',
  },
})
