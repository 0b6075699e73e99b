import type { Language } from '../causes/cause.ts'
import { requestDenial } from '../denial/request-denial.ts'
import { parseArn } from '../iam/arn.ts'
import type { Phrase } from '../iam/phrase.ts'
import type { PlannedWork } from '../services/planned-work.ts'
import { checkGlue, glueQuestionOf } from './check-glue.ts'
import { arnOfKeyName, isKeyName, noSuchKey } from './check-key.ts'
import { explainOpened, openGiven } from './explain.ts'
import { cliProblem, type ExitCode, type Io } from './io.ts'
import { checkExplainOptions, type RawCheckOptions } from './options.ts'

/** `undeny check`: judges a call that nobody has made yet, and prints the same answer as for a denial. */
export function runCheck(
  words: readonly string[],
  raw: RawCheckOptions,
  language: Language,
  io: Io,
): Promise<ExitCode> {
  // Reading SQL takes a parser that no other question needs.
  if (words.join(' ') === 'athena query')
    return import('./check-query.ts').then(({ checkQuery }) => checkQuery(raw, language, io))
  return Promise.resolve(answer(words, raw, language, io))
}

function answer(words: readonly string[], raw: RawCheckOptions, language: Language, io: Io): ExitCode {
  const glue = glueQuestionOf(words)
  if (glue !== null) return checkGlue(glue, raw, language, io)
  const request = requestOf(words)
  if (request === null) return cliProblem(io, 2, usage, language)
  const { as: given, ...rest } = raw
  const isPublic = request.work?.kind === 'publicRead'
  if (isPublic && given !== undefined && given !== 'anonymous') return cliProblem(io, 2, notEverybody, language)
  const principal = given ?? (isPublic ? 'anonymous' : '')
  if (!isPrincipal(principal)) return cliProblem(io, 2, withoutCaller, language)
  const context = [...(raw.context ?? []), ...request.context]
  const { action, work = null } = request
  const resource = isKeyName(request.resource) ? keyOf(request.resource, principal, raw) : request.resource
  if (typeof resource !== 'string') return cliProblem(io, 3, resource.problem, language)
  const checked = checkExplainOptions(null, { ...rest, principal, action, resource, context }, language)
  if (!checked.ok) return cliProblem(io, 2, checked.problem, language)
  const opened = openGiven(checked.options.snapshot)
  if (!opened.ok) return cliProblem(io, 3, opened.problem, language)
  return explainOpened([requestDenial('')], '', checked.options, opened, io, work)
}

/** The ARN of a key given by its name, which only a snapshot tells. */
function keyOf(name: string, principal: string, { snapshot }: RawCheckOptions): string | { readonly problem: Phrase } {
  const opened = openGiven(snapshot ?? null)
  if (!opened.ok) return opened
  return arnOfKeyName(name, principal, opened.snapshot) ?? { problem: noSuchKey(name, principal) }
}

function isPrincipal(name: string): boolean {
  return name === 'anonymous' || parseArn(name) !== null
}

/** One request as the words of `check` describe it. */
export interface CheckedRequest {
  readonly action: string
  readonly resource: string
  /** Context keys that the words tell, as `KEY=VALUE`. */
  readonly context: readonly string[]
  /** What the request is the first one of; absent for a call of its own. */
  readonly work?: PlannedWork
}

