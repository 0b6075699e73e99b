import type { Mismatch } from '../engine/trace.ts'
import { type Cause, defineCause, type Evidence, type Place } from './cause.ts'
import { nearAllows, placeOf, withinOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { code, labelOf, type PolicyLabel, statementOf } from './words.ts'

interface DeletedPrincipal extends Evidence {
  readonly place: Place
  readonly uniqueId: string
  readonly principal: string
  /** The ARN that takes the id's place. */
  readonly principalArn: string | null
  readonly policy: PolicyLabel
}

// AWS: a policy that was saved with a user or role shows its unique id once that user or role is deleted.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
const deletedId = /^(AIDA|AROA)[A-Z0-9]{12,}$/

/** The policy names the unique id of a deleted user or role where the caller was meant. */
export const principalDeleted: Cause = defineCause<DeletedPrincipal>({
  code: 'UD304',
  name: 'principal-deleted',
  since: '0.1.0',
  layers: ['resource', 'kms', 'identity'],
  specificity: 3,

  find: (input) => {
    const { principal } = input.authorization.request
    const sort = principal.kind === 'user' ? 'AIDA' : 'AROA'
    return nearAllows(input, (m) => m.kind === 'principalNotListed').flatMap((near) =>
      near.trace.mismatches.flatMap(idsListed).flatMap((uniqueId) =>
        uniqueId.startsWith(sort) && !principal.uniqueIds.includes(uniqueId)
          ? [
              {
                layer: near.layer,
                place: placeOf(near.trace, withinOf(near, 'Principal', uniqueId)),
                uniqueId,
                principal: principal.arn ?? '',
                principalArn: principal.kind === 'roleSession' ? principal.roleArn : principal.arn,
                policy: labelOf(near.stored),
              },
            ]
          : [],
      ),
    )
  },

  edits: ({ place, uniqueId, principalArn, layer }, input) => [
    ...(principalArn === null
      ? []
      : [{ kind: 'replacePrincipal', at: place.at, from: uniqueId, principal: principalArn } as const]),
    ...grantEdits(input, layer),
  ],

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `${statementOf.en(e.place.at, e.policy)} names ${code(e.uniqueId)}, the unique id of a user or role that no longer exists.`,
      why: `AWS keeps the id of the deleted principal in the policy. The request came from ${code(e.principal)}, which has another id even where the name is the same.`,
    }),
    ko: (e) => ({
      headline: `${statementOf.ko(e.place.at, e.policy)}에는 더 이상 존재하지 않는 사용자 또는 역할의 고유 ID인 ${code(e.uniqueId)} 값이 있습니다.`,
      why: `AWS는 삭제된 보안 주체의 ID를 정책에 남겨 둡니다. 요청은 ${code(e.principal)} 보안 주체에서 왔으며, 이름이 같아도 ID가 다릅니다.`,
    }),
  },

  suspicion: {
    en: () => 'A policy names the unique id of a deleted user or role.',
    ko: () => '정책에 삭제된 사용자 또는 역할의 고유 ID가 있습니다.',
  },
})

function idsListed(mismatch: Mismatch): readonly string[] {
  return mismatch.kind === 'principalNotListed'
    ? mismatch.listed.map((p) => p.value).filter((value) => deletedId.test(value))
    : []
}
