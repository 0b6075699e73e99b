import type { Language } from '../causes/cause.ts'
import { code, layerName } from '../causes/words.ts'
import type { Denial } from '../denial/denial.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { Layer } from '../engine/trace.ts'
import { logged } from './logged.ts'
import { isMistaken, isNoDenial, said } from './said.ts'

/** What happened, one sentence each: who was refused what, what AWS said of the reason, and what else denies it. */
export const summary: Readonly<Record<Language, (diagnosis: Diagnosis) => readonly string[]>> = {
  en: (d) => [happened.en(d), said.en(d), severally.en(d), ...logged.en(d)].filter((sentence) => sentence !== ''),
  ko: (d) => [happened.ko(d), said.ko(d), severally.ko(d), ...logged.ko(d)].filter((sentence) => sentence !== ''),
}

/** AWS names one policy type even where several deny; and a layer whose cause is not told is named here. */
const severally: Readonly<Record<Language, (d: Diagnosis) => string>> = {
  en: (d) => {
    if (isMistaken(d)) return ''
    const layers = reportedLayers(d).map((layer) => layerName.en[layer])
    if (layers.length > 1) return `Each of these ${layers.length} denies it on its own: ${layers.join(', ')}.`
    return hasUntold(d) ? `The recorded answers show what denies it: ${layers.join(', ')}.` : ''
  },
  ko: (d) => {
    if (isMistaken(d)) return ''
    const layers = reportedLayers(d).map((layer) => layerName.ko[layer])
    if (layers.length > 1) return `${layers.join(', ')}, 이 ${layers.length}가지가 각각 따로 이 요청을 거부합니다.`
    return hasUntold(d) ? `기록된 응답에 따르면 ${layers.join(', ')}이 이 요청을 거부합니다.` : ''
  },
}

function reportedLayers(diagnosis: Diagnosis): readonly Layer[] {
  return diagnosis.requests[reportedIndex(diagnosis)]?.decision.blockedBy ?? []
}

function reportedIndex({ requests }: Diagnosis): number {
  return Math.max(
    0,
    requests.findIndex((request) => request.reported),
  )
}

function hasUntold(diagnosis: Diagnosis): boolean {
  const request = reportedIndex(diagnosis)
  return reportedLayers(diagnosis).some((layer) =>
    diagnosis.causes.every((c) => c.request !== request || c.layer !== layer || c.status !== 'confirmed'),
  )
}

interface Subject {
  readonly principal: string | null
  readonly action: string | null
  readonly resource: string | null
}

function subjectOf({ denial, requests }: Diagnosis): Subject {
  const request = requests.find((r) => r.reported)?.authorization.request
  return {
    principal: request?.principal.arn ?? denial.principal,
    action: request?.action ?? denial.action,
    resource: request?.resource ?? denial.resource,
  }
}

const happened: Readonly<Record<Language, (d: Diagnosis) => string>> = {
  en: (d) => {
    if (d.denial.notPermission) return 'AWS refused the credentials themselves; no policy was evaluated.'
    const { principal, action, resource } = subjectOf(d)
    const verb = d.denial.source === 'request' ? 'asks for' : 'was denied'
    const what = action === null ? operationOf(d.denial, 'en') : code(action)
    const on = resource === null ? '' : ` on ${code(resource)}`
    if (isNoDenial(d)) return `A request${principal === null ? '' : ` of ${code(principal)}`} for ${what}${on} failed.`
    return principal === null
      ? `A request for ${what}${on} ${d.denial.source === 'request' ? 'was asked about' : 'was denied'}.`
      : `${code(principal)} ${verb} ${what}${on}.`
  },
  ko: (d) => {
    if (d.denial.notPermission) return 'AWS가 자격 증명 자체를 거부했습니다. 정책은 평가되지 않았습니다.'
    const { principal, action, resource } = subjectOf(d)
    const on = resource === null ? '' : `${code(resource)} 리소스의 `
    const what = action === null ? operationOf(d.denial, 'ko') : `${code(action)} 작업`
    const who = principal === null ? '' : `${code(principal)} 보안 주체가 요청한 `
    if (isNoDenial(d)) return `${who}${on}${what}이 실패했습니다.`
    return d.denial.source === 'request'
      ? `${who}${on}${what}을 평가했습니다.`
      : `${who}${on}${what}을 AWS가 거부했습니다.`
  },
}

function operationOf(denial: Denial, language: Language): string {
  if (denial.operation !== null) return language === 'en' ? code(denial.operation) : `${code(denial.operation)} 작업`
  if (language === 'en')
    return denial.service === null ? 'an action that the text does not name' : `an action of ${code(denial.service)}`
  return denial.service === null ? '이름이 적혀 있지 않은 작업' : `${code(denial.service)} 서비스의 작업`
}
