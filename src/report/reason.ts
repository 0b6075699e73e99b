import type { Language } from '../causes/cause.ts'
import { layerName } from '../causes/words.ts'
import type { Layer } from '../engine/trace.ts'
import type { Unverified } from '../fixes/fix.ts'

/** Why a fix is not verified, in one sentence. */
export const reasonText: Readonly<Record<Language, (reason: Unverified) => string>> = {
  en: ({ kind, layers, request }) => {
    const names = namesOf(layers, 'en')
    return kind === 'stillDenied'
      ? `Authorization ${request + 1} is still denied by: ${names}.`
      : `Authorization ${request + 1} is not certainly allowed, because these were not read: ${names}.`
  },
  ko: ({ kind, layers, request }) => {
    const names = namesOf(layers, 'ko')
    return kind === 'stillDenied'
      ? `${request + 1}번째 권한 부여 요청을 여전히 거부합니다: ${names}.`
      : `${request + 1}번째 권한 부여 요청이 허용되는지 확실하지 않습니다. 읽지 못한 항목: ${names}.`
  },
}

function namesOf(layers: readonly Layer[], language: Language): string {
  return layers.map((layer) => layerName[language][layer]).join(', ')
}
