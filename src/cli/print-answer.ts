import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { withRuledOut } from '../diagnosis/ruled-out.ts'
import { applyScript } from '../report/apply-script.ts'
import { diagnosisJson } from '../report/json.ts'
import { markdownOf } from '../report/markdown.ts'
import { redactedJson, redactedReport } from '../report/redacted.ts'
import { reportOf } from '../report/report.ts'
import { textOf } from '../report/text.ts'
import type { SnapshotFiles } from '../snapshot/files.ts'
import { type Redact, redactionOf } from '../snapshot/redact.ts'
import { cliProblem, type ExitCode, type Io, usesColour } from './io.ts'
import type { ExplainOptions } from './options.ts'

/** What an answer is printed from, beside the diagnoses: a redaction learns every name that occurs. */
export interface AnswerInput {
  readonly input: string
  readonly files: SnapshotFiles
  readonly options: ExplainOptions
}

/** Prints the diagnoses in the form asked for; the exit code says how certain they are. */
export function printAnswer(answers: readonly Diagnosis[], given: AnswerInput, io: Io): ExitCode {
  const { options } = given
  const diagnoses = options.all ? answers.map(withRuledOut) : answers
  const certainty = diagnoses.every((diagnosis) => diagnosis.certain) ? 0 : 1
  if (options.format === 'applyScript') return printScript(diagnoses, options, certainty, io)
  const redact = options.redact ? redactionOf(knownTexts(diagnoses, given)) : null
  io.stdout(options.format === 'json' ? jsonOf(diagnoses, options, redact) : wordsOf(diagnoses, options, redact, io))
  return certainty
}

function printScript(
  diagnoses: readonly Diagnosis[],
  { language }: ExplainOptions,
  certainty: ExitCode,
  io: Io,
): ExitCode {
  const script = applyScript(diagnoses, language)
  if (script === null) return cliProblem(io, 1, noScript, language)
  io.stdout(script)
  return certainty
}

const noScript = {
  en: 'No fix is verified, so there is no script to print; the answer without --apply-script says why.',
  ko: '검증된 해결책이 없어 출력할 스크립트가 없습니다. --apply-script 옵션 없이 실행하면 이유를 볼 수 있습니다.',
} as const

function jsonOf(diagnoses: readonly Diagnosis[], { language }: ExplainOptions, redact: Redact | null): string {
  const objects = diagnoses.map((diagnosis) => {
    const object = diagnosisJson(diagnosis, language)
    return redact === null ? object : redactedJson(object, redact(object), textRedaction(redact))
  })
  return `${JSON.stringify(objects.length === 1 ? objects[0] : objects, null, 2)}\n`
}

function wordsOf(
  diagnoses: readonly Diagnosis[],
  { language, format }: ExplainOptions,
  redact: Redact | null,
  io: Io,
): string {
  const texts = diagnoses.map((diagnosis) => {
    const plain = reportOf(diagnosis, language)
    const report = redact === null ? plain : redactedReport(plain, textRedaction(redact))
    return format === 'markdown' ? markdownOf(report, language) : textOf(report, { language, colour: usesColour(io) })
  })
  return texts.join('\n')
}

function textRedaction(redact: Redact): (text: string) => string {
  return (text) => String(redact(text))
}

/** Everything in which a name can stand. */
function knownTexts(diagnoses: readonly Diagnosis[], { input, files, options }: AnswerInput): unknown {
  const { principal, resource, context, expectedPrincipal } = options
  return [
    input,
    [principal, resource, expectedPrincipal, context].filter((value) => value !== null),
    Object.fromEntries(files.paths().map((path) => [path, jsonOrText(files.read(path) ?? '')])),
    diagnoses.map(({ denial }) => denial),
    diagnoses.map((diagnosis) => diagnosisJson(diagnosis, 'en')),
  ]
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
