import { accountOf } from '../engine/principal-match.ts'
import type { Layer, Mismatch, StatementTrace } from '../engine/trace.ts'
import { parseArn } from '../iam/arn.ts'
import {
  type Cause,
  type CauseInput,
  defineCause,
  type Evidence,
  type Language,
  type SuspectInput,
  type Suspicion,
} from './cause.ts'
import { claimedWords } from './claimed.ts'
import { forSessionOf, sessionWords, standsForOf } from './directory-session.ts'
import { deniesForWantOfAllow, layerOf, placeOf, storedOf } from './facts.ts'
import { principalName } from './federated-sign-in.ts'
import { grantEdits } from './grant-edits.ts'
import { suspectLayer } from './suspect.ts'
import { code, codes, labelOf, layerName, type PolicyLabel, policyName } from './words.ts'

/** Evidence that nothing in a layer allows the request. */
export interface NoAllowEvidence extends Evidence {
  readonly action: string
  readonly resource: string
  readonly principal: string
  /** Documents of the layer that were read. */
  readonly policies: readonly PolicyLabel[]
  /** SCPs: the levels that lack an Allow. */
  readonly levels: readonly string[]
  /** The Allow that comes nearest, and what it lists; null where none is near. */
  readonly nearest: {
    readonly policy: PolicyLabel
    readonly listed: readonly string[]
    readonly element: 'Action' | 'Resource' | 'Principal'
  } | null
  /** The S3 action that the session of a directory bucket was asked for; null for every other request. */
  readonly standsFor: string | null
  /** The condition that alone keeps an Allow from applying, where no element does; null where there is none. */
  readonly unmet: Unmet | null
}

interface Unmet {
  readonly policy: PolicyLabel
  readonly key: string
  readonly wanted: readonly string[]
  /** Empty where the request carried no such key. */
  readonly actual: readonly string[] | 'unknown'
}

/** What tells one no-allow cause from another. */
export interface NoAllowOptions {
  readonly code: string
  readonly name: string
  readonly layer: Layer
  readonly specificity: 1 | 2 | 3
  readonly alongside?: readonly string[]
  readonly accepts?: (input: CauseInput) => boolean
  readonly suspect?: (input: SuspectInput) => Suspicion | null
  /** The headline, where the layer's usual one does not say the fact. */
  readonly headline?: Readonly<Record<Language, (e: NoAllowEvidence) => string>>
}

/** The cause "no statement of this layer allows the request". */
export function noAllowCause(options: NoAllowOptions): Cause {
  const { code: causeCode, name, layer, specificity } = options
  return defineCause<NoAllowEvidence>({
    code: causeCode,
    name,
    since: '0.1.0',
    layers: [layer],
    specificity,
    ...(options.alongside === undefined ? {} : { alongside: options.alongside }),
    find: (input) => {
      if (options.accepts?.(input) === false || !deniesForWantOfAllow(input, layer)) return []
      return [noAllowEvidence(input, layer)]
    },
    edits: (_, input) => grantEdits(input, layer),
    claimed: claimedWords(layer, 'implicitDeny', (input) => options.accepts?.(input) !== false),
    suspect: (input) => (options.suspect ?? ((i) => suspectLayer(i, layer, 'implicitDeny')))(input),
    explain: {
      en: (e) => ({ headline: (options.headline?.en ?? headline.en)(e), why: `${sessionWords.en(e)}${why.en(e)}` }),
      ko: (e) => ({ headline: (options.headline?.ko ?? headline.ko)(e), why: `${sessionWords.ko(e)}${why.ko(e)}` }),
    },
    suspicion: {
      en: ({ call }) => `No ${layerName.en[layer]} allows ${call.action === null ? 'the action' : code(call.action)}.`,
      ko: ({ call }) =>
        `${call.action === null ? '이 작업을' : `${code(call.action)} 작업을`} 허용하는 ${layerName.ko[layer]}이 없습니다.`,
    },
  })
}

