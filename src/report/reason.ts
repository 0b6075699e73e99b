import type { Language } from '../causes/cause.ts'
import { code, layerName } from '../causes/words.ts'
import type { JudgedRequest } from '../diagnosis/diagnosis.ts'
import type { Layer } from '../engine/trace.ts'
import type { Unverified } from '../fixes/fix.ts'

/** Why a fix is not verified, in one sentence. */
export const reasonText: Readonly<
  Record<Language, (reason: Unverified, requests: readonly JudgedRequest[]) => string>
> = {
  en: ({ kind, layers, request }, requests) => {
    const names = namesOf(layers, 'en')
    const action = actionOf(requests[request])
    const asked = action === null ? 'The request' : code(action)
    if (kind === 'nothingEvaluated') return 'No policy decides this, so there was nothing to evaluate.'
    return kind === 'stillDenied'
      ? `${asked} is still denied by: ${names}.`
      : `${asked} is not certainly allowed, because these are not known: ${names}.`
  },
  ko: ({ kind, layers, request }, requests) => {
    const names = namesOf(layers, 'ko')
    const action = actionOf(requests[request])
    const asked = action === null ? '요청' : `${code(action)} 작업`
    if (kind === 'nothingEvaluated') return '정책이 정하는 일이 아니므로 평가할 것이 없습니다.'
    return kind === 'stillDenied'
      ? `${names}이 여전히 ${asked}을 거부합니다.`
      : `${names}의 판정을 알 수 없어 ${asked}이 허용되는지 확실하지 않습니다.`
  },
}

function actionOf(judged: JudgedRequest | undefined): string | null {
  return judged?.authorization.request.action ?? null
}

function namesOf(layers: readonly Layer[], language: Language): string {
  return layers.map((layer) => layerName[language][layer]).join(', ')
}
