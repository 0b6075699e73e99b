import type { Language } from '../causes/cause.ts'
import { code, codes } from '../causes/words.ts'
import { nameOfPlaced } from '../iam/placed-name.ts'
import type { CallWay, WayPart } from '../trail/groups/call-way.ts'
import type { PolicyChange } from '../trail/groups/policy-changes.ts'
import type { Doubt, Succeeded } from '../trail/groups/succeeded.ts'
import { duration } from './duration.ts'
import { count } from './matters-words.ts'

/** That denied calls succeeded later, and why that may not be the end of it. */
export const succeededText: Readonly<Record<Language, (success: Succeeded) => string>> = {
  en: (success) => {
    const { at, eventId, secondsAfter, count: times, hasMore, doubt } = success
    const event = eventId === null ? '' : ` (event ${code(eventId)})`
    const more = times < 2 ? '' : `, and ${hasMore ? `at least ${count(times)} times` : often(times - 1, false)} more`
    const how = doubt?.kind === 'otherwise' ? 'Succeeded otherwise' : 'Succeeded since'
    const first = `${how}: ${code(at)}${event}, ${duration(secondsAfter, 'en')} after the last denial${more}.`
    return doubt === null ? first : `${first} This shows no repair: ${doubtText.en(doubt)}.`
  },
  ko: (success) => {
    const { at, eventId, secondsAfter, count: times, hasMore, doubt } = success
    const event = eventId === null ? '' : `(이벤트 ${code(eventId)})`
    const more = times < 2 ? '' : ` 지금까지 ${count(times)}번${hasMore ? ' 넘게' : ''} 성공했습니다.`
    const how = doubt?.kind === 'otherwise' ? '다른 방식의 호출이' : '같은 호출이'
    const first = `마지막 거부 ${duration(secondsAfter, 'ko')} 뒤인 ${code(at)}${event}에 ${how} 성공했습니다.${more}`
    return doubt === null ? first : `${first} ${doubtText.ko(doubt)} 해결되었다는 근거는 아닙니다.`
  },
}

function often(times: number, hasMore: boolean): string {
  if (hasMore) return `more than ${count(times)} times`
  return times === 1 ? 'once' : `${count(times)} times`
}

const doubtText: Readonly<Record<Language, (doubt: Doubt) => string>> = {
  en: (doubt) => {
    switch (doubt.kind) {
      case 'otherwise':
        return `the denied calls were not made ${doubt.differences.map((part) => wayText.en[part](doubt.way)).join(', ')}`
      case 'otherWays':
        return 'the call was denied by way of another VPC endpoint, MFA or calling service as well, and has not succeeded so'
      case 'session':
        return 'the session policy of the denied session decides, and each session has its own'
      case 'unread':
        return 'the statement that denies was not read'
      case 'elsewhere':
        return 'not everything that can deny it was read, and not each denied call has succeeded with its address, user agent and session'
      case 'conditions':
        return `the answer depends on ${codes(doubt.keys, 'en')}, which can differ from call to call`
      case 'between':
        return `the call also succeeded ${often(doubt.count, doubt.hasMore)} between the denials`
      case 'deniedAgain':
        return `the same call was denied again at ${code(doubt.at)}`
      case 'resources':
        return `it succeeded on ${count(doubt.succeeded)} of ${doubt.hasMore ? 'more than ' : ''}${count(doubt.denied)} denied resources`
      case 'unreadLog':
        return 'not all of the log could be read, and what is missing may hold a later denial'
      case 'calls':
        return `${doubt.succeeded} of ${doubt.denied} kinds of denied calls have succeeded`
    }
  },
  ko: (doubt) => {
    switch (doubt.kind) {
      case 'otherwise':
        return `거부된 호출과 방식이 다르므로(${doubt.differences.map((part) => wayText.ko[part](doubt.way)).join(', ')})`
      case 'otherWays':
        return '거부된 호출 가운데 VPC 엔드포인트, MFA, 호출한 서비스가 다른 것은 아직 성공하지 않았으므로'
      case 'session':
        return '거부된 세션의 세션 정책이 결정하고 세션마다 정책이 다르므로'
      case 'unread':
        return '거부하는 문을 읽지 못했으므로'
      case 'elsewhere':
        return '거부할 수 있는 것을 모두 읽지는 못했고, 거부된 호출마다 같은 주소와 사용자 에이전트와 세션으로 성공하지는 않았으므로'
      case 'conditions':
        return `호출마다 다를 수 있는 ${codes(doubt.keys, 'ko')} 값에 따라 결과가 달라지므로`
      case 'between':
        return `거부와 거부 사이에도 ${count(doubt.count)}번${doubt.hasMore ? ' 넘게' : ''} 성공했으므로`
      case 'deniedAgain':
        return `같은 호출이 ${code(doubt.at)}에 다시 거부되었으므로`
      case 'resources':
        return `거부된 리소스 ${count(doubt.denied)}개${doubt.hasMore ? ' 이상' : ''} 중 ${count(doubt.succeeded)}개에서만 성공했으므로`
      case 'unreadLog':
        return '로그를 모두 읽지는 못했고, 읽지 못한 부분에 더 늦은 거부가 있을 수 있으므로'
      case 'calls':
        return `거부된 호출 ${doubt.denied}가지 중 ${doubt.succeeded}가지만 성공했으므로`
    }
  },
}

