import { createColors } from 'picocolors'
import type { Language } from '../causes/cause.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { RenderedEdit } from '../fixes/fix.ts'
import type { CombinedPlan, PlannedChange } from '../trail/groups/combined-plan.ts'
import type { DenialGroup } from '../trail/groups/denial-group.ts'
import type { Matter } from '../trail/groups/explain-groups.ts'
import type { Noise } from '../trail/groups/noise.ts'
import { causeBlocks, locationOf } from './cause-blocks.ts'
import { changedLines } from './changed-lines.ts'
import { instruction } from './instruction.ts'
import { labels } from './labels.ts'
import { noiseText } from './noise.ts'
import { ownerName } from './owner.ts'
import { plain, printableLine } from './printable.ts'
import { reasonText } from './reason.ts'
import { cutMiddle, shortResource } from './short-names.ts'
import type { TextOptions } from './text.ts'

/** The denials of a log as a short list of causes with one plan of fixes. */
export interface Matters {
  readonly matters: readonly Matter[]
  readonly plan: CombinedPlan
  /** Denials that an ignore file hides. */
  readonly hiddenCount: number
}

const mostGroups = 6
const mostChanges = 24

/** The list as a person reads it on a terminal, what hurts most first. */
export function mattersText(all: Matters, options: TextOptions): string {
  const { language, colour } = options
  const paint = createColors(colour)
  const sections = [
    [headline[language](all)],
    ...all.matters.map((matter, i) => [
      paint.bold(`${String(i + 1).padStart(2)}  ${words[language].denials(matter.count)}`) +
        `   ${printableLine(spanOf(matter))}`,
      ...groupLines(matter.groups, language),
      ...causeLines(matter, language, paint),
      ...noiseLines(matter.noise, language),
    ]),
    planLines(all, language, paint),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

interface Words {
  readonly denials: (count: number) => string
  readonly more: (count: number) => string
  readonly resources: (count: number, hasMore: boolean) => string
  readonly noCause: string
  readonly plan: (documents: number, solved: number, all: number, opened: string) => string
  readonly noPlan: string
  readonly serves: (numbers: readonly number[]) => string
  readonly open: (number: number, reason: string) => string
  readonly noFix: string
  readonly nobody: string
  readonly possible: string
  readonly left: (numbers: readonly number[]) => string
  readonly withoutSnapshot: string
}

function count(number: number): string {
  return number.toLocaleString('en-US')
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    denials: (n) => (n === 1 ? '1 denial' : `${count(n)} denials`),
    more: (n) => `… and ${n} more of this cause`,
    resources: (n, hasMore) => `${hasMore ? 'more than ' : ''}${count(n)} resources`,
    noCause: 'Nothing that was recorded shows why.',
    plan: (documents, solved, all, opened) =>
      `One plan for ${solved === all ? (all === 1 ? 'it' : `all ${all}`) : `${solved} of ${all}`} (${documents === 1 ? '1 change' : `${documents} changes`}, verified: the examples of ${solved === 1 ? 'it' : 'each'} were decided again and are then allowed${opened})`,
    noPlan: 'No fix was found that could be verified.',
    serves: (numbers) => `for ${numbers.join(', ')}`,
    open: (number, reason) => `${number} stays open: ${reason}`,
    noFix: 'no fix was found.',
    nobody: 'an unnamed caller',
    possible: 'possible',
    left: (numbers) =>
      `Nothing is planned for ${numbers.join(', ')}, which is probably noise; --all plans for it, too.`,
    withoutSnapshot:
      'Without --snapshot only what the messages of AWS say is known; `docs/snapshots.md` tells how to record one.',
  },
  ko: {
    denials: (n) => `거부 ${count(n)}건`,
    more: (n) => `… 같은 원인이 ${n}개 더 있습니다`,
    resources: (n, hasMore) => `리소스 ${count(n)}개${hasMore ? ' 이상' : ''}`,
    noCause: '기록된 사실로는 이유를 알 수 없습니다.',
    plan: (documents, solved, all, opened) =>
      `${solved === all ? '전체' : `${all}개 중 ${solved}개`}에 대한 하나의 계획 (변경 ${documents}개, 검증됨: 예로 든 호출을 다시 평가했고 모두 허용됩니다${opened})`,
    noPlan: '검증할 수 있는 해결책을 찾지 못했습니다.',
    serves: (numbers) => `${numbers.join(', ')}번`,
    open: (number, reason) => `${number}번은 남습니다. ${reason}`,
    noFix: '해결책을 찾지 못했습니다.',
    nobody: '이름 없는 호출자',
    possible: '가능한 원인',
    left: (numbers) =>
      `${numbers.join(', ')}번은 무시해도 될 가능성이 커서 계획에서 뺐습니다. --all 옵션을 쓰면 함께 계획합니다.`,
    withoutSnapshot:
      '--snapshot 옵션이 없으면 AWS 메시지에 적힌 것만 알 수 있습니다. 기록하는 방법은 `docs/snapshots.md` 문서에 있습니다.',
  },
}

const headline: Readonly<Record<Language, (all: Matters) => string>> = {
  en: ({ matters, hiddenCount }) => {
    const total = matters.reduce((sum, matter) => sum + matter.count, 0)
    const hidden = hiddenCount === 0 ? '' : ` ${words.en.denials(hiddenCount)} hidden by the ignore file.`
    if (total === 0) return `No denial to explain.${hidden}`
    const causes = matters.length === 1 ? 'one cause' : `${matters.length} causes`
    return `${words.en.denials(total)}, ${causes}.${hidden}`
  },
  ko: ({ matters, hiddenCount }) => {
    const total = matters.reduce((sum, matter) => sum + matter.count, 0)
    const hidden = hiddenCount === 0 ? '' : ` 무시 파일이 ${count(hiddenCount)}건을 숨겼습니다.`
    return total === 0
      ? `설명할 거부가 없습니다.${hidden}`
      : `거부 ${count(total)}건의 원인은 ${matters.length}가지입니다.${hidden}`
  },
}

function spanOf({ first, last }: Matter): string {
  return first === last ? (first ?? '') : `${first ?? '?'} … ${last ?? '?'}`
}

function groupLines(groups: readonly DenialGroup[], language: Language): readonly string[] {
  const rows = new Map<string, number>()
  for (const group of groups) {
    const cells = [cutMiddle(group.principal ?? words[language].nobody), group.action, resourceOf(group, language)]
    const row = cells
      .filter((cell) => cell !== '')
      .map(printableLine)
      .join('  ')
    rows.set(row, (rows.get(row) ?? 0) + group.count)
  }
  const all = [...rows].sort(([, a], [, b]) => b - a)
  const lines = all
    .slice(0, mostGroups)
    .map(([row, times]) => `    ${row}${all.length === 1 ? '' : `  ×${count(times)}`}`)
  return all.length <= mostGroups ? lines : [...lines, `    ${words[language].more(all.length - mostGroups)}`]
}

function resourceOf({ resources, hasMoreResources, pattern }: DenialGroup, language: Language): string {
  const [only] = resources
  if (only === undefined) return ''
  if (resources.length === 1 && !hasMoreResources) return cutMiddle(shortResource(only))
  const number = words[language].resources(resources.length, hasMoreResources)
  return pattern === null ? number : `${cutMiddle(shortResource(pattern))} (${number})`
}

function causeLines(
  { diagnosis, noise }: Matter,
  language: Language,
  paint: ReturnType<typeof createColors>,
): readonly string[] {
  if (noise?.kind === 'scanner') return []
  const told = diagnosis.causes.filter((cause) => cause.status === 'confirmed')
  const blocks = causeBlocks(told, diagnosis.requests, language)
  const confirmed = blocks.flatMap((block) => [
    `    ${paint.bold(`${block.code} ${block.name}`)}   ${paint.red(labels[language].status.confirmed)}`,
    `      ${plain(block.headline)}`,
    ...(block.excerpt === null ? [] : [`      ${printableLine(locationOf(block.excerpt, language))}`]),
  ])
  return diagnosis.certain ? confirmed : [...confirmed, ...openLines(diagnosis, blocks.length > 0, language, paint)]
}

const mostSuspects = 3

/** What is not certain of a matter: the causes that remain, and the first command that tells more. */
function openLines(
  { causes, unknowns, hasSnapshot }: Diagnosis,
  isPartlyTold: boolean,
  language: Language,
  paint: ReturnType<typeof createColors>,
): readonly string[] {
  const possible = causes.filter((cause) => cause.status === 'possible')
  const names = possible.slice(0, mostSuspects).map(({ code, name }) => `${code} ${name}`)
  const command = possible.find((cause) => cause.command !== null)?.command ?? unknowns[0]?.command ?? null
  const rest = possible.length - names.length
  return [
    ...(names.length === 0
      ? isPartlyTold
        ? []
        : [`    ${paint.yellow(words[language].noCause)}`]
      : [`    ${paint.yellow(`${words[language].possible}: ${names.join(', ')}${rest > 0 ? ` +${rest}` : ''}`)}`]),
    // Without a snapshot the same command would stand under every matter.
    ...(command === null || !hasSnapshot ? [] : [`      ${labels[language].settledBy}: ${printableLine(command)}`]),
  ]
}

function noiseLines(noise: Noise | null, language: Language): readonly string[] {
  return noise === null ? [] : [`    ${plain(noiseText[language](noise))}`]
}

function planLines(
  { matters, plan }: Matters,
  language: Language,
  paint: ReturnType<typeof createColors>,
): readonly string[] {
  const { changes, solved, unsolved, alsoAllows, left } = plan
  const leftLines = left.length === 0 ? [] : [words[language].left(left.map((matter) => matter + 1))]
  if (left.length === matters.length) return leftLines
  if (matters.every(({ diagnosis }) => !diagnosis.hasSnapshot))
    return [plain(words[language].withoutSnapshot), ...leftLines]
  const planned = matters.length - left.length
  const tried =
    alsoAllows.triedCount === 0 ? '' : openedText[language](alsoAllows.triedCount, alsoAllows.newlyAllowedCount)
  const title =
    changes.length === 0 || solved.length === 0
      ? paint.yellow(words[language].noPlan)
      : paint.bold(words[language].plan(changes.length, solved.length, planned, tried))
  return [
    title,
    ...(solved.length === 0
      ? []
      : changes.flatMap((change, i) => changeLines(change, i + 1, matters.length, language))),
    ...unsolved.map(({ matter, reason }) => {
      const requests = matters[matter]?.diagnosis.requests ?? []
      const why = reason === null ? words[language].noFix : plain(reasonText[language](reason, requests))
      return `  ${words[language].open(matter + 1, why)}`
    }),
    ...leftLines,
  ]
}

const openedText: Readonly<Record<Language, (tried: number, opened: number) => string>> = {
  en: (tried, opened) =>
    `; of ${count(tried)} other requests tried, ${opened === 0 ? 'none is' : opened === 1 ? '1 is' : `${count(opened)} are`} newly allowed`,
  ko: (tried, opened) =>
    `. 함께 시험한 다른 요청 ${count(tried)}건 중 새로 허용되는 것은 ${opened === 0 ? '없습니다' : `${count(opened)}건입니다`}`,
}

function changeLines(
  { edits, matters }: PlannedChange,
  number: number,
  all: number,
  language: Language,
): readonly string[] {
  const [first] = edits
  if (first === undefined) return []
  const serves = all === 1 ? '' : `   (${words[language].serves(matters.map((matter) => matter + 1))})`
  const owner = labels[language].byOwner(ownerName[language](first.owner))
  return [
    ...edits.map(
      (edit, i) => `  ${i === 0 ? number : ' '}  ${plain(instruction[language](edit))}${i === 0 ? serves : ''}`,
    ),
    `     ${plain(owner)}`,
    ...changedOf(edits).map((line) => `       ${printableLine(line)}`),
  ]
}

function changedOf(edits: readonly RenderedEdit[]): readonly string[] {
  const lines = edits.flatMap(({ diff }) => (diff === '' ? [] : changedLines(diff)))
  return lines.length <= mostChanges ? lines : [...lines.slice(0, mostChanges), '…']
}
