import { type CaseDifference, type CaseOutcome, checkCase, evaluateCase } from '../engine/evaluate-case.ts'
import { type EvaluationCase, readEvaluationCase } from '../engine/evaluation-case.ts'
import type { LayerTrace } from '../engine/trace.ts'
import { matchOf } from '../engine/verdict.ts'
import type { Phrase } from '../iam/phrase.ts'
import { positionOf } from '../iam/position.ts'
import { gatesOfSettings } from '../services/settings-gates.ts'
import { type CaseText, caseTexts } from './case-texts.ts'
import type { EvaluateOptions } from './evaluate-options.ts'
import { cliProblem, type ExitCode, type Io, printable, readInput, tell } from './io.ts'

/** Answers every evaluation case of the input, one JSON line each; malformed ones are reported and the others still answered. */
export async function runEvaluate(options: EvaluateOptions, io: Io): Promise<ExitCode> {
  const { language } = options
  const input = await readInput(options.file, io)
  if (!input.ok) return cliProblem(io, input.code, input.problem, language)
  const texts = caseTexts(input.text)
  if (texts.length === 0) return cliProblem(io, 3, noCase, language)
  const tally = { malformed: 0, checked: 0, differing: 0 }
  for (const text of texts) {
    const answered = answerText(text)
    if (!answered.ok) {
      tally.malformed += 1
      tell(io, faultSentence(text, answered.fault), language)
      continue
    }
    const { one, outcome } = answered
    io.stdout(`${JSON.stringify(answerJson(one, outcome))}\n`)
    if (!options.check || one.expected === null) continue
    tally.checked += 1
    const difference = checkCase(one, outcome)
    if (difference === null) continue
    tally.differing += 1
    tell(io, differenceSentence(text, one, difference), language)
  }
  if (options.check) tell(io, checkedSentence(tally), language)
  if (tally.malformed > 0) return 3
  return tally.differing > 0 ? 1 : 0
}

/** What was wrong with a case: at a place in the text, or at a JSON pointer. */
interface Fault {
  readonly pointer: string
  readonly message: Phrase
}

type Answered =
  | { readonly ok: true; readonly one: EvaluationCase; readonly outcome: CaseOutcome }
  | { readonly ok: false; readonly fault: Fault }

function answerText({ text }: CaseText): Answered {
  const json = parseJson(text)
  if (!json.ok) return { ok: false, fault: { pointer: '', message: json.message } }
  try {
    return answerCase(json.value)
  } catch {
    // A case that breaks the engine, by nesting without end for one, leaves the others their answers.
    return { ok: false, fault: { pointer: '', message: notEvaluated } }
  }
}

function answerCase(json: unknown): Answered {
  const read = readEvaluationCase(json)
  if (!read.ok) return { ok: false, fault: read.problem }
  const one = read.value
  const problems: Fault[] = []
  const outcome = evaluateCase(one, (request, policies) => {
    const settings = gatesOfSettings(request, policies, one.settings)
    problems.push(...settings.problems)
    return settings.gates
  })
  const [problem] = problems
  if (problem === undefined) return { ok: true, one, outcome }
  return { ok: false, fault: { ...problem, pointer: `/settings${problem.pointer}` } }
}

type ParsedJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: Phrase }

function parseJson(text: string): ParsedJson {
  try {
    const value: unknown = JSON.parse(text)
    return { ok: true, value }
  } catch (error) {
    const reason = error instanceof Error ? `: ${printable(error.message)}` : ''
    return {
      ok: false,
      message: { en: `The case is not valid JSON${reason}.`, ko: `사례가 올바른 JSON이 아닙니다${reason}.` },
    }
  }
}

const noCase: Phrase = { en: 'The input holds no evaluation case.', ko: '입력에 사례가 없습니다.' }
const notEvaluated: Phrase = { en: 'The case could not be evaluated.', ko: '이 사례를 평가하지 못했습니다.' }

function checkedSentence({ checked, differing }: { readonly checked: number; readonly differing: number }): Phrase {
  const right = checked - differing
  return {
    en: `${right} of ${checked} checked cases came out as expected.`,
    ko: `확인한 사례 ${checked}건 중 ${right}건이 기대와 같습니다.`,
  }
}

function faultSentence({ text, line, pointer }: CaseText, { pointer: within, message }: Fault): Phrase {
  const path = printable(pointer + within)
  const place = path === '' ? '' : `, ${path}`
  const number = line + lineWithin(text, within) - 1
  return { en: `line ${number}${place}: ${message.en}`, ko: `${number}행${place}: ${message.ko}` }
}

/** The line of the faulty value, or of the closest value around it that exists. */
function lineWithin(text: string, pointer: string): number {
  for (let path = pointer; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    const position = positionOf(text, path)
    if (position !== null) return position.line
  }
  return 1
}

function differenceSentence({ line }: CaseText, one: EvaluationCase, difference: NonNullable<CaseDifference>): Phrase {
  const [expected, actual] = [printable(difference.expected), printable(difference.actual)]
  const [caseEn, caseKo] = one.id === null ? ['', ''] : [`, case ${printable(one.id)}`, `, 사례 ${printable(one.id)}`]
  return {
    en: `line ${line}${caseEn}: expected ${expected}, came out ${actual}.`,
    ko: `${line}행${caseKo}: 기대한 답은 ${expected}, 나온 답은 ${actual}입니다.`,
  }
}

function answerJson(one: EvaluationCase, outcome: CaseOutcome): object {
  const { verdict, possible, blockedBy, allowedBy, mayBlock, layers } = outcome
  return {
    id: one.id,
    ...(one.title === null ? {} : { title: one.title }),
    ...(one.source === null ? {} : { source: one.source }),
    ...(one.why === null ? {} : { why: one.why }),
    verdict,
    possible,
    blockedBy,
    allowedBy,
    mayBlock,
    layers: layers.filter((layer) => layer.presence !== 'none').map(layerJson),
  }
}

function layerJson({ layer, possible, presence, statements }: LayerTrace): object {
  return {
    layer,
    verdict: possible.length === 1 ? possible[0] : null,
    possible,
    ...(presence === 'unknown' ? { unknown: true } : {}),
    statements: statements.map((statement) => ({
      policy: statement.policyId,
      index: statement.index,
      sid: statement.sid,
      effect: statement.effect,
      applies: matchOf(statement),
      mismatches: statement.mismatches.map(({ kind }) => kind),
    })),
  }
}