/** The request that the words describe; null where they describe none. */
export function requestOf(words: readonly string[]): CheckedRequest | null {
  const [verb = '', ...rest] = words
  switch (verb) {
    case 'action':
      return rest.length === 2 ? { action: rest[0] ?? '', resource: rest[1] ?? '', context: [] } : null
    case 's3':
      if (rest[0] === 'copy') return copyRequest(rest.slice(1))
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

/** `s3 copy SOURCE [to] TARGET`; as for S3 itself, `?versionId=` after the source names a version. */
function copyRequest(words: readonly string[]): CheckedRequest | null {
  const [from, to, ...others] = words.length === 3 && words[1] === 'to' ? [words[0], words[2]] : words
  const [, plain = '', versionId = null] = /^([\s\S]*?)(?:\?versionId=([^&?]+))?$/.exec(from ?? '') ?? []
  const source = placeOf(plain)
  const target = placeOf(to ?? '')
  if (source === null || target === null || source.key === '' || others.length > 0) return null
  // A target that is a folder keeps the name of the source, as it does for `aws s3 cp`.
  const isFolder = target.key === '' || target.key.endsWith('/')
  const name = isFolder ? `${target.key}${source.key.split('/').at(-1)}` : target.key
  const work: PlannedWork = { kind: 's3Copy', target: `arn:aws:s3:::${target.bucket}/${name}`, versionId }
  const action = versionId === null ? 's3:GetObject' : 's3:GetObjectVersion'
  return { action, resource: `arn:aws:s3:::${source.bucket}/${source.key}`, context: [], work }
}

function placeOf(url: string): { readonly bucket: string; readonly key: string } | null {
  const [, bucket, key = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,62})(?:\/([\s\S]*))?$/.exec(url) ?? []
  return bucket === undefined ? null : { bucket, key }
}

function s3Request(verb: string, url: string): CheckedRequest | null {
  const place = placeOf(url)
  if (place === null) return null
  const { bucket, key } = place
  if (verb === 'list') {
    // The AWS CLI sends an empty prefix where none is asked for.
    const context = [`s3:prefix=${key}`]
    return { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}`, context }
  }
  if (verb === 'public-read') {
    const read = { action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/${key}`, context: [] }
    return key === '' ? null : { ...read, work: { kind: 'publicRead' } }
  }
  const action = objectActions.get(verb)
  return action === undefined || key === '' ? null : { action, resource: `arn:aws:s3:::${bucket}/${key}`, context: [] }
}

function kmsRequest(verb: string, key: string): CheckedRequest | null {
  if (!isArnOf(key, 'kms') && !isKeyName(key)) return null
  if (verb === 'decrypt') return { action: 'kms:Decrypt', resource: key, context: [] }
  return verb === 'encrypt' ? { action: 'kms:Encrypt', resource: key, context: [] } : null
}

function isArnOf(text: string | undefined, service: string): boolean {
  return text !== undefined && parseArn(text)?.service === service
}

const usage: Phrase = {
  en: '`undeny check` takes `action ACTION RESOURCE`, `s3 get|put|list|delete|public-read s3://BUCKET/KEY`, `s3 copy s3://BUCKET/KEY s3://BUCKET/KEY`, `assume-role ARN`, `kms decrypt|encrypt KEY`, `glue job|crawler NAME`, or `athena query`; `undeny check --help` shows examples.',
  ko: '`undeny check` 명령에는 `action ACTION RESOURCE`, `s3 get|put|list|delete|public-read s3://BUCKET/KEY`, `s3 copy s3://BUCKET/KEY s3://BUCKET/KEY`, `assume-role ARN`, `kms decrypt|encrypt KEY`, `glue job|crawler NAME`, `athena query` 형식을 씁니다. `undeny check --help` 명령에 예가 있습니다.',
}

const withoutCaller: Phrase = {
  en: '`undeny check` needs `--as ARN`, or `--as anonymous`: who would make the call.',
  ko: '`undeny check` 명령에는 호출할 보안 주체를 알려 주는 `--as ARN` 또는 `--as anonymous` 옵션이 필요합니다.',
}

const notEverybody: Phrase = {
  en: '`undeny check s3 public-read` asks for everybody, so `--as` takes only `anonymous` there.',
  ko: '`undeny check s3 public-read` 명령은 누구나 읽을 수 있는지 알아보므로 `--as` 옵션에 `anonymous` 값만 쓸 수 있습니다.',
}
