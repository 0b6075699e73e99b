import { isCloudTrailRecord } from '../denial/cloudtrail-event.ts'
import type { Denial } from '../denial/denial.ts'
import { denialJson } from '../denial/denial-json.ts'
import { denialsOfEvent } from '../denial/event-denial.ts'
import { parseDenials } from '../denial/parse.ts'
import { cliProblem, type ExitCode, type Io, printable, readInput } from './io.ts'

/** What `undeny parse` is asked. */
export interface ParseOptions {
  /** Null or `-` for standard input. */
  readonly file: string | null
  readonly json: boolean
  /** Each input line is a case of its own: `{"id", "text"}` or `{"id", "event"}`. */
  readonly jsonl: boolean
}

/** `undeny parse`: prints the denials found in any text, and nothing about why. */
export async function runParse(options: ParseOptions, io: Io): Promise<ExitCode> {
  const input = await readInput(options.file, io)
  if (!input.ok) return cliProblem(io, input.code, input.problem)
  if (options.jsonl) return parseLines(input.text, io)
  const denials = parseDenials(input.text)
  if (options.json) io.stdout(`${JSON.stringify(denials.map(denialJson), null, 2)}\n`)
  else if (denials.length === 0) io.stderr('undeny: No denial was found in the input.\n')
  else io.stdout(`${denials.map(listing).join('\n\n')}\n`)
  return 0
}

function parseLines(text: string, io: Io): ExitCode {
  let code: ExitCode = 0
  let number = 0
  for (const line of text.split('\n')) {
    number += 1
    if (line.trim() === '') continue
    const read = readLine(line)
    if (read.ok) io.stdout(`${JSON.stringify({ id: read.id, denials: read.denials.map(denialJson) })}\n`)
    else code = cliProblem(io, 3, `line ${number}: ${read.problem}`)
  }
  return code
}

type Line =
  | { readonly ok: true; readonly id: unknown; readonly denials: readonly Denial[] }
  | { readonly ok: false; readonly problem: string }

function readLine(line: string): Line {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { ok: false, problem: 'The line is not valid JSON.' }
  }
  if (typeof value !== 'object' || value === null) return { ok: false, problem: 'The line is not a JSON object.' }
  const id = 'id' in value ? value.id : null
  if ('event' in value) return { ok: true, id, denials: denialsOfValue(value.event) }
  if ('text' in value && typeof value.text === 'string') return { ok: true, id, denials: parseDenials(value.text) }
  return { ok: false, problem: 'The line has neither a `text` nor an `event`.' }
}

/** A record, or anything that wraps records: an EventBridge envelope, `{"Records": […]}`. */
function denialsOfValue(event: unknown): readonly Denial[] {
  return isCloudTrailRecord(event) ? denialsOfEvent(event) : parseDenials(JSON.stringify(event) ?? '')
}

function listing(denial: Denial, index: number): string {
  const { claim } = denial
  const reason = [claim.policyType, claim.effect, claim.policyArn].filter((part) => part !== null).join(' ')
  const rows: readonly (readonly [string, string | number | null])[] = [
    ['principal', denial.principal],
    ['action', denial.action],
    ['resource', denial.resource],
    ['claim', reason === '' ? null : reason],
    ['service', denial.service],
    ['operation', denial.operation],
    ['error code', denial.errorCode],
    ['HTTP status', denial.httpStatus],
    ['request id', denial.requestId],
    ['authorization id', denial.authorizationId],
    ['time', denial.time],
    ['region', denial.region],
    ['account', denial.account],
    ['about', denial.notPermission ? 'the credentials, not permissions' : null],
  ]
  const shown = rows.flatMap(([name, value]) =>
    value === null ? [] : [`  ${name.padEnd(16)}  ${printable(String(value))}`],
  )
  const body = shown.length === 0 ? ['  Access was denied; the text says nothing more.'] : shown
  return [`Denial ${index + 1}`, ...body].join('\n')
}