function noAllowEvidence(input: CauseInput, layer: Layer): NoAllowEvidence {
  const { request, storedById } = input.authorization
  const trace = layerOf(input, layer)
  const allows = (trace?.statements ?? []).filter((s) => s.effect === 'Allow')
  const standsFor = standsForOf(input)
  const nearest = nearestOf(allows, request.action) ?? forSessionOf(allows, standsFor)
  const ids = new Set((trace?.statements ?? []).map((s) => s.policyId))
  return {
    layer,
    place: nearest === undefined ? null : placeOf(nearest.trace, `/${nearest.element}`),
    action: request.action,
    resource: request.resource,
    principal: principalName(request),
    policies: [...ids].map((id) => labelOf(storedById.get(id))),
    levels: (trace?.levels ?? []).filter((l) => !l.possible.includes('allowed')).map((l) => l.name),
    nearest:
      nearest === undefined
        ? null
        : { policy: labelOf(storedOf(input, nearest.trace)), listed: nearest.listed, element: nearest.element },
    standsFor,
    unmet: nearest === undefined ? unmetOf(input, allows) : null,
  }
}

/** The first condition of an Allow that nothing but conditions keeps from applying. */
function unmetOf(input: CauseInput, allows: readonly StatementTrace[]): Unmet | null {
  const unmet = allows.flatMap((trace): readonly Unmet[] => {
    const found = trace.mismatches.map((mismatch) => conditionOf(mismatch))
    return found.flatMap((condition) =>
      condition === null || found.includes(null)
        ? []
        : [
            {
              policy: labelOf(storedOf(input, trace)),
              key: condition.key,
              wanted: condition.wanted,
              actual: condition.actual,
            },
          ],
    )
  })
  return unmet[0] ?? null
}

function conditionOf(mismatch: Mismatch): Omit<Unmet, 'policy'> | null {
  switch (mismatch.kind) {
    case 'conditionNotMet':
      return { key: mismatch.condition.key, wanted: mismatch.wanted, actual: mismatch.actual }
    case 'contextKeyAbsent':
      return { key: mismatch.condition.key, wanted: mismatch.wanted, actual: [] }
    case 'contextKeyUnknown':
      return { key: mismatch.condition.key, wanted: mismatch.condition.values, actual: 'unknown' }
    default:
      return null
  }
}

interface Nearest {
  readonly trace: StatementTrace
  readonly element: 'Action' | 'Resource' | 'Principal'
  readonly listed: readonly string[]
}

/** The Allow that one element alone keeps from applying: one for the action on another resource, else one of the same service. */
function nearestOf(allows: readonly StatementTrace[], action: string): Nearest | undefined {
  const near = allows.flatMap((trace): readonly Nearest[] => {
    const [only, ...others] = trace.mismatches
    const element = only === undefined || others.length > 0 ? null : elementOf(only)
    return element === null ? [] : [{ trace, ...element }]
  })
  const service = `${action.split(':')[0]?.toLowerCase()}:`
  const ofService = near.find((n) => n.listed.some((listed) => listed.toLowerCase().startsWith(service)))
  // An Allow for another service is near only where there is no other Allow at all.
  return near.find((n) => n.element !== 'Action') ?? ofService ?? (allows.length === 1 ? near[0] : undefined)
}

function elementOf(mismatch: Mismatch): Omit<Nearest, 'trace'> | null {
  switch (mismatch.kind) {
    case 'resourceNotListed':
      return { element: 'Resource', listed: mismatch.listed }
    case 'actionNotListed':
      return { element: 'Action', listed: mismatch.listed }
    case 'principalNotListed':
      return { element: 'Principal', listed: mismatch.listed.map((p) => p.value) }
    default:
      return null
  }
}

const headline: Readonly<Record<Language, (e: NoAllowEvidence) => string>> = {
  en: (e) => {
    const level = e.levels.length === 0 ? '' : ` at ${codes(e.levels, 'en')}`
    return `No ${layerName.en[e.layer]}${level} allows ${code(e.action)} on ${code(e.resource)}.`
  },
  ko: (e) => {
    const level = e.levels.length === 0 ? '' : `${codes(e.levels, 'ko')} 수준에서 `
    return `${level}${code(e.resource)} 리소스의 ${code(e.action)} 작업을 허용하는 ${layerName.ko[e.layer]}이 없습니다.`
  },
}

const why: Readonly<Record<Language, (e: NoAllowEvidence) => string>> = {
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
