import type { Language } from '../causes/cause.ts'
import { codes } from '../causes/words.ts'

/** The fixed words of a list of causes, one catalogue per language. */
export interface MattersWords {
  readonly headline: (denials: number, causes: number, hidden: number) => string
  readonly denials: (count: number) => string
  readonly more: (count: number) => string
  readonly resources: (count: number, hasMore: boolean) => string
  readonly possible: string
  readonly noCause: string
  readonly nobody: string
  /** `all` are planned for; the others are left out for these reasons. */
  readonly plan: (
    changes: number,
    solved: number,
    all: number,
    without: LeftOut,
    tried: number,
    opened: number,
  ) => string
  readonly noPlan: string
  readonly serves: (numbers: readonly number[]) => string
  readonly wider: (patterns: readonly string[]) => string
  readonly staysOpen: (number: number, reason: string) => string
  readonly noFix: string
  readonly succeededSince: (numbers: readonly number[]) => string
  readonly leftAlone: (numbers: readonly number[]) => string
  readonly withoutSnapshot: string
  readonly interrupted: string
  /** Rarer kinds of denials that are not explained, and how many denials they are. */
  readonly unexplained: (kinds: number, denials: number) => string
}

/** Why a plan leaves matters out. */
export interface LeftOut {
  readonly noise: boolean
  readonly succeeded: boolean
}

/** A number with its thousands told apart. */
export function count(number: number): string {
  return number.toLocaleString('en-US')
}

