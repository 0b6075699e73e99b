import type { Layer, Mismatch, StatementTrace } from '../engine/trace.ts'
import { quoted } from '../fixes/cli-command.ts'
import type { Edit } from '../fixes/edit.ts'
import type { Condition } from '../iam/policy.ts'
import { field, isRecord, listAt } from '../snapshot/json.ts'
import { bucketEncryption } from '../snapshot/s3.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type Language } from './cause.ts'
import { escapePointer } from './explicit-deny.ts'
import { actualValues, matchingDenies, nearAllows, placeOf, statementOfTrace, storedOf } from './facts.ts'
import { certainRefusals, s3PlaceOf } from './s3-refusal.ts'
import { namesNothing, suspectS3, writesObject } from './s3-suspicion.ts'
import { satisfyingValue } from './satisfying-value.ts'
import { code, codes, labelOf, type PolicyLabel, statementOf } from './words.ts'

/** What a condition wants of an encryption header, and what the request sent. */
interface WantedHeader {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
  /** Empty where the request carried no such header. */
  readonly actual: readonly string[]
}

interface EncryptionRequired extends Evidence {
  readonly bucket: string
  readonly action: string
  /** Null where a setting of the bucket refuses. */
  readonly policy: PolicyLabel | null
  readonly headers: readonly WantedHeader[]
}

/** A policy or a setting of the bucket refuses an upload with this encryption. */
export const s3EncryptionRequired: Cause = defineCause<EncryptionRequired>({
  code: 'UD911',
  name: 's3-encryption-required',
  since: '0.1.0',
  layers: ['resource', 'identity', 'boundary', 'session', 'scp', 'rcp', 'vpce', 'accessPoint', 'blockedEncryption'],
  specificity: 3,

  find: (input) => {
    const { request } = input.authorization
    const place = s3PlaceOf(request)
    if (place === null || !request.action.toLowerCase().startsWith('s3:')) return []
    const about = { bucket: place.bucket, action: request.action }
    const blocked = certainRefusals(input, 'blockedEncryption').map(
      (): EncryptionRequired => ({ ...about, layer: 'blockedEncryption', place: null, policy: null, headers: [] }),
    )
    return [...blocked, ...inPolicies(input, about)]
  },

  edits: (evidence, input) => (evidence.policy === null ? blockedEdits(evidence, input) : headerEdits(evidence, input)),

  suspect: (input) =>
    suspectS3(input, {
      layer: 'blockedEncryption',
      rank: 8.4,
      when: (asked) => writesObject(asked) && namesNothing(asked),
      operation: 'get-bucket-encryption',
      ofObject: false,
      fact: bucketEncryption,
    }),

  explain: {
    en: (e) => ({ headline: headline.en(e), why: why.en(e) }),
    ko: (e) => ({ headline: headline.ko(e), why: why.ko(e) }),
  },

  suspicion: {
    en: () => 'The bucket refuses uploads with this encryption.',
    ko: () => '버킷이 이 암호화 방식의 업로드를 거부합니다.',
  },
})

const policyLayers: readonly Layer[] = [
  'resource',
  'identity',
  'boundary',
  'session',
  'scp',
  'rcp',
  'vpce',
  'accessPoint',
]

function isEncryptionKey(key: string): boolean {
  return key.toLowerCase().startsWith('s3:x-amz-server-side-encryption')
}

const isEncryptionMismatch = (m: Mismatch): boolean =>
  (m.kind === 'conditionNotMet' || m.kind === 'contextKeyAbsent') && isEncryptionKey(m.condition.key)

type About = Pick<EncryptionRequired, 'bucket' | 'action'>

/** Deny statements that apply because of an encryption header, and Allow statements that only such a header keeps away. */
function inPolicies(input: CauseInput, about: About): readonly EncryptionRequired[] {
  const denies = policyLayers.flatMap((layer) => matchingDenies(input, layer).map((trace) => ({ layer, trace })))
  const allows = nearAllows(input, isEncryptionMismatch).map(({ layer, trace }) => ({ layer, trace }))
  return [...denies, ...allows].flatMap(({ layer, trace }) => evidenceOf(input, about, layer, trace))
}

function evidenceOf(
  input: CauseInput,
  about: About,
  layer: Layer,
  trace: StatementTrace,
): readonly EncryptionRequired[] {
  const conditions = encryptionConditions(input, trace)
  const [first] = conditions
  if (first === undefined) return []
  const headers = conditions.map(({ operator, key, values }) => ({
    operator: operator.text,
    key,
    values,
    actual: actualValues(input, key),
  }))
  const within = `/Condition/${escapePointer(first.operator.text)}/${escapePointer(first.key)}`
  return [{ ...about, layer, place: placeOf(trace, within), policy: labelOf(storedOf(input, trace)), headers }]
}

function encryptionConditions(input: CauseInput, trace: StatementTrace): readonly Condition[] {
  return (statementOfTrace(input, trace)?.conditions ?? []).filter(({ key }) => isEncryptionKey(key))
}

