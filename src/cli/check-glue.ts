import type { Language } from '../causes/cause.ts'
import type { Denial } from '../denial/denial.ts'
import { requestDenial } from '../denial/request-denial.ts'
import { parseArn } from '../iam/arn.ts'
import type { Phrase } from '../iam/phrase.ts'
import type { GlueRun } from '../services/planned-work.ts'
import { glueRuns } from '../services/work-requests.ts'
import { explainOpened, openGiven } from './explain.ts'
import { cliProblem, type ExitCode, type Io, printable } from './io.ts'
import { checkExplainOptions, type RawCheckOptions } from './options.ts'

/** A job or crawler as the words of `check` name it. */
export interface GlueQuestion {
  readonly kind: 'glueJob' | 'glueCrawler'
  readonly name: string
}

/** The job or crawler that the words name; null where they name none. */
export function glueQuestionOf(words: readonly string[]): GlueQuestion | null {
  const [verb, what, name = '', ...others] = words
  if (verb !== 'glue' || name === '' || others.length > 0) return null
  if (what === 'job') return { kind: 'glueJob', name }
  return what === 'crawler' ? { kind: 'glueCrawler', name } : null
}

/** Judges a run of a recorded job or crawler before it starts, and with `--as` also who starts it. */
export function checkGlue(question: GlueQuestion, raw: RawCheckOptions, language: Language, io: Io): ExitCode {
  const { as: startedBy = null, ...rest } = raw
  if (startedBy !== null && parseArn(startedBy) === null) return cliProblem(io, 2, notAnArn, language)
  const checked = checkExplainOptions(null, rest, language)
  if (!checked.ok) return cliProblem(io, 2, checked.problem, language)
  const opened = openGiven(checked.options.snapshot)
  if (!opened.ok) return cliProblem(io, 3, opened.problem, language)
  const found = glueRuns(question.kind, question.name, opened.snapshot)
  const own = startedBy === null ? found : found.filter(({ account }) => account === parseArn(startedBy)?.account)
  const [run, another] = own
  if (run === undefined) return cliProblem(io, 3, notRecorded(question), language)
  if (another !== undefined) return cliProblem(io, 3, severalRecorded(question), language)
  const { kind } = question
  const options = { ...checked.options, ...firstRequest(question, run, startedBy) }
  return explainOpened([denialOf(question, run)], '', options, opened, io, { kind, run, startedBy })
}

interface FirstRequest {
  readonly principal: string
  readonly action: string
  readonly resource: string
}

/** Who starts the run asks first; without a starter the first request is the one of AWS Glue for the role. */
function firstRequest({ kind, name }: GlueQuestion, run: GlueRun, startedBy: string | null): FirstRequest {
  if (startedBy === null) return { principal: 'glue.amazonaws.com', action: 'sts:AssumeRole', resource: run.roleArn }
  const [action, type] = kind === 'glueJob' ? ['glue:StartJobRun', 'job'] : ['glue:StartCrawler', 'crawler']
  const partition = run.roleArn.split(':')[1] ?? 'aws'
  const resource = `arn:${partition}:glue:${run.region}:${run.account}:${type}/${name}`
  return { principal: startedBy, action, resource }
}

/** The request put as a denial that names the job, as a log of its run would. */
function denialOf({ kind, name }: GlueQuestion, { region }: GlueRun): Denial {
  const denial = requestDenial('')
  const glueJobName = kind === 'glueJob' ? name : null
  return { ...denial, region, hints: { ...denial.hints, glueJobName } }
}

function notRecorded({ kind, name }: GlueQuestion): Phrase {
  const shown = `\`${printable(name)}\``
  const [what, command] = kind === 'glueJob' ? ['job', 'get-jobs'] : ['crawler', 'get-crawlers']
  const whatKo = kind === 'glueJob' ? '작업' : '크롤러'
  return {
    en: `The snapshot holds no Glue ${what} ${shown}; \`aws glue ${command}\` records it.`,
    ko: `스냅샷에 ${shown} Glue ${whatKo} 기록이 없습니다. \`aws glue ${command}\` 명령으로 기록할 수 있습니다.`,
  }
}

function severalRecorded({ kind, name }: GlueQuestion): Phrase {
  const shown = `\`${printable(name)}\``
  return {
    en: `The snapshot holds several Glue ${kind === 'glueJob' ? 'jobs' : 'crawlers'} ${shown}, in more than one account or Region.`,
    ko: `스냅샷에 ${shown} Glue ${kind === 'glueJob' ? '작업' : '크롤러'} 기록이 여러 계정이나 리전에 있습니다.`,
  }
}

const notAnArn: Phrase = {
  en: '`undeny check glue` takes an ARN with `--as`: who would start the run.',
  ko: '`undeny check glue` 명령의 `--as` 옵션에는 실행을 시작할 보안 주체의 ARN을 씁니다.',
}
