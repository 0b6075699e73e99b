import type { Denial } from '../denial/denial.ts'
import { parseDenials, parseNearDenials } from '../denial/parse.ts'
import { requestDenial } from '../denial/request-denial.ts'
import { diagnose } from '../diagnose.ts'
import { contextOf } from '../iam/context.ts'
import type { Phrase } from '../iam/phrase.ts'
import type { PlannedWork } from '../services/planned-work.ts'
import type { TrailRecord } from '../services/session.ts'
import { filesOfObject, type SnapshotFiles } from '../snapshot/files.ts'
import { readSnapshotFiles } from '../snapshot/read-files.ts'
import { openSnapshot, type Snapshot } from '../snapshot/snapshot.ts'
import { cliProblem, type ExitCode, type Io, printable, printablePhrase, readInput, tell } from './io.ts'
import type { ContextOption, ExplainOptions } from './options.ts'
import { printAnswer } from './print-answer.ts'
import type { ExplainedOptions } from './record-options.ts'

/** `undeny explain`: reads the denial and the snapshot, prints the answer, and says by the exit code how certain it is. */
export async function runExplain(options: ExplainedOptions, io: Io): Promise<ExitCode> {
  const { event, trail, snapshot } = options
  const input = event === null ? await denialsOf(options, io) : null
  if (input?.ok === false) return cliProblem(io, input.code, input.problem, options.language)
  const opened = openGiven(snapshot)
  if (!opened.ok) return cliProblem(io, 3, opened.problem, options.language)
  if (trail === null) return explainOpened(input?.denials ?? [], input?.text ?? '', options, opened, io)
  const records = await (await import('./explain-records.ts')).openRecords(options, trail, io)
  if (!records.ok) return records.code
  const named = event === null ? null : await records.opened.event(event)
  if (named?.ok === false) return named.code
  const denials = named === null ? (input?.denials ?? []) : [named.denial]
  const text = named === null ? (input?.text ?? '') : (JSON.stringify(named.own.record) ?? '')
  const read = await records.opened.bearing(denials, named === null ? [] : [named.own])
  return read.ok ? explainOpened(denials, text, options, opened, io, null, read.records) : read.code
}

/** Explains denials that were read, or a request put as one: a call of its own or the first request of some work. */
export function explainOpened(
  denials: readonly Denial[],
  text: string,
  options: ExplainOptions,
  opened: OpenedSnapshot,
  io: Io,
  work: PlannedWork | null = null,
  trail: readonly TrailRecord[] = [],
): ExitCode {
  const diagnoses = denials.map((denial) =>
    diagnose({
      denial,
      snapshot: opened.snapshot,
      hasSnapshot: options.snapshot !== null,
      given: {
        principal: options.principal,
        action: options.action,
        resource: options.resource,
        context: contextOf(contextEntries(options.context)),
        expectedPrincipal: options.expectedPrincipal,
        work,
      },
      trail,
    }),
  )
  for (const { file, line, column, pointer, message } of opened.snapshot.problems()) {
    const place = `${printable(file)}:${line}:${column}`
    const path = pointer === '' ? '/' : printable(pointer)
    const { en, ko } = printablePhrase(message)
    const sentence = {
      en: `${place} (at ${path}): ${en} It counts as unknown.`,
      ko: `${place} (위치 ${path}): ${ko} 그 값은 알 수 없는 것으로 다룹니다.`,
    }
    tell(io, sentence, options.language)
  }
  return printAnswer(diagnoses, { input: text, files: opened.files, options }, io)
}

type Denials =
  | { readonly ok: true; readonly denials: readonly Denial[]; readonly text: string }
  | { readonly ok: false; readonly code: ExitCode; readonly problem: Phrase }

const emptyInput: Phrase = {
  en: 'The input is empty. Paste the whole error, or name the file that holds it.',
  ko: '입력이 비어 있습니다. 오류 전체를 붙여 넣거나 오류가 든 파일을 지정하세요.',
}

const noDenial: Phrase = {
  en: 'No denial was found in the input. Paste the whole error, or describe the request with --principal, --action and --resource.',
  ko: '입력에서 거부를 찾지 못했습니다. 오류 전체를 붙여 넣거나 --principal, --action, --resource 옵션으로 요청을 적으세요.',
}

/** The denials of the input; where there is none but an action was given, the request itself is the question. */
async function denialsOf(options: ExplainOptions, io: Io): Promise<Denials> {
  const asksRequest = options.action !== null
  if (asksRequest && options.file === null && io.stdinIsTerminal)
    return { ok: true, denials: [requestDenial('')], text: '' }
  const input = await readInput(options.file, io)
  if (!input.ok) return input
  const reported = parseDenials(input.text)
  // A refusal that is no authorization decision, as a disabled key, is explained all the same.
  const denials = reported.length > 0 ? reported : parseNearDenials(input.text)
  if (denials.length > 0) return { ok: true, denials, text: input.text }
  if (asksRequest) return { ok: true, denials: [requestDenial(input.text)], text: input.text }
  const problem = input.text.trim() === '' ? emptyInput : noDenial
  return { ok: false, code: 3, problem }
}

/** A snapshot with the files it is made of. */
export interface OpenedSnapshot {
  readonly snapshot: Snapshot
  readonly files: SnapshotFiles
}

/** A snapshot, or one sentence about why it could not be read. */
export type Opened = ({ readonly ok: true } & OpenedSnapshot) | { readonly ok: false; readonly problem: Phrase }

/** Opens the snapshot of a path; without one, a snapshot of nothing. */
export function openGiven(path: string | null): Opened {
  const read = path === null ? ({ ok: true, files: filesOfObject({}) } as const) : readSnapshotFiles(path)
  return read.ok ? { ok: true, snapshot: openSnapshot(read.files), files: read.files } : read
}

/** `--context` given several times for one key makes a list; `KEY=` alone makes an empty value. */
function contextEntries(context: readonly ContextOption[]): Readonly<Record<string, readonly string[]>> {
  const entries: Record<string, string[]> = {}
  for (const { key, value } of context) {
    const list = entries[key.toLowerCase()] ?? []
    list.push(value)
    entries[key.toLowerCase()] = list
  }
  return entries
}