/** The headers with which the statement lets the upload through. */
function headerEdits({ place }: EncryptionRequired, input: CauseInput): readonly Edit[] {
  if (place === null) return []
  const { policyId, index } = place.at
  const trace = input.decision.layers
    .flatMap(({ statements }) => statements)
    .find((s) => s.policyId === policyId && s.index === index)
  if (trace === undefined) return []
  return encryptionConditions(input, trace).flatMap((condition): readonly Edit[] => {
    const value = headerValue(condition, trace, input)
    return value === null ? [] : [{ kind: 'changeRequest', key: condition.key, values: value }]
  })
}

/** The value to send; empty where the header is not to be sent, null where the document does not tell. */
function headerValue(condition: Condition, trace: StatementTrace, input: CauseInput): readonly string[] | null {
  const isDeny = trace.effect === 'Deny'
  const value = satisfyingValue(condition, input, isDeny ? 'escape' : 'meet')
  if (value !== null) return [value]
  // A Deny that lists the value that was sent lets the request through without it.
  return isDeny && actualValues(input, condition.key).length > 0 ? [] : null
}

const sseC = 's3:x-amz-server-side-encryption-customer-algorithm'

function blockedEdits({ bucket }: EncryptionRequired, { call, authorization }: CauseInput): readonly Edit[] {
  const { resourceAccount } = authorization.request
  const recorded = call.snapshot.find('s3', 'GetBucketEncryption', bucket).flatMap((found) => {
    const answer = found.fact.kind === 'known' ? withoutBlocked(found.fact.value) : null
    return answer === null ? [] : [{ found, answer }]
  })
  const [first] = recorded
  const request: Edit = { kind: 'changeRequest', key: sseC, values: [] }
  if (first === undefined) return [request]
  const configuration = quoted(JSON.stringify(field(first.answer, 'ServerSideEncryptionConfiguration')))
  const setting = {
    name: 'allowEncryption',
    target: `s3-setting:encryption/${bucket}`,
    subject: bucket,
    owner: { kind: 'bucketOwner', account: resourceAccount === 'unknown' ? null : resourceAccount },
    command: `aws s3api put-bucket-encryption --bucket ${quoted(bucket)} --server-side-encryption-configuration ${configuration}`,
  } as const
  const answers = recorded.map(({ found: { account, region, identifiers }, answer }) => ({
    place: { account, region, service: 's3', operation: 'GetBucketEncryption', identifiers },
    answer,
  }))
  return [request, { kind: 'changeSetting', setting, answers }]
}

/** The recorded configuration with no kind of encryption blocked. */
function withoutBlocked(json: unknown): unknown {
  const configuration = field(json, 'ServerSideEncryptionConfiguration')
  if (!isRecord(configuration)) return null
  const rules = listAt(configuration, 'Rules').map((rule) =>
    isRecord(rule) ? { ...rule, BlockedEncryptionTypes: { EncryptionType: ['NONE'] } } : rule,
  )
  return { ServerSideEncryptionConfiguration: { ...configuration, Rules: rules } }
}

const headline: Readonly<Record<Language, (e: EncryptionRequired) => string>> = {
  en: (e) =>
    e.policy === null || e.place === null
      ? `Bucket ${code(e.bucket)} blocks uploads with ${code('SSE-C')}, keys that the customer provides.`
      : `${statementOf.en(e.place.at, e.policy)} lets ${code(e.action)} through only with another encryption header.`,
  ko: (e) =>
    e.policy === null || e.place === null
      ? `${code(e.bucket)} 버킷은 고객 제공 키(${code('SSE-C')})를 쓰는 업로드를 차단합니다.`
      : `${statementOf.ko(e.place.at, e.policy)}은 다른 암호화 헤더가 있을 때만 ${code(e.action)} 작업을 통과시킵니다.`,
}

const why: Readonly<Record<Language, (e: EncryptionRequired) => string>> = {
  en: (e) => {
    if (e.headers.length === 0) return `The request asked for ${code('SSE-C')}, and the bucket lists it as blocked.`
    const each = e.headers.map(
      (h) =>
        `${code(h.operator)} on ${code(h.key)} lists ${codes(h.values, 'en')}; the request ${h.actual.length === 0 ? 'carried no such header' : `carried ${codes(h.actual, 'en')}`}`,
    )
    return `${each.join('. ')}.`
  },
  ko: (e) => {
    if (e.headers.length === 0)
      return `요청은 ${code('SSE-C')} 암호화를 요구했고, 버킷의 차단 목록에 이 유형이 있습니다.`
    const each = e.headers.map(
      (h) =>
        `${code(h.operator)} 조건의 ${code(h.key)} 키에는 ${codes(h.values, 'ko')} 값이 있고, ${h.actual.length === 0 ? '요청에는 이 헤더가 없었습니다' : `요청의 값은 ${codes(h.actual, 'ko')}입니다`}`,
    )
    return `${each.join('. ')}.`
  },
}
