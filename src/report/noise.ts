import type { Language } from '../causes/cause.ts'
import { code, layerName } from '../causes/words.ts'
import type { Noise } from '../trail/groups/noise.ts'

/** Why a matter is probably noise, in one sentence. */
export const noiseText: Readonly<Record<Language, (noise: Noise) => string>> = {
  en: (noise) => {
    switch (noise.kind) {
      case 'serviceProbe':
        return `Probably noise: the service-linked role ${code(noise.role)} asks, and nobody can edit its policy.`
      case 'scanner':
        return noise.tool === null
          ? `Probably noise: one caller was refused ${noise.actions} different actions of ${noise.services} services, as a scanner is.`
          : `Probably noise: the scanner ${code(noise.tool)} asks for everything it can name.`
      case 'consolePage':
        return 'Probably noise: the AWS console asked to fill a page, and only to read.'
      case 'guardrail':
        return `Probably meant: ${layerName.en[noise.layer]} denies it in so many words.`
      case 'anonymous':
        return 'Probably noise: somebody without credentials tried what is not public.'
    }
  },
  ko: (noise) => {
    switch (noise.kind) {
      case 'serviceProbe':
        return `무시해도 될 가능성이 큽니다. ${code(noise.role)} 서비스 연결 역할이 요청했고, 이 역할의 정책은 편집할 수 없습니다.`
      case 'scanner':
        return noise.tool === null
          ? `무시해도 될 가능성이 큽니다. 한 호출자가 스캐너처럼 서비스 ${noise.services}개의 서로 다른 작업 ${noise.actions}개를 거부당했습니다.`
          : `무시해도 될 가능성이 큽니다. 스캐너 ${code(noise.tool)}이 가능한 모든 것을 요청합니다.`
      case 'consolePage':
        return '무시해도 될 가능성이 큽니다. AWS 콘솔이 화면을 채우려고 읽기만 요청했습니다.'
      case 'guardrail':
        return `의도한 거부일 가능성이 큽니다. ${layerName.ko[noise.layer]}이 명시적으로 거부합니다.`
      case 'anonymous':
        return '무시해도 될 가능성이 큽니다. 자격 증명이 없는 누군가가 퍼블릭이 아닌 것을 시도했습니다.'
    }
  },
}
