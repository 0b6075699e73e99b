import type { Language } from '../causes/cause.ts'
import { code } from '../causes/words.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { parseArn } from '../iam/arn.ts'
import type { CallerStep } from '../services/callers.ts'
import type { JoinedBy } from '../services/joined-record.ts'

/** What the log of the time adds, one sentence each: the record of the denial, the refusal behind it, who called. */
export const logged: Readonly<Record<Language, (d: Diagnosis) => readonly string[]>> = {
  en: (d) => [joined.en(d), behind.en(d), calledBy.en(d)].filter((sentence) => sentence !== ''),
  ko: (d) => [joined.ko(d), behind.ko(d), calledBy.ko(d)].filter((sentence) => sentence !== ''),
}

type Sentence = Readonly<Record<Language, (d: Diagnosis) => string>>

const joined: Sentence = {
  en: ({ joined }) => (joined === null ? '' : `Joined to event ${eventIn.en(joined)}, ${joinedBy.en[joined.by]}.`),
  ko: ({ joined }) =>
    joined === null ? '' : `${eventIn.ko(joined)} 이벤트와 연결했습니다. ${joinedBy.ko[joined.by]}.`,
}

const joinedBy: Readonly<Record<Language, Readonly<Record<JoinedBy, string>>>> = {
  en: {
    requestId: 'which has the same request ID',
    extendedRequestId: 'which has the same extended request ID',
    eventId: 'which the text names',
    sharedEventId: 'which another account received for the same call',
    principalAndTime: 'the only refused call like it within two minutes',
  },
  ko: {
    requestId: '요청 ID가 같습니다',
    extendedRequestId: '확장 요청 ID가 같습니다',
    eventId: '텍스트에 적힌 이벤트입니다',
    sharedEventId: '같은 호출을 다른 계정이 받은 기록입니다',
    principalAndTime: '2분 안에 거부된 같은 호출이 이것 하나입니다',
  },
}

interface Place {
  readonly eventId: string | null
  readonly file: string
}

const eventIn: Readonly<Record<Language, (place: Place) => string>> = {
  en: ({ eventId, file }) => `${eventId === null ? 'without an ID' : code(eventId)} of file ${code(file)}`,
  ko: ({ eventId, file }) => `${code(file)} 파일의 ${eventId === null ? 'ID 없는' : code(eventId)}`,
}

const behind: Sentence = {
  en: ({ keyDenial: key }) =>
    key === null
      ? ''
      : `KMS refused it, not S3: event ${eventIn.en(key)} shows that KMS refused S3 ${code(key.action)} on ${code(key.keyArn)}.`,
  ko: ({ keyDenial: key }) =>
    key === null
      ? ''
      : `S3가 아니라 KMS가 거부했습니다. ${eventIn.ko(key)} 이벤트에서 KMS는 S3가 요청한 ${code(key.keyArn)} 키의 ${code(key.action)} 작업을 거부했습니다.`,
}

const calledBy: Sentence = {
  en: ({ callers }) => {
    if (callers.length === 0) return ''
    const { names, session, sourceIdentity, provider, onBehalfOf, invokedBy } = factsOf(callers)
    const facts = [
      ...(provider === null ? [] : [`vouched for by ${code(provider)}`]),
      ...(sourceIdentity === null ? [] : [`source identity ${code(sourceIdentity)}`]),
      ...(onBehalfOf === null ? [] : [`for the IAM Identity Center user ${code(onBehalfOf)}`]),
      ...(invokedBy === null ? [] : [`through ${code(invokedBy)}`]),
    ]
    const inSession = session === null ? '' : ` (session ${code(session)})`
    return `Called by: ${[`${names.map((name) => code(name)).join(' → ')}${inSession}`, ...facts].join(', ')}.`
  },
  ko: ({ callers }) => {
    if (callers.length === 0) return ''
    const { names, session, sourceIdentity, provider, onBehalfOf, invokedBy } = factsOf(callers)
    const facts = [
      ...(provider === null ? [] : [`자격 증명 공급자 ${code(provider)}`]),
      ...(sourceIdentity === null ? [] : [`소스 자격 증명 ${code(sourceIdentity)}`]),
      ...(onBehalfOf === null ? [] : [`IAM Identity Center 사용자 ${code(onBehalfOf)}`]),
      ...(invokedBy === null ? [] : [`대신 호출한 서비스 ${code(invokedBy)}`]),
    ]
    const inSession = session === null ? '' : ` (세션 ${code(session)})`
    return `호출한 보안 주체는 ${[`${names.map((name) => code(name)).join(' → ')}${inSession}`, ...facts].join(', ')}입니다.`
  },
}

interface CallerFacts extends Pick<CallerStep, 'sourceIdentity' | 'provider' | 'onBehalfOf' | 'invokedBy'> {
  readonly names: readonly string[]
  /** Name of the denied session. */
  readonly session: string | null
}

function factsOf(callers: readonly CallerStep[]): CallerFacts {
  const last = callers.at(-1)
  const home = parseArn(last?.principal ?? '')?.account ?? null
  const first = <Name extends 'sourceIdentity' | 'provider' | 'onBehalfOf'>(name: Name): string | null =>
    callers.findLast((step) => step[name] !== null)?.[name] ?? null
  return {
    names: callers.map(({ principal }) => shortName(principal, home)),
    session: /:assumed-role\/[^/]+\/(.+)$/.exec(last?.principal ?? '')?.[1] ?? null,
    sourceIdentity: first('sourceIdentity'),
    provider: first('provider'),
    onBehalfOf: first('onBehalfOf'),
    invokedBy: last?.invokedBy ?? null,
  }
}

/** `user/mina`, `role/etl`; of another account than that of the denied principal with its account. */
function shortName(principal: string, home: string | null): string {
  const arn = parseArn(principal)
  if (arn === null || (arn.service !== 'iam' && arn.service !== 'sts')) return principal
  const role = /^assumed-role\/([^/]+)/.exec(arn.resource)?.[1]
  const name = role === undefined ? arn.resource : `role/${role}`
  return arn.account === home ? name : `${arn.account}:${name}`
}