/** The words in each language. */
export const mattersWords: Readonly<Record<Language, MattersWords>> = {
  en: {
    headline: (denials, causes, hidden) => {
      const rest = hidden === 0 ? '' : ` ${hidden === 1 ? '1 is' : `${count(hidden)} are`} hidden by the ignore file.`
      if (denials === 0) return `No denial to explain.${rest}`
      const of = causes === 1 ? 'one cause' : `${causes} causes`
      return `${denials === 1 ? '1 denial' : `${count(denials)} denials`}, ${of}.${rest}`
    },
    denials: (n) => (n === 1 ? '1 denial' : `${count(n)} denials`),
    more: (n) => `… and ${count(n)} more`,
    resources: (n, hasMore) => `${hasMore ? 'more than ' : ''}${count(n)} resources`,
    possible: 'possible',
    noCause: 'Nothing that was recorded shows why.',
    nobody: 'an unnamed caller',
    plan: (changes, solved, all, { noise, succeeded }, tried, opened) => {
      const traits = [
        ...(succeeded ? [all === 1 ? 'still fails' : 'still fail'] : []),
        ...(noise ? [`${all === 1 ? 'is' : 'are'} no noise`] : []),
      ]
      const ofAll = traits.length > 0 ? `the ${all} that ${traits.join(' and ')}` : all === 1 ? 'it' : `all ${all}`
      const what = solved < all ? `${solved} of ${all}` : ofAll
      const edits = changes === 1 ? '1 change' : `${changes} changes`
      const number = opened === 0 ? 'none is' : opened === 1 ? '1 is' : `${count(opened)} are`
      const others = tried === 0 ? '' : `; of ${count(tried)} other requests tried, ${number} newly allowed`
      return `One plan for ${what} (${edits}, verified: several calls of ${solved === 1 ? 'it' : 'each'} were decided again and are then allowed${others})`
    },
    noPlan: 'No fix was found that could be verified.',
    serves: (numbers) => `for ${numbers.join(', ')}`,
    wider: (patterns) =>
      `${codes(patterns, 'en')} covers more than was denied; list the resources one by one where that is too much.`,
    staysOpen: (number, reason) => `${number} stays open: ${reason}`,
    noFix: 'No fix was found.',
    succeededSince: (numbers) =>
      `Nothing is planned for ${numbers.join(', ')}, which ${numbers.length === 1 ? 'has' : 'have'} succeeded since the last denial; --all plans for ${numbers.length === 1 ? 'it' : 'them'}, too.`,
    leftAlone: (numbers) =>
      `Nothing is planned for ${numbers.join(', ')}, which ${numbers.length === 1 ? 'is' : 'are'} probably noise; --all plans for ${numbers.length === 1 ? 'it' : 'them'}, too.`,
    interrupted: 'The search was interrupted: what it had not reached counts nowhere here.',
    withoutSnapshot:
      'Without --snapshot only what the messages of AWS say is known; `docs/snapshots.md` tells how to record one.',
    unexplained: (kinds, denials) =>
      `${kinds === 1 ? '1 rarer kind of denial' : `${count(kinds)} rarer kinds of denials`} (${denials === 1 ? '1 denial' : `${count(denials)} denials`}) ${kinds === 1 ? 'is' : 'are'} not explained; ask for less with --principal, --service or --since.`,
  },
  ko: {
    headline: (denials, causes, hidden) => {
      const rest = hidden === 0 ? '' : ` 무시 파일이 ${count(hidden)}건을 숨겼습니다.`
      return denials === 0
        ? `설명할 거부가 없습니다.${rest}`
        : `거부 ${count(denials)}건의 원인은 ${causes}가지입니다.${rest}`
    },
    denials: (n) => `거부 ${count(n)}건`,
    more: (n) => `… 외 ${count(n)}가지`,
    resources: (n, hasMore) => `리소스 ${count(n)}개${hasMore ? ' 이상' : ''}`,
    possible: '가능한 원인',
    noCause: '기록된 사실로는 이유를 알 수 없습니다.',
    nobody: '이름 없는 호출자',
    plan: (changes, solved, all, { noise, succeeded }, tried, opened) => {
      const without = [...(succeeded ? ['그 뒤 성공한 것'] : []), ...(noise ? ['무시할 것'] : [])].join('과 ')
      const ofAll = without !== '' ? `${without}을 뺀 ${all}가지` : all === 1 ? '이 원인' : `${all}가지 모두`
      const what = solved < all ? `${all}가지 중 ${solved}가지` : ofAll
      const number = opened === 0 ? '없습니다' : `${count(opened)}건입니다`
      const others = tried === 0 ? '' : `. 함께 시험한 다른 요청 ${count(tried)}건 중 새로 허용되는 것은 ${number}`
      return `${what}에 대한 해결 계획 (변경 ${changes}개, 검증됨: 호출 여러 개를 다시 평가했고 모두 허용됩니다${others})`
    },
    noPlan: '검증할 수 있는 해결책을 찾지 못했습니다.',
    serves: (numbers) => `${numbers.join(', ')}번`,
    wider: (patterns) =>
      `${codes(patterns, 'ko')} 패턴은 거부된 리소스보다 넓습니다. 너무 넓으면 리소스를 하나씩 적으세요.`,
    staysOpen: (number, reason) => `${number}번은 남습니다. ${reason}`,
    noFix: '해결책을 찾지 못했습니다.',
    succeededSince: (numbers) =>
      `${numbers.join(', ')}번은 마지막 거부 뒤에 성공했으므로 계획에서 뺐습니다. --all 옵션을 쓰면 함께 계획합니다.`,
    leftAlone: (numbers) =>
      `${numbers.join(', ')}번은 무시해도 될 가능성이 커서 계획에서 뺐습니다. --all 옵션을 쓰면 함께 계획합니다.`,
    interrupted: '검색이 중단되었습니다. 그때까지 읽지 않은 부분은 여기에 들어 있지 않습니다.',
    withoutSnapshot:
      '--snapshot 옵션이 없으면 AWS 메시지에 적힌 것만 알 수 있습니다. 기록하는 방법은 `docs/snapshots.md` 문서에 있습니다.',
    unexplained: (kinds, denials) =>
      `드문 종류의 거부 ${count(kinds)}가지(${count(denials)}건)는 설명하지 않았습니다. --principal, --service, --since 옵션으로 범위를 좁히세요.`,
  },
}
