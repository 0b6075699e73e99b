import type { Language } from '../causes/cause.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { type CauseBlock, type ExcerptBlock, locationOf, type SuspectGroup } from './cause-blocks.ts'
import { resourceNames } from './chain-text.ts'
import type { ChainNode, ChainRow } from './chain-tree.ts'
import { numberedLines } from './excerpt-text.ts'
import type { EditBlock, FixBlock } from './fix-blocks.ts'
import { type Labels, labels, verdictWord } from './labels.ts'
import { codeSpan, escaped, fenced, sentence } from './markdown-text.ts'
import { type Report, reportOf } from './report.ts'

/** A diagnosis as Markdown, for a ticket: the same content as the text. */
export function reportMarkdown(diagnosis: Diagnosis, language: Language): string {
  return markdownOf(reportOf(diagnosis, language), language)
}

/** A report laid out as Markdown; every value from outside is escaped. */
export function markdownOf(report: Report, language: Language): string {
  const words = labels[language]
  const [happened = '', ...said] = report.summary
  const blocks = [
    `## ${sentence(happened).replace(/\.$/, '')}`,
    said.map(sentence).join(' '),
    chainList(report.chain, words),
    ...report.causes.flatMap((cause) => causeBlock(cause, language)),
    report.notes.map(sentence).join('\n\n'),
    ...suspectBlock(report.suspects, words),
    ...report.fixes.flatMap((fix, i) => fixBlock(fix, i === 0, words)),
    ...unknownBlock(report, words),
    closing(report, words),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function chainList(nodes: readonly ChainNode[], words: Labels): string {
  return listItems(nodes, '', words).join('\n')
}

function listItems(nodes: readonly ChainNode[], indent: string, words: Labels): readonly string[] {
  return nodes.flatMap((node) => [
    `${indent}- ${node.kind === 'part' ? sentence(node.name) : chainItem(node.row, words)}`,
    ...listItems(node.nodes, `${indent}  `, words),
  ])
}

function chainItem(row: ChainRow, words: Labels): string {
  const word = verdictWord(row, words)
  const verdict = row.answer === 'denied' ? `**${word}**` : word
  const notes = [row.by, row.note].filter((text) => text !== '').join(', ')
  const request = `${codeSpan(row.action)} ${codeSpan(resourceNames(row))}`
  return `${row.isReported ? '▸ ' : ''}${request}: ${verdict}${notes === '' ? '' : ` (${escaped(notes)})`}`
}

function causeBlock(cause: CauseBlock, language: Language): readonly string[] {
  const words = labels[language]
  return [
    `### ${cause.code} ${cause.name} (${words.status[cause.status]})`,
    sentence(cause.headline),
    ...(cause.excerpt === null ? [] : excerptBlock(cause.excerpt, language)),
    sentence(cause.why),
    cause.alsoFor.length === 0 ? '' : `${words.alsoFor}: ${sentence(cause.alsoFor.join(', '))}`,
  ]
}

function excerptBlock(excerpt: ExcerptBlock, language: Language): readonly string[] {
  const lines = numberedLines(excerpt).map(({ text }) => text)
  return [escapedLocation(excerpt, language), fenced('json', lines)]
}

function escapedLocation(excerpt: ExcerptBlock, language: Language): string {
  const location = locationOf(excerpt, language)
  const end = `${excerpt.path}:${excerpt.line}`.length
  return `${codeSpan(location.slice(0, end))}${escaped(location.slice(end))}`
}

function suspectBlock(groups: readonly SuspectGroup[], words: Labels): readonly string[] {
  if (groups.length === 0) return []
  const items = groups.map(({ causes, command }, i) => {
    const told = causes.map(({ code, name, headline }) => `${code} ${name}: ${sentence(headline)}`)
    const settled = command === null ? [] : [`${words.settledBy}: ${codeSpan(command)}`]
    return `${i + 1}. ${[...told, ...settled].join('<br>\n   ')}`
  })
  return [`### ${words.possibleCauses}`, items.join('\n')]
}

function fixBlock(fix: FixBlock, isFull: boolean, words: Labels): readonly string[] {
  const same = fix.sameAsFirst.length === 0 ? [] : [words.sameEdits(fix.sameAsFirst)]
  const examples = fix.examples.map((row) => `- ${row.map((cell) => codeSpan(cell)).join(' ')}`)
  const more = fix.moreExamples > 0 ? [`- ${words.more(fix.moreExamples)}`] : []
  return [
    `### ${fix.title} (${fix.editCount})`,
    `${capital(sentence(fix.proof))}.`,
    ...fix.edits.flatMap((edit) => editBlock(edit, isFull)),
    ...same,
    ...(examples.length === 0 ? [] : [`${capital(words.newlyAllowed)}:`, [...examples, ...more].join('\n')]),
  ]
}

function editBlock(edit: EditBlock, isFull: boolean): readonly string[] {
  const about = [escaped(edit.owner), ...(edit.advice === null || !isFull ? [] : [sentence(edit.advice)])]
  const text = `${edit.number}. ${[sentence(edit.instruction), ...about].join('<br>\n   ')}`
  const command = edit.command === null ? [] : [fenced('sh', [edit.command])]
  if (!isFull) return [text, ...command]
  return [
    text,
    edit.diff === '' ? '' : fenced('diff', edit.diff.trimEnd().split('\n')),
    ...(edit.cli === null ? command : [fenced('sh', [edit.cli])]),
  ]
}

function unknownBlock({ unknowns, isCertain, causes }: Report, words: Labels): readonly string[] {
  if (unknowns.length === 0) return []
  const items = unknowns.map(({ fact, permission, command }) => {
    const needs = permission === null ? '' : ` (${escaped(words.needs(permission))})`
    return `- ${escaped(fact)}${needs}${command === null ? '' : `<br>\n  ${codeSpan(command)}`}`
  })
  return [`### ${isCertain || causes.length === 0 ? words.notKnown : words.notKnownSoUncertain}`, items.join('\n')]
}

function closing(report: Report, words: Labels): string {
  const pages = report.codes.slice(0, 3).map((code) => codeSpan(`undeny causes ${code}`))
  const lines = [
    ...(report.assumptions === null ? [] : [`${words.assumed}: ${sentence(report.assumptions)}`]),
    ...(report.ruledOut.length === 0 ? [] : [`${words.ruledOut}: ${report.ruledOut.join(', ')}.`]),
    ...(report.fixes.length === 0 ? [] : [words.nothingChangedNote]),
    ...(pages.length === 0 ? [] : [`${words.pages}: ${pages.join(', ')}`]),
    ...(report.advice === null ? [] : [sentence(report.advice)]),
  ]
  return lines.join('\n\n')
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