const wayText: Readonly<Record<Language, Readonly<Record<WayPart, (way: CallWay) => string>>>> = {
  en: {
    endpoint: ({ endpoint }) =>
      endpoint === null ? 'outside a VPC endpoint' : `through VPC endpoint ${code(endpoint)}`,
    mfa: ({ mfa }) => (mfa === null ? 'with credentials that tell nothing of MFA' : mfaText.en(mfa)),
    invokedBy: ({ invokedBy }) =>
      invokedBy === null ? 'by the caller itself' : `by ${code(invokedBy)} for the caller`,
  },
  ko: {
    endpoint: ({ endpoint }) =>
      endpoint === null ? 'VPC 엔드포인트를 거치지 않음' : `VPC 엔드포인트 ${code(endpoint)} 사용`,
    mfa: ({ mfa }) => (mfa === null ? 'MFA 여부가 없는 자격 증명' : mfaText.ko(mfa)),
    invokedBy: ({ invokedBy }) => (invokedBy === null ? '호출자가 직접 호출' : `${code(invokedBy)} 서비스가 대신 호출`),
  },
}

const mfaText: Readonly<Record<Language, (mfa: string) => string>> = {
  en: (mfa) => (mfa === 'true' ? 'with MFA' : 'in a session without MFA'),
  ko: (mfa) => (mfa === 'true' ? 'MFA를 쓴 세션' : 'MFA 없는 세션'),
}

/** Where a change lies by the first and the last denial. */
export type Side = 'before' | 'between' | 'after'

/** Who changed what how long before the first denial or after the last, or between them, one sentence. */
export const changeText: Readonly<Record<Language, (change: PolicyChange, side: Side) => string>> = {
  en: ({ write, seconds }, side) => {
    const { operation, subject, policy, by, timeText } = write
    const apart = seconds === 0 ? 'in the second of' : `${duration(seconds, 'en')} ${side}`
    const when =
      side === 'between'
        ? 'between the denials'
        : `${apart} ${side === 'before' ? 'the first denial' : 'the last denial'}`
    const named = policy === null ? '' : ` (policy ${code(policy)})`
    return `Changed ${when}: ${code(operation)} of ${code(nameOfPlaced(subject))}${named}${by === null ? '' : ` by ${code(by)}`} at ${code(timeText)}.`
  },
  ko: ({ write, seconds }, side) => {
    const { operation, subject, policy, by, timeText } = write
    const denial = side === 'before' ? '첫 거부' : '마지막 거부'
    const apart = `${duration(seconds, 'ko')} ${side === 'before' ? '전' : '뒤'}`
    const when = side === 'between' ? '거부와 거부 사이' : seconds === 0 ? `${denial}와 같은 초` : `${denial} ${apart}`
    const named = policy === null ? '' : `(정책 ${code(policy)})`
    const actor = by === null ? '' : `${code(by)} 보안 주체의 `
    return `${when}인 ${code(timeText)}에 ${actor}${code(operation)} 작업으로 ${code(nameOfPlaced(subject))} 항목${named}이 바뀌었습니다.`
  },
}
