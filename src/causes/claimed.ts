import type { Layer } from '../engine/trace.ts'
import type { CauseInput, ClaimedWords, Language } from './cause.ts'
import { grantEdits } from './grant-edits.ts'
import { aLayer, code, layerName } from './words.ts'

/** What is told, and proposed, when AWS's message names a layer and an effect and the layer's policies were not read. */
export function claimedWords(
  layer: Layer,
  effect: ClaimedWords['effect'],
  accepts: (input: CauseInput) => boolean,
): ClaimedWords {
  return {
    effect,
    accepts,
    explain: {
      en: (input) => ({ headline: headline.en(layer, effect, input), why: why.en(input) }),
      ko: (input) => ({ headline: headline.ko(layer, effect, input), why: why.ko(input) }),
    },
    edits: (input) => (effect === 'implicitDeny' ? grantEdits(input, layer) : []),
  }
}

type Headline = (layer: Layer, effect: ClaimedWords['effect'], input: CauseInput) => string

const headline: Readonly<Record<Language, Headline>> = {
  en: (layer, effect, { authorization: { request, policies } }) =>
    layer === 'resource' && policies.resourceKind === 'trust'
      ? `The trust policy of ${code(request.resource)} ${effect === 'explicitDeny' ? 'denies' : 'does not allow'} ${code(request.action)}.`
      : effect === 'explicitDeny'
        ? `${aLayer.en[layer].replace(/^a/, 'A')} denies ${code(request.action)} on ${code(request.resource)}.`
        : `No ${layerName.en[layer]} allows ${code(request.action)} on ${code(request.resource)}.`,
  ko: (layer, effect, { authorization: { request, policies } }) =>
    layer === 'resource' && policies.resourceKind === 'trust'
      ? `${code(request.resource)} 역할의 신뢰 정책이 ${code(request.action)} 작업을 ${effect === 'explicitDeny' ? '거부합니다' : '허용하지 않습니다'}.`
      : effect === 'explicitDeny'
        ? `${layerName.ko[layer]}이 ${code(request.resource)} 리소스의 ${code(request.action)} 작업을 거부합니다.`
        : `${code(request.resource)} 리소스의 ${code(request.action)} 작업을 허용하는 ${layerName.ko[layer]}이 없습니다.`,
}

const why: Readonly<Record<Language, (input: CauseInput) => string>> = {
  en: ({ denial }) =>
    denial.claim.policyArn === null
      ? 'AWS says so in its message; the policies themselves were not read.'
      : `AWS names ${code(denial.claim.policyArn)} in its message; the document itself was not read.`,
  ko: ({ denial }) =>
    denial.claim.policyArn === null
      ? 'AWS의 메시지에 그렇게 적혀 있으며, 정책 자체는 읽지 못했습니다.'
      : `AWS의 메시지에 ${code(denial.claim.policyArn)} 정책이 적혀 있으며, 문서 자체는 읽지 못했습니다.`,
}
