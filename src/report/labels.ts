import type { Language } from '../causes/cause.ts'
import type { CauseStatus } from '../diagnosis/diagnosis.ts'
import type { Verdict } from '../engine/trace.ts'
import type { AlsoAllows } from '../fixes/fix.ts'

/** The fixed words of a report, one catalogue per language; a missing one does not compile. */
export interface Labels {
  readonly verdict: Readonly<Record<Verdict, string>>
  readonly notCertain: string
  readonly reported: string
  readonly next: string
  readonly status: Readonly<Record<CauseStatus, string>>
  readonly fix: string
  readonly edits: (count: number) => string
  readonly by: (owner: string) => string
  readonly verified: (authorizations: number, also: AlsoAllows) => string
  readonly unverified: string
  readonly notKnown: string
  readonly needs: string
  readonly assumed: string
  readonly possibleCauses: string
  readonly settles: string
  readonly more: (code: string) => string
  readonly nothingChanged: string
  readonly decoded: string
  readonly example: string
}

const english: Labels = {
  verdict: { allowed: 'allowed', explicitDeny: 'denied', implicitDeny: 'denied' },
  notCertain: 'not certain',
  reported: 'AWS reported this one',
  next: 'would be next',
  status: { confirmed: 'confirmed', possible: 'possible', ruledOut: 'ruled out' },
  fix: 'Fix',
  edits: (count) => (count === 1 ? '1 edit' : `${count} edits`),
  by: (owner) => `by the ${owner}`,
  verified: (authorizations, also) =>
    `verified: ${authorizations === 1 ? 'the request is' : `all ${authorizations} authorizations are`} then allowed${tried.en(also)}`,
  unverified: 'not verified',
  notKnown: 'Not known',
  needs: 'needs',
  assumed: 'Assumed',
  possibleCauses: 'Possible causes, the likeliest first',
  settles: 'Settled by',
  more: (code) => `undeny causes ${code}`,
  nothingChanged: 'Nothing was changed. The commands: undeny explain … --apply-script',
  decoded: 'laid out from the recorded answer',
  example: 'newly allowed',
}

const korean: Labels = {
  verdict: { allowed: '허용', explicitDeny: '거부', implicitDeny: '거부' },
  notCertain: '확실하지 않음',
  reported: 'AWS가 알린 요청',
  next: '다음에 거부될 요청',
  status: { confirmed: '확인됨', possible: '가능함', ruledOut: '아님' },
  fix: '해결',
  edits: (count) => `변경 ${count}건`,
  by: (owner) => `담당: ${owner}`,
  verified: (authorizations, also) =>
    `검증됨: ${authorizations === 1 ? '요청이' : `권한 부여 요청 ${authorizations}건이 모두`} 허용됩니다${tried.ko(also)}`,
  unverified: '검증되지 않음',
  notKnown: '알 수 없는 것',
  needs: '필요한 권한:',
  assumed: '가정',
  possibleCauses: '가능한 원인(가능성이 큰 순서)',
  settles: '확인 명령',
  more: (code) => `undeny causes ${code}`,
  nothingChanged: '아무것도 바꾸지 않았습니다. 적용 명령: undeny explain … --apply-script',
  decoded: '기록된 응답을 풀어 쓴 문서',
  example: '새로 허용',
}

const tried: Readonly<Record<Language, (also: AlsoAllows) => string>> = {
  en: ({ triedCount, newlyAllowedCount }) => {
    if (triedCount === 0) return ''
    const opened = newlyAllowedCount === 0 ? 'none is' : newlyAllowedCount === 1 ? '1 is' : `${newlyAllowedCount} are`
    return `; of ${triedCount} other requests tried, ${opened} newly allowed`
  },
  ko: ({ triedCount, newlyAllowedCount }) => {
    if (triedCount === 0) return ''
    return `. 함께 시험한 다른 요청 ${triedCount}건 중 새로 허용되는 것은 ${newlyAllowedCount === 0 ? '없습니다' : `${newlyAllowedCount}건입니다`}`
  },
}

/** Labels by language. */
export const labels: Readonly<Record<Language, Labels>> = { en: english, ko: korean }
