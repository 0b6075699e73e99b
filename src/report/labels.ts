import type { Language } from '../causes/cause.ts'
import type { CauseStatus } from '../diagnosis/diagnosis.ts'
import type { AlsoAllows } from '../fixes/fix.ts'
import type { QueryPart } from '../services/authorization.ts'

/** How sure the answer to one request is. */
export type Answer = 'allowed' | 'denied' | 'notCertain'

/** The fixed words of a report, one catalogue per language; a missing one does not compile. */
export interface Labels {
  readonly answer: Readonly<Record<Answer, string>>
  /** The verdict of the request that AWS reported, and of one that is denied once that is mended. */
  readonly deniedHere: string
  readonly deniedNext: string
  /** Parts of the work of a query. */
  readonly part: Readonly<Record<QueryPart, string>>
  readonly catalogObject: (type: string, name: string) => string
  /** A service that asks with a role of its own. */
  readonly askedAs: (service: string, principal: string) => string
  readonly asPrincipal: (name: string) => string
  readonly status: Readonly<Record<CauseStatus, string>>
  readonly alsoFor: string
  readonly policyLine: (line: number) => string
  readonly fix: string
  readonly edits: (count: number) => string
  readonly byOwner: (owner: string) => string
  readonly verified: (authorizations: number, also: AlsoAllows) => string
  readonly unverified: string
  /** In the place of a proof, where no edit changes anything. */
  readonly noChange: string
  readonly sameEdits: (numbers: readonly number[]) => string
  readonly newlyAllowed: string
  readonly more: (count: number) => string
  readonly moreLines: (count: number) => string
  readonly notKnown: string
  readonly notKnownSoUncertain: string
  readonly needs: (permission: string) => string
  readonly assumed: string
  readonly ruledOut: string
  readonly possibleCauses: string
  readonly settledBy: string
  readonly pages: string
  readonly nothingChanged: string
  readonly nothingChangedNote: string
}

const english: Labels = {
  answer: { allowed: 'allowed', denied: 'denied', notCertain: 'not certain' },
  deniedHere: 'denied here',
  deniedNext: 'denied next',
  part: { catalog: 'Glue', source: 'source data', target: 'target data', results: 'query results' },
  catalogObject: (type, name) => `Glue, for ${type} ${name}`,
  askedAs: (service, principal) => `${service}, as ${principal}`,
  asPrincipal: (name) => `as ${name}`,
  status: { confirmed: 'confirmed', possible: 'possible', ruledOut: 'ruled out' },
  alsoFor: 'Also for',
  policyLine: (line) => `, line ${line} of the policy in it`,
  fix: 'Fix',
  edits: (count) => (count === 1 ? '1 edit' : `${count} edits`),
  byOwner: (owner) => `by the ${owner}`,
  verified: (authorizations, also) => `verified: ${allAllowed(authorizations)} then allowed${tried.en(also)}`,
  unverified: 'not verified',
  noChange: 'no policy and no setting is to be changed',
  sameEdits: (numbers) =>
    numbers.length === 1
      ? `and edit ${numbers[0]} of fix 1`
      : `and edits ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)} of fix 1`,
  newlyAllowed: 'newly allowed',
  more: (count) => `and ${count} more`,
  moreLines: (count) => `${count} more lines`,
  notKnown: 'Not known',
  notKnownSoUncertain: 'Not known, so the answer is not certain',
  needs: (permission) => `needs ${permission}`,
  assumed: 'Assumed',
  ruledOut: 'Ruled out by the facts',
  possibleCauses: 'Possible causes, the likeliest first',
  settledBy: 'settled by',
  pages: 'More',
  nothingChanged: 'Nothing was changed. `undeny explain … --apply-script` prints the commands of the first fix.',
  nothingChangedNote: 'Nothing was changed.',
}

const korean: Labels = {
  answer: { allowed: '허용', denied: '거부', notCertain: '확실하지 않음' },
  deniedHere: '여기서 거부',
  deniedNext: '다음에 거부',
  part: { catalog: 'Glue', source: '원본 데이터', target: '대상 데이터', results: '쿼리 결과' },
  catalogObject: (type, name) => `Glue, ${name} ${catalogTypes.get(type) ?? type}`,
  askedAs: (service, principal) => `${service}, ${principal} 역할로 요청`,
  asPrincipal: (name) => `보안 주체 ${name}`,
  status: { confirmed: '확인됨', possible: '가능함', ruledOut: '아님' },
  alsoFor: '같은 원인으로 거부되는 요청',
  policyLine: (line) => `, 그 안에 든 정책의 ${line}번째 줄`,
  fix: '해결',
  edits: (count) => `변경 ${count}건`,
  byOwner: (owner) => `담당: ${owner}`,
  verified: (authorizations, also) =>
    `검증됨: ${authorizations === 1 ? '요청이' : `요청 ${authorizations}건이 모두`} 허용됩니다${tried.ko(also)}`,
  unverified: '검증되지 않음',
  noChange: '정책이나 설정을 바꾸지 않습니다',
  sameEdits: (numbers) => `그리고 해결 1의 변경 ${numbers.join(', ')}`,
  newlyAllowed: '새로 허용되는 요청',
  more: (count) => `외 ${count}건`,
  moreLines: (count) => `${count}줄 더 있음`,
  notKnown: '알 수 없는 것',
  notKnownSoUncertain: '알 수 없어 답이 확실하지 않은 것',
  needs: (permission) => `필요한 권한: ${permission}`,
  assumed: '가정',
  ruledOut: '기록으로 배제된 원인',
  possibleCauses: '가능한 원인(가능성이 큰 순서)',
  settledBy: '확인 명령',
  pages: '자세히',
  nothingChanged:
    '아무것도 바꾸지 않았습니다. `undeny explain … --apply-script` 명령이 첫 번째 해결책의 명령을 출력합니다.',
  nothingChangedNote: '아무것도 바꾸지 않았습니다.',
}

const catalogTypes: ReadonlyMap<string, string> = new Map([
  ['table', '테이블'],
  ['database', '데이터베이스'],
  ['connection', '연결'],
])

function allAllowed(authorizations: number): string {
  if (authorizations === 1) return 'the request is'
  return authorizations === 2 ? 'both requests are' : `all ${authorizations} requests are`
}

const tried: Readonly<Record<Language, (also: AlsoAllows) => string>> = {
  en: ({ triedCount, newlyAllowedCount }) => {
    if (triedCount === 0) return ''
    const opened = newlyAllowedCount === 0 ? 'none is' : newlyAllowedCount === 1 ? '1 is' : `${newlyAllowedCount} are`
    return `; of ${triedCount} other ${triedCount === 1 ? 'request' : 'requests'} tried, ${opened} newly allowed`
  },
  ko: ({ triedCount, newlyAllowedCount }) => {
    if (triedCount === 0) return ''
    return `. 함께 시험한 다른 요청 ${triedCount}건 중 새로 허용되는 것은 ${newlyAllowedCount === 0 ? '없습니다' : `${newlyAllowedCount}건입니다`}`
  },
}

/** Labels by language. */
export const labels: Readonly<Record<Language, Labels>> = { en: english, ko: korean }

/** The verdict of a row: of a denied request also its place in the order in which AWS refuses. */
export function verdictWord(
  { answer, isReported, isNext }: { readonly answer: Answer; readonly isReported: boolean; readonly isNext: boolean },
  words: Labels,
): string {
  if (answer !== 'denied') return words.answer[answer]
  if (isReported) return words.deniedHere
  return isNext ? words.deniedNext : words.answer.denied
}
