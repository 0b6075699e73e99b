import type { Language } from '../causes/cause.ts'
import { isCloudTrailRecord } from '../denial/cloudtrail-event.ts'
import type { Denial } from '../denial/denial.ts'
import { denialJson } from '../denial/denial-json.ts'
import { denialsOfEvent } from '../denial/event-denial.ts'
import { parseDenials } from '../denial/parse.ts'
import type { Phrase } from '../iam/phrase.ts'
import { padded } from '../report/width.ts'
import { cliProblem, type ExitCode, type Io, printable, readInput, tell } from './io.ts'
import type { ParseOptions } from './parse-options.ts'

/** `undeny parse`: prints the denials found in any text, and nothing about why. */
export async function runParse(options: ParseOptions, io: Io): Promise<ExitCode> {
  const { language } = options
  const input = await readInput(options.file, io)
  if (!input.ok) return cliProblem(io, input.code, input.problem, language)
  if (options.jsonl) return parseLines(input.text, language, io)
  const denials = parseDenials(input.text)
  if (options.json) io.stdout(`${JSON.stringify(denials.map(denialJson), null, 2)}\n`)
  else if (denials.length === 0) tell(io, noDenial, language)
  else io.stdout(`${denials.map((denial, index) => listing(denial, index, language)).join('\n\n')}\n`)
  return 0
}

function parseLines(text: string, language: Language, io: Io): ExitCode {
  let code: ExitCode = 0
  let number = 0
  for (const line of text.split('\n')) {
    number += 1
    if (line.trim() === '') continue
    const read = readLine(line)
    if (read.ok) io.stdout(`${JSON.stringify({ id: read.id, denials: read.denials.map(denialJson) })}\n`)
    else code = cliProblem(io, 3, inLine(number, read.problem), language)
  }
  return code
}

const noDenial: Phrase = { en: 'No denial was found in the input.', ko: '입력에서 거부를 찾지 못했습니다.' }
const noJson: Phrase = { en: 'The line is not valid JSON.', ko: '이 줄은 올바른 JSON이 아닙니다.' }
const noObject: Phrase = { en: 'The line is not a JSON object.', ko: '이 줄은 JSON 객체가 아닙니다.' }
const noMember: Phrase = {
  en: 'The line has neither a `text` nor an `event`.',
  ko: '이 줄에는 `text` 값도 `event` 값도 없습니다.',
}

function inLine(number: number, { en, ko }: Phrase): Phrase {
  return { en: `line ${number}: ${en}`, ko: `${number}행: ${ko}` }
}

type Line =
  | { readonly ok: true; readonly id: unknown; readonly denials: readonly Denial[] }
  | { readonly ok: false; readonly problem: Phrase }

function readLine(line: string): Line {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { ok: false, problem: noJson }
  }
  if (typeof value !== 'object' || value === null) return { ok: false, problem: noObject }
  const id = 'id' in value ? value.id : null
  if ('event' in value) return { ok: true, id, denials: denialsOfValue(value.event) }
  if ('text' in value && typeof value.text === 'string') return { ok: true, id, denials: parseDenials(value.text) }
  return { ok: false, problem: noMember }
}

/** A record, or anything that wraps records: an EventBridge envelope, `{"Records": […]}`. */
function denialsOfValue(event: unknown): readonly Denial[] {
  return isCloudTrailRecord(event) ? denialsOfEvent(event) : parseDenials(JSON.stringify(event) ?? '')
}

function listing(denial: Denial, index: number, language: Language): string {
  const { claim } = denial
  const { heading, names, credentials, nothing } = labels[language]
  const reason = [claim.policyType, claim.effect, claim.policyArn].filter((part) => part !== null).join(' ')
  const rows: readonly (readonly [keyof typeof names, string | number | null])[] = [
    ['principal', denial.principal],
    ['action', denial.action],
    ['resource', denial.resource],
    ['claim', reason === '' ? null : reason],
    ['service', denial.service],
    ['operation', denial.operation],
    ['errorCode', denial.errorCode],
    ['httpStatus', denial.httpStatus],
    ['requestId', denial.requestId],
    ['authorizationId', denial.authorizationId],
    ['time', denial.time],
    ['region', denial.region],
    ['account', denial.account],
    ['about', denial.notPermission ? credentials : null],
  ]
  const shown = rows.flatMap(([name, value]) =>
    value === null ? [] : [`  ${padded(names[name], 16)}  ${printable(String(value))}`],
  )
  const body = shown.length === 0 ? [`  ${nothing}`] : shown
  return [`${heading} ${index + 1}`, ...body].join('\n')
}

const english = {
  heading: 'Denial',
  names: {
    principal: 'principal',
    action: 'action',
    resource: 'resource',
    claim: 'claim',
    service: 'service',
    operation: 'operation',
    errorCode: 'error code',
    httpStatus: 'HTTP status',
    requestId: 'request id',
    authorizationId: 'authorization id',
    time: 'time',
    region: 'region',
    account: 'account',
    about: 'about',
  },
  credentials: 'the credentials, not permissions',
  nothing: 'Access was denied; the text says nothing more.',
}

const labels: Readonly<Record<Language, typeof english>> = {
  en: english,
  ko: {
    heading: '거부',
    names: {
      principal: '보안 주체',
      action: '작업',
      resource: '리소스',
      claim: 'AWS가 든 이유',
      service: '서비스',
      operation: 'API 작업',
      errorCode: '오류 코드',
      httpStatus: 'HTTP 상태',
      requestId: '요청 ID',
      authorizationId: '권한 부여 ID',
      time: '시각',
      region: '리전',
      account: '계정',
      about: '대상',
    },
    credentials: '권한이 아니라 자격 증명',
    nothing: '액세스가 거부되었고, 텍스트에 더 적힌 것은 없습니다.',
  },
}
