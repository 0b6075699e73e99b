import type { Language } from '../causes/cause.ts'
import { code, entityName, layerName, type PolicyLabel, policyName } from '../causes/words.ts'
import type { JudgedRequest } from '../diagnosis/diagnosis.ts'
import type { Layer } from '../engine/trace.ts'
import type { Unverified } from '../fixes/fix.ts'
import type { Oversize } from '../fixes/size-limit.ts'

/** Why a fix is not verified, in one sentence. */
export const reasonText: Readonly<
  Record<Language, (reason: Unverified, requests: readonly JudgedRequest[]) => string>
> = {
  en: (reason, requests) => {
    if (reason.kind === 'tooLong') return tooLong.en(reason.oversize)
    const { kind, layers, request } = reason
    const names = namesOf(layers, 'en')
    const action = actionOf(requests[request])
    const asked = action === null ? 'The request' : code(action)
    if (kind === 'nothingEvaluated') return 'No policy decides this, so there was nothing to evaluate.'
    return kind === 'stillDenied'
      ? `${asked} is still denied by: ${names}.`
      : `${asked} is not certainly allowed, because these are not known: ${names}.`
  },
  ko: (reason, requests) => {
    if (reason.kind === 'tooLong') return tooLong.ko(reason.oversize)
    const { kind, layers, request } = reason
    const names = namesOf(layers, 'ko')
    const action = actionOf(requests[request])
    const asked = action === null ? '요청' : `${code(action)} 작업`
    if (kind === 'nothingEvaluated') return '정책이 정하는 일이 아니므로 평가할 것이 없습니다.'
    return kind === 'stillDenied'
      ? `${names}이 여전히 ${asked}을 거부합니다.`
      : `${names}의 판정을 알 수 없어 ${asked}이 허용되는지 확실하지 않습니다.`
  },
}

/** How long the edited document would be, and how long AWS lets it be. */
const tooLong: Readonly<Record<Language, (oversize: Oversize) => string>> = {
  en: (o) => {
    const raised = o.raisableTo === null ? '' : `, or ${o.raisableTo} where the quota was raised`
    return o.counts === 'document'
      ? `With it, ${policyName.en(labelOf(o))} has ${o.size} ${o.unit}, and AWS takes ${o.limit}${raised}.`
      : `With it, the inline policies of ${entityName.en(o.target)} have ${o.size} ${o.unit} together, and AWS takes ${o.limit}.`
  },
  ko: (o) => {
    const unit = o.unit === 'bytes' ? '바이트' : '자'
    const raised = o.raisableTo === null ? '' : `(할당량을 늘렸다면 ${o.raisableTo}${unit})`
    return o.counts === 'document'
      ? `적용하면 ${policyName.ko(labelOf(o))}의 길이가 ${o.size}${unit}로, AWS의 한도인 ${o.limit}${unit}${raised}를 넘습니다.`
      : `적용하면 ${entityName.ko(o.target)}의 인라인 정책을 합한 길이가 ${o.size}${unit}로, AWS의 한도인 ${o.limit}${unit}를 넘습니다.`
  },
}

function labelOf({ target, policyName: name }: Oversize): PolicyLabel {
  return { target, name, awsManaged: false }
}

function actionOf(judged: JudgedRequest | undefined): string | null {
  return judged?.authorization.request.action ?? null
}

function namesOf(layers: readonly Layer[], language: Language): string {
  return layers.map((layer) => layerName[language][layer]).join(', ')
}
