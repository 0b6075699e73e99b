import { accountOf } from '../engine/principal-match.ts'
import { parseArn } from '../iam/arn.ts'
import type { Language } from './cause.ts'
import type { NoAllowEvidence, Unmet } from './no-allow-evidence.ts'
import { code, codes, layerName, type PolicyLabel, policyName } from './words.ts'

/** That nothing of the layer allows the request. */
export const headline: Readonly<Record<Language, (e: NoAllowEvidence) => string>> = {
  en: (e) => {
    const level = e.levels.length === 0 ? '' : ` at ${codes(e.levels, 'en')}`
    return `No ${layerName.en[e.layer]}${level} allows ${code(e.action)} on ${code(e.resource)}.`
  },
  ko: (e) => {
    const level = e.levels.length === 0 ? '' : `${codes(e.levels, 'ko')} 수준에서 `
    return `${level}${code(e.resource)} 리소스의 ${code(e.action)} 작업을 허용하는 ${layerName.ko[e.layer]}이 없습니다.`
  },
}

/** What comes nearest, beside what was asked for. */
export const why: Readonly<Record<Language, (e: NoAllowEvidence) => string>> = {
  en: (e) => {
    if (e.nearest !== null && isRefusedByGateway(e)) {
      return `The nearest statement, in ${policyName.en(e.nearest.policy)}, names ${codes(e.nearest.listed, 'en')} as ${code('Principal')}; in the policy of a gateway endpoint only ${code('*')} admits users and roles.`
    }
    if (e.nearest !== null) {
      return `The nearest statement, in ${policyName.en(e.nearest.policy)}, lists ${codes(e.nearest.listed, 'en')} as ${code(e.nearest.element)}; the request ${e.nearest.element === 'Principal' ? 'came from' : 'was for'} ${requested(e)}.`
    }
    if (e.unmet !== null)
      return `The nearest statement, in ${policyName.en(e.unmet.policy)}, wants ${codes(e.unmet.wanted, 'en')} for ${code(e.unmet.key)}; ${carried.en(e.unmet)}.`
    if (e.policies.length === 0)
      return `${code(isOfResource(e) ? e.resource : e.principal)} has none that was recorded.`
    return `${e.policies.length === 1 ? 'The policy read was' : 'The policies read were'} ${listOf(e.policies, 'en')}.`
  },
  ko: (e) => {
    if (e.nearest !== null && isRefusedByGateway(e)) {
      return `가장 가까운 문은 ${policyName.ko(e.nearest.policy)}에 있으며, ${code('Principal')} 값은 ${codes(e.nearest.listed, 'ko')}입니다. 게이트웨이 엔드포인트의 정책에서는 ${code('*')} 값만 사용자와 역할을 허용합니다.`
    }
    if (e.nearest !== null) {
      return `가장 가까운 문은 ${policyName.ko(e.nearest.policy)}에 있으며, ${code(e.nearest.element)} 값은 ${codes(e.nearest.listed, 'ko')}입니다. ${e.nearest.element === 'Principal' ? '요청한 보안 주체는' : '요청한 값은'} ${requested(e)}입니다.`
    }
    if (e.unmet !== null)
      return `가장 가까운 문은 ${policyName.ko(e.unmet.policy)}에 있으며, ${code(e.unmet.key)} 키에 ${codes(e.unmet.wanted, 'ko')} 값을 요구합니다. ${carried.ko(e.unmet)}.`
    if (e.policies.length === 0 && isOfResource(e))
      return `${code(e.resource)} 리소스에 연결된 정책은 기록되어 있지 않습니다.`
    if (e.policies.length === 0) return `기록된 정책 가운데 ${code(e.principal)} 보안 주체에 적용되는 정책이 없습니다.`
    return `확인한 정책은 ${listOf(e.policies, 'ko')}입니다.`
  },
}

const carried: Readonly<Record<Language, (unmet: Unmet) => string>> = {
  en: ({ actual }) => {
    if (actual === 'unknown') return 'what the request carried is not known'
    return actual.length === 0 ? 'the request carried none' : `the request carried ${codes(actual, 'en')}`
  },
  ko: ({ actual }) => {
    if (actual === 'unknown') return '요청의 값은 알 수 없습니다'
    return actual.length === 0 ? '요청에는 이 키가 없었습니다' : `요청의 값은 ${codes(actual, 'ko')}입니다`
  },
}

/** A policy of the resource, not one of who asks. */
function isOfResource({ layer }: NoAllowEvidence): boolean {
  return layer === 'resource' || layer === 'kms' || layer === 'accessPoint'
}

/** The endpoint's statement names who asks, and yet does not apply. */
function isRefusedByGateway({ layer, nearest, principal }: NoAllowEvidence): boolean {
  if (layer !== 'vpce' || nearest?.element !== 'Principal') return false
  const account = parseArn(principal)?.account
  return nearest.listed.some((named) => named === principal || accountOf(named) === account)
}

function requested(e: NoAllowEvidence): string {
  switch (e.nearest?.element) {
    case 'Action':
      return code(e.action)
    case 'Principal':
      return code(e.principal)
    default:
      return code(e.resource)
  }
}

function listOf(policies: readonly PolicyLabel[], language: Language): string {
  const shown = policies.slice(0, 4).map((p) => policyName[language](p))
  const rest = policies.length - shown.length
  const more = rest === 0 ? '' : language === 'en' ? ` and ${rest} more` : ` 외 ${rest}개`
  return `${shown.join(', ')}${more}`
}
