import type { Language } from '../causes/cause.ts'
import { code } from '../causes/words.ts'
import type { RenderedEdit } from '../fixes/fix.ts'

/** What to know before asking for an edit: who has to agree, and for whom an exception holds; null where nothing. */
export const adviceText: Readonly<Record<Language, (rendered: RenderedEdit) => string | null>> = {
  en: (rendered) => {
    const { edit } = rendered
    const alone = `the exception holds for ${edit.kind === 'exceptPrincipal' ? code(edit.principal) : ''} alone`
    if (isOrganizationPolicy(rendered))
      return edit.kind === 'exceptPrincipal'
        ? `Ask the administrator for it; ${alone}.`
        : 'Ask the administrator for it; the policy holds for every account under it.'
    return edit.kind === 'exceptPrincipal' ? `${alone.charAt(0).toUpperCase()}${alone.slice(1)}.` : null
  },
  ko: (rendered) => {
    const { edit } = rendered
    const alone = edit.kind === 'exceptPrincipal' ? `예외는 ${code(edit.principal)} 보안 주체에만 적용됩니다.` : ''
    if (isOrganizationPolicy(rendered))
      return edit.kind === 'exceptPrincipal'
        ? `관리자에게 요청하세요. ${alone}`
        : '관리자에게 요청하세요. 이 정책은 그 아래의 모든 계정에 적용됩니다.'
    return edit.kind === 'exceptPrincipal' ? alone : null
  },
}

function isOrganizationPolicy({ target }: RenderedEdit): boolean {
  return target.startsWith('scp:') || target.startsWith('rcp:')
}
