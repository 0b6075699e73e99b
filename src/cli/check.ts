import type { Language } from '../causes/cause.ts'
import { requestDenial } from '../denial/request-denial.ts'
import { parseArn } from '../iam/arn.ts'
import { explainDenials } from './explain.ts'
import { cliProblem, type ExitCode, type Io } from './io.ts'
import { checkExplainOptions, type RawCheckOptions, type UsageProblem } from './options.ts'

/** `undeny check`: judges a call that nobody has made yet, and prints the same answer as for a denial. */
export function runCheck(
  words: readonly string[],
  raw: RawCheckOptions,
  language: Language,
  io: Io,
): Promise<ExitCode> {
  const request = requestOf(words)
  if (request === null) return Promise.resolve(cliProblem(io, 2, usage[language]))
  const isNamed = raw.as !== undefined && (raw.as === 'anonymous' || parseArn(raw.as) !== null)
  if (!isNamed) return Promise.resolve(cliProblem(io, 2, withoutCaller[language]))
  const { as: principal = '', ...rest } = raw
  const context = [...(raw.context ?? []), ...request.context]
  const { action, resource } = request
  const checked = checkExplainOptions(null, { ...rest, principal, action, resource, context }, language)
  if (!checked.ok) return Promise.resolve(cliProblem(io, 2, checked.problem[language]))
  return Promise.resolve(explainDenials([requestDenial('')], '', checked.options, io))
}

/** One request as the words of `check` describe it. */
export interface CheckedRequest {
  readonly action: string
  readonly resource: string
  /** Context keys that the words tell, as `KEY=VALUE`. */
  readonly context: readonly string[]
}

/** The request that the words describe; null where they describe none. */
export function requestOf(words: readonly string[]): CheckedRequest | null {
  const [verb = '', ...rest] = words
  switch (verb) {
    case 'action':
      return rest.length === 2 ? { action: rest[0] ?? '', resource: rest[1] ?? '', context: [] } : null
    case 's3':
      return rest.length === 2 ? s3Request(rest[0] ?? '', rest[1] ?? '') : null
    case 'assume-role':
      return rest.length === 1 && isArnOf(rest[0], 'iam')
        ? { action: 'sts:AssumeRole', resource: rest[0] ?? '', context: [] }
        : null
    case 'kms':
      return rest.length === 2 ? kmsRequest(rest[0] ?? '', rest[1] ?? '') : null
    default:
      return null
  }
}

const objectActions: ReadonlyMap<string, string> = new Map([
  ['get', 's3:GetObject'],
  ['put', 's3:PutObject'],
  ['delete', 's3:DeleteObject'],
])

function s3Request(verb: string, url: string): CheckedRequest | null {
  const [, bucket, key = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,62})(?:\/([\s\S]*))?$/.exec(url) ?? []
  if (bucket === undefined) return null
  if (verb === 'list') {
    // The AWS CLI sends an empty prefix where none is asked for.
    const context = [`s3:prefix=${key}`]
    return { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}`, context }
  }
  const action = objectActions.get(verb)
  return action === undefined || key === '' ? null : { action, resource: `arn:aws:s3:::${bucket}/${key}`, context: [] }
}

function kmsRequest(verb: string, key: string): CheckedRequest | null {
  if (!isArnOf(key, 'kms')) return null
  if (verb === 'decrypt') return { action: 'kms:Decrypt', resource: key, context: [] }
  return verb === 'encrypt' ? { action: 'kms:Encrypt', resource: key, context: [] } : null
}

function isArnOf(text: string | undefined, service: string): boolean {
  return text !== undefined && parseArn(text)?.service === service
}

const usage: UsageProblem = {
  en: '`undeny check` takes `action ACTION RESOURCE`, `s3 get|put|list|delete s3://BUCKET/KEY`, `assume-role ARN`, or `kms decrypt|encrypt ARN`; `undeny check --help` shows examples.',
  ko: '`undeny check` 명령에는 `action ACTION RESOURCE`, `s3 get|put|list|delete s3://BUCKET/KEY`, `assume-role ARN`, `kms decrypt|encrypt ARN` 형식을 씁니다. `undeny check --help` 명령에 예가 있습니다.',
}

const withoutCaller: UsageProblem = {
  en: '`undeny check` needs `--as ARN`, or `--as anonymous`: who would make the call.',
  ko: '`undeny check` 명령에는 호출할 보안 주체를 알려 주는 `--as ARN` 또는 `--as anonymous` 옵션이 필요합니다.',
}
