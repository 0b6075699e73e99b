import type { Language } from '../causes/cause.ts'
import { aLayer, layerName } from '../causes/words.ts'
import { type NamedLayer, namedLayer } from '../diagnosis/claim.ts'
import type { Diagnosis, JudgedRequest } from '../diagnosis/diagnosis.ts'
import type { Layer } from '../engine/trace.ts'

/** A failure that only reads like a denial: AWS refused nothing, and named nothing. */
export function isNoDenial({ causes }: Diagnosis): boolean {
  return causes.some(({ name, status }) => name === 'not-an-access-problem' && status === 'confirmed')
}

/** What AWS also words as it words this denial; null where its word can be taken. */
export const wordedAlike: Readonly<Record<Language, (d: Diagnosis) => string | null>> = {
  en: (d) => {
    const named = namedBy(d)
    if (named === null || named.isReliable || named.effect === null) return null
    return named.layer === 'kms'
      ? 'AWS words a denial the same way where the identity-based policy lacks the Allow'
      : 'AWS words a denial by Block Public Access the same way'
  },
  ko: (d) => {
    const named = namedBy(d)
    if (named === null || named.isReliable || named.effect === null) return null
    return named.layer === 'kms'
      ? 'AWS는 자격 증명 기반 정책에 허용하는 문이 없을 때도 같은 말로 알립니다'
      : 'AWS는 퍼블릭 액세스 차단 설정이 거부할 때도 같은 말로 알립니다'
  },
}

/** What AWS said of the reason, and in the same sentence what the recorded answers show in its place. */
export const said: Readonly<Record<Language, (d: Diagnosis) => string>> = {
  en: (d) => {
    if (d.denial.notPermission || d.denial.source === 'request' || isNoDenial(d)) return ''
    const named = namedBy(d)
    if (named === null)
      return d.denial.claim.effect === null
        ? 'AWS named no policy.'
        : 'AWS spoke of an explicit deny and named no policy.'
    if (speaksOfKeyAlone(d)) return `AWS names the KMS key and no policy${correction.en(d, named)}.`
    const isTrust = d.denial.claim.policyType === 'trust'
    const what = isTrust ? 'role trust policy' : layerName.en[named.layer]
    const a = isTrust ? 'a role trust policy' : aLayer.en[named.layer]
    const how =
      named.effect === 'explicitDeny'
        ? `an explicit deny in ${a}`
        : named.effect === 'implicitDeny'
          ? `that no ${what} allows it`
          : a
    const verb = named.effect === 'implicitDeny' ? 'AWS says' : 'AWS names'
    return `${verb} ${how}${correction.en(d, named)}.`
  },
  ko: (d) => {
    if (d.denial.notPermission || d.denial.source === 'request' || isNoDenial(d)) return ''
    const named = namedBy(d)
    if (named === null)
      return d.denial.claim.effect === null
        ? 'AWS는 어떤 정책인지 밝히지 않았습니다.'
        : 'AWS는 명시적 거부라고만 알렸고 정책은 밝히지 않았습니다.'
    if (speaksOfKeyAlone(d)) return `AWS는 KMS 키만 언급했고 정책은 밝히지 않았${correction.ko(d, named)}.`
    const what = d.denial.claim.policyType === 'trust' ? '역할 신뢰 정책' : layerName.ko[named.layer]
    const how =
      named.effect === 'explicitDeny'
        ? `${what}의 명시적 거부라고`
        : named.effect === 'implicitDeny'
          ? `이 작업을 허용하는 ${what}이 없다고`
          : `${what} 때문이라고`
    return `AWS는 ${how} 알렸${correction.ko(d, named)}.`
  },
}

function namedBy(d: Diagnosis): NamedLayer | null {
  return namedLayer(d.denial, reportedOf(d)?.authorization.request.action ?? d.denial.action)
}

function reportedOf({ requests }: Diagnosis): JudgedRequest | undefined {
  return requests.find(({ reported }) => reported) ?? requests[0]
}

/** KMS and the services before it speak of a key that cannot be used, whatever the reason. */
function speaksOfKeyAlone({ denial: { claim } }: Diagnosis): boolean {
  return claim.policyType === 'kms' && claim.effect === null
}

/** Whether the recorded answers show that other layers deny than the one that AWS names. */
export function isMistaken(d: Diagnosis): boolean {
  return d.verdict.agreesWithClaim === false && (reportedOf(d)?.decision.blockedBy ?? []).length > 0
}

type Correction = (d: Diagnosis, named: NamedLayer) => string

/** Where the message misleads: the layer that denies, or how it denies. In Korean it ends the verb of the sentence. */
const correction: Readonly<Record<Language, Correction>> = {
  en: (d, named) => {
    if (isMistaken(d)) {
      const layers = reportedOf(d)?.decision.blockedBy ?? []
      const alike = named.isReliable || named.effect === null ? '' : ', which AWS words the same way'
      return `; the recorded answers show that ${listed(layers, 'en')} ${layers.length === 1 ? 'denies' : 'each deny'} it${alike}`
    }
    switch (otherEffect(d, named)) {
      case 'implicitDeny':
        return '; the recorded policies hold no such Deny but lack the Allow'
      case 'explicitDeny':
        return '; the recorded policies hold a Deny that applies'
      case null:
        return ''
    }
  },
  ko: (d, named) => {
    if (isMistaken(d)) {
      const alike =
        named.isReliable || named.effect === null ? '거부합니다' : '거부하며, AWS는 이런 거부도 같은 말로 알립니다'
      return `지만, 기록된 응답에 따르면 ${listed(reportedOf(d)?.decision.blockedBy ?? [], 'ko')}이 ${alike}`
    }
    switch (otherEffect(d, named)) {
      case 'implicitDeny':
        return '지만, 기록된 정책에는 그런 Deny 문은 없고 허용하는 문이 없을 뿐입니다'
      case 'explicitDeny':
        return '지만, 기록된 정책에는 이 요청에 적용되는 Deny 문이 있습니다'
      case null:
        return '습니다'
    }
  },
}

/** `the session policy and the permissions boundary`. */
function listed(layers: readonly Layer[], language: Language): string {
  if (language === 'ko') return layers.map((layer) => layerName.ko[layer]).join(', ')
  const names = layers.map((layer) => `the ${layerName.en[layer]}`)
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** How the layer that AWS names denies by what was read, where AWS says otherwise: an SCP's message can say explicit for implicit. */
function otherEffect(d: Diagnosis, { layer, effect }: NamedLayer): 'explicitDeny' | 'implicitDeny' | null {
  const read = reportedOf(d)?.decision.layers.find((trace) => trace.layer === layer && trace.presence === 'read')
  const [only, ...others] = read?.possible ?? []
  return only === undefined || only === 'allowed' || others.length > 0 || effect === null || only === effect
    ? null
    : only
}
