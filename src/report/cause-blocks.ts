import type { Language } from '../causes/cause.ts'
import { code } from '../causes/words.ts'
import type { CauseStatus, Excerpt, FoundCause, JudgedRequest } from '../diagnosis/diagnosis.ts'
import { labels } from './labels.ts'
import { shortResource } from './short-names.ts'

/** One cause, told once for all requests that it denies. */
export interface CauseBlock {
  readonly code: string
  readonly name: string
  readonly status: CauseStatus
  readonly headline: string
  readonly excerpt: ExcerptBlock | null
  readonly why: string
  /** The other requests that the same statement denies, `action resource` each. */
  readonly alsoFor: readonly string[]
}

/** Lines of a document with the deciding place marked. */
export interface ExcerptBlock {
  /** Path in the snapshot. */
  readonly path: string
  /** Line in that file, and within it the line of the policy. */
  readonly line: number
  readonly policyLine: number | null
  readonly lines: readonly ExcerptLine[]
  readonly note: string
}

/** A numbered line in three parts, of which the middle one is marked; an unmarked line is all in the first. */
export interface ExcerptLine {
  readonly number: number
  readonly before: string
  readonly marked: string
  readonly after: string
}

/** Causes that nothing proves, one layer each, with the command that settles them. */
export interface SuspectGroup {
  readonly causes: readonly { readonly code: string; readonly name: string; readonly headline: string }[]
  readonly command: string | null
}

/** Causes with their proof; of one cause in several requests only the first is told, the reported request's before others. */
export function causeBlocks(
  causes: readonly FoundCause[],
  requests: readonly JudgedRequest[],
  language: Language,
): readonly CauseBlock[] {
  const shown = new Set<string>()
  return groupsOf(causes.filter((cause, i) => !isSaidBefore(cause, causes.slice(0, i), language))).map((group) => {
    const isReported = (cause: FoundCause): boolean => requests[cause.request]?.reported === true
    const told = group.find(isReported) ?? group[0]
    const others = group.filter((cause) => cause !== told)
    const statement = told.excerpt === null ? '' : statementKey(told.excerpt)
    const isRepeated = shown.has(statement)
    shown.add(statement)
    return {
      code: told.code,
      name: told.name,
      status: told.status,
      headline: told.words[language].headline,
      excerpt: told.excerpt === null ? null : excerptBlock(told.excerpt, isRepeated, language),
      why: told.words[language].why,
      alsoFor: others.flatMap((cause) => requestName(requests[cause.request])),
    }
  })
}

/** Two layers of one request can be refused for the same reason in the same words: that is told once. */
function isSaidBefore(cause: FoundCause, before: readonly FoundCause[], language: Language): boolean {
  const { headline, why } = cause.words[language]
  return before.some(
    (other) =>
      other.code === cause.code &&
      other.request === cause.request &&
      other.words[language].headline === headline &&
      other.words[language].why === why &&
      JSON.stringify(other.excerpt) === JSON.stringify(cause.excerpt),
  )
}

type Group = readonly [FoundCause, ...FoundCause[]]

/** Findings of one code, layer and place in different requests are one fact; two in the same request are two facts. */
function groupsOf(causes: readonly FoundCause[]): readonly Group[] {
  const groups: [FoundCause, ...FoundCause[]][] = []
  for (const cause of causes) {
    const known = groups.find(
      ([first, ...rest]) =>
        groupKey(first) === groupKey(cause) && [first, ...rest].every((c) => c.request !== cause.request),
    )
    if (known === undefined) groups.push([cause])
    else known.push(cause)
  }
  return groups
}

function groupKey({ code: causeCode, layer, status, excerpt }: FoundCause): string {
  return JSON.stringify([causeCode, layer, status, excerpt?.document ?? null, excerpt?.pointer ?? null])
}

function statementKey({ document, firstLine, pointer }: Excerpt): string {
  return JSON.stringify([document, firstLine, /^.*?\/Statement(?:\/\d+)?/.exec(pointer)?.[0] ?? pointer])
}

function requestName(judged: JudgedRequest | undefined): readonly string[] {
  if (judged === undefined) return []
  const { action, resource } = judged.authorization.request
  return [`${code(action)} ${code(shortResource(resource))}`]
}

/** A statement that the report has shown before is not repeated: only its marked line is. */
function excerptBlock(excerpt: Excerpt, isRepeated: boolean, language: Language): ExcerptBlock {
  const { mark } = excerpt
  const lines = excerpt.lines.map((text, i): ExcerptLine => {
    const number = excerpt.firstLine + i
    if (number !== mark.line) return { number, before: text, marked: '', after: '' }
    const [start, end] = [mark.column - 1, mark.column - 1 + mark.length]
    return { number, before: text.slice(0, start), marked: text.slice(start, end), after: text.slice(end) }
  })
  return {
    path: excerpt.document,
    line: excerpt.line,
    policyLine: excerpt.inFile ? null : mark.line,
    lines: isRepeated ? lines.filter((line) => line.number === mark.line) : lines,
    note: excerpt.note?.[language] ?? '',
  }
}

/** Suspected causes in their order, neighbours of one layer together: one command settles them. */
export function suspectGroups(causes: readonly FoundCause[], language: Language): readonly SuspectGroup[] {
  const groups: { readonly of: FoundCause; readonly causes: SuspectGroup['causes'][number][] }[] = []
  for (const cause of causes) {
    const row = { code: cause.code, name: cause.name, headline: cause.words[language].headline }
    const last = groups.at(-1)
    if (last !== undefined && last.of.layer === cause.layer && last.of.command === cause.command) last.causes.push(row)
    else groups.push({ of: cause, causes: [row] })
  }
  return groups.map((group) => ({ causes: group.causes, command: group.of.command }))
}

/** Where an excerpt stands: `path:line`, and the line of a policy that is a string in the file. */
export function locationOf({ path, line, policyLine }: ExcerptBlock, language: Language): string {
  return `${path}:${line}${policyLine === null ? '' : labels[language].policyLine(policyLine)}`
}
