import type { Language } from '../causes/cause.ts'
import { code } from '../causes/words.ts'
import type { RenderedEdit } from '../fixes/fix.ts'

/** What to know before asking for an edit: who has to agree, and for whom an exception holds; null where nothing. */
export const adviceText: Readonly<Record<Language, (rendered: RenderedEdit) => string | null>> = {
  en: (rendered) => {
    const excepted = exceptedBy(rendered, ' and ')
    if (!isOrganizationPolicy(rendered)) return excepted === null ? null : `The exception holds for ${excepted} alone.`
    return excepted === null
      ? 'Ask the administrator for it; the policy holds for every account under it.'
      : `Ask the administrator for it; the exception holds for ${excepted} alone.`
  },
  ko: (rendered) => {
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
