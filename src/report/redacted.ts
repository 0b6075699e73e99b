import type { CauseBlock } from './cause-blocks.ts'
import type { ChainNode } from './chain-tree.ts'
import type { EditBlock, FixBlock } from './fix-blocks.ts'
import type { Report } from './report.ts'

/** Puts stand-ins in the place of account ids and names in a text. */
export type RedactText = (text: string) => string

/** A report with stand-ins, made before it is laid out so that columns and carets still fit. */
export function redactedReport(report: Report, redact: RedactText): Report {
  const sentence = (text: string): string => redactedSentence(text, redact)
  return {
    ...report,
    summary: report.summary.map(sentence),
    chain: report.chain.map((node) => redactedNode(node, redact)),
    causes: report.causes.map((cause) => redactedCause(cause, redact)),
    suspects: report.suspects.map(({ causes, command }) => ({
      causes: causes.map((cause) => ({ ...cause, headline: sentence(cause.headline) })),
      command: command === null ? null : redact(command),
    })),
    notes: report.notes.map(sentence),
    fixes: report.fixes.map((fix) => redactedFix(fix, redact)),
    unknowns: report.unknowns.map((unknown) => ({
      ...unknown,
      fact: unknown.kind === 'contextKey' ? unknown.fact : redact(unknown.fact),
      command: unknown.command === null ? null : redact(unknown.command),
    })),
  }
}

function redactedNode(node: ChainNode, redact: RedactText): ChainNode {
  const nodes = node.nodes.map((below) => redactedNode(below, redact))
  if (node.kind === 'part') return { ...node, name: redactedSentence(node.name, redact), nodes }
  const [first, ...ancestors] = node.row.resources
  const resources = [redact(first), ...ancestors.map(redact)] as const
  return { ...node, row: { ...node.row, resources, note: redact(node.row.note) }, nodes }
}

/** Only what stands in backticks is a value: our own words stay, whatever a bucket is named after. */
export function redactedSentence(text: string, redact: RedactText): string {
  return text
    .split('`')
    .map((part, i) => (i % 2 === 0 ? redactedDigits(part, redact) : redact(part)))
    .join('`')
}

/** Account ids stand in our own words too. */
function redactedDigits(text: string, redact: RedactText): string {
  return text.replace(/(?<!\d)\d{12}(?!\d)/g, (account) => redact(account))
}

function redactedCause(cause: CauseBlock, redact: RedactText): CauseBlock {
  const { excerpt } = cause
  return {
    ...cause,
    headline: redactedSentence(cause.headline, redact),
    why: redactedSentence(cause.why, redact),
    alsoFor: cause.alsoFor.map((text) => redactedSentence(text, redact)),
    excerpt:
      excerpt === null
        ? null
        : {
            ...excerpt,
            path: redact(excerpt.path),
            note: redactedSentence(excerpt.note, redact),
            lines: excerpt.lines.map((line) => ({
              ...line,
              before: redact(line.before),
              marked: redact(line.marked),
              after: redact(line.after),
            })),
          },
  }
}

function redactedFix(fix: FixBlock, redact: RedactText): FixBlock {
  return {
    ...fix,
    edits: fix.edits.map((edit) => redactedEdit(edit, redact)),
    examples: fix.examples.map(([principal, action, resource]) => [redact(principal), action, redact(resource)]),
  }
}

function redactedEdit(edit: EditBlock, redact: RedactText): EditBlock {
  return {
    ...edit,
    instruction: redactedSentence(edit.instruction, redact),
    owner: redactedSentence(edit.owner, redact),
    advice: edit.advice === null ? null : redactedSentence(edit.advice, redact),
    changes: edit.changes.map(redact),
    diff: edit.diff.split('\n').map(redact).join('\n'),
    cli: edit.cli === null ? null : redact(edit.cli),
    command: edit.command === null ? null : redact(edit.command),
  }
}

const sentenceMembers: ReadonlySet<string> = new Set(['headline', 'why', 'instruction', 'advice', 'reason', 'owner'])

/** A diagnosis in JSON with stand-ins; `redacted` is the same data as the redaction of data gives it. */
export function redactedJson(original: unknown, redacted: unknown, redact: RedactText): unknown {
  if (Array.isArray(original) && Array.isArray(redacted))
    return original.map((item, i) => redactedJson(item, redacted[i], redact))
  if (!isRecord(original) || !isRecord(redacted)) return redacted
  const names = Object.keys(redacted)
  return Object.fromEntries(
    Object.entries(original).map(([name, value], i) => {
      const shownName = names[i] ?? name
      return sentenceMembers.has(name) && typeof value === 'string'
        ? [shownName, redactedSentence(value, redact)]
        : [shownName, redactedJson(value, redacted[shownName], redact)]
    }),
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
