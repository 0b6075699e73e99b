import type { Language } from '../causes/cause.ts'
import { code, entityName } from '../causes/words.ts'
import type { RenderedEdit } from '../fixes/fix.ts'

/** What to know before asking for an edit: who has to agree, and for whom an exception holds; null where nothing. */
export const adviceText: Readonly<Record<Language, (rendered: RenderedEdit) => string | null>> = {
  en: (rendered) => {
    if (rendered.copy !== null)
      return `AWS manages ${code(rendered.policyName ?? '')} and nobody else can edit it, so make the change in a customer managed copy, ${code(rendered.copy.name)}, and set that as the permissions boundary of ${entityName.en(rendered.copy.holder)}.`
    const excepted = exceptedBy(rendered, ' and ')
    if (!isOrganizationPolicy(rendered)) return excepted === null ? null : `The exception holds for ${excepted} alone.`
    return excepted === null
      ? 'Ask the administrator for it; the policy holds for every account under it.'
      : `Ask the administrator for it; the exception holds for ${excepted} alone.`
  },
  ko: (rendered) => {
    if (rendered.copy !== null)
      return `${code(rendered.policyName ?? '')} 정책은 AWS가 관리하여 아무도 바꿀 수 없습니다. ${code(rendered.copy.name)} 이름의 고객 관리형 사본에서 바꾸고, 그 사본을 ${entityName.ko(rendered.copy.holder)}의 권한 경계로 설정하세요.`
    const excepted = exceptedBy(rendered, ' 보안 주체의 ')
    const noun = rendered.edit.kind === 'exceptPrincipalForAction' ? '작업' : '보안 주체'
    const alone = excepted === null ? null : `예외는 ${excepted} ${noun}에만 적용됩니다.`
    if (!isOrganizationPolicy(rendered)) return alone
    return `관리자에게 요청하세요. ${alone ?? '이 정책은 그 아래의 모든 계정에 적용됩니다.'}`
  },
}

/** For whom, and for which action, a Deny no longer holds; null where the edit is no exception. */
function exceptedBy({ edit }: RenderedEdit, joint: string): string | null {
  if (edit.kind === 'exceptPrincipal') return code(edit.principal)
  return edit.kind === 'exceptPrincipalForAction' ? `${code(edit.principal)}${joint}${code(edit.action)}` : null
}

function isOrganizationPolicy({ target }: RenderedEdit): boolean {
  return target.startsWith('scp:') || target.startsWith('rcp:')
}
