import type { Diagnosis } from '../../diagnosis/diagnosis.ts'
import type { Layer } from '../../engine/trace.ts'
import type { DenialGroup } from './denial-group.ts'

/** Why a matter is probably nobody's trouble; words are made in the report. */
export type Noise =
  /** A service-linked role asks what its policy, which nobody can edit, does not allow. */
  | { readonly kind: 'serviceProbe'; readonly role: string }
  /** A tool that lists everything it can name, told by its own name or by how much it asks. */
  | { readonly kind: 'scanner'; readonly tool: string | null; readonly actions: number; readonly services: number }
  /** The console opens a page and asks for everything on it. */
  | { readonly kind: 'consolePage' }
  /** A guardrail of the organization or a permissions boundary denies it in so many words. */
  | { readonly kind: 'guardrail'; readonly layer: Layer }
  /** Somebody without credentials tries what is not public. */
  | { readonly kind: 'anonymous' }

const scannerNames =
  /\b(prowler|scoutsuite|scout2|cloudsploit|cloudmapper|cloudfox|pacu|steampipe|cartography|enumerate-iam|trufflehog|stratus-red-team|principalmapper|cloudquery|trivy|checkov)\b/i

/** Different actions and services that one caller is refused before it looks like a scan; a person or a program asks fewer. */
const scanActions = 25
const scanServices = 5

/** What each group is probably noise of; null where nothing in its records says so. The groups are those of one log. */
export function noiseOfGroups(groups: readonly DenialGroup[]): readonly (Noise | null)[] {
  const askedBy = actionsByPrincipal(groups)
  return groups.map((group) => noiseOfGroup(group, askedBy))
}

type Asked = ReadonlyMap<string, ReadonlySet<string>>

function actionsByPrincipal(groups: readonly DenialGroup[]): Asked {
  const asked = new Map<string, Set<string>>()
  for (const { principal, action } of groups) {
    const actions = asked.get(principal ?? '') ?? new Set()
    asked.set(principal ?? '', actions.add(action.toLowerCase()))
  }
  return asked
}

function noiseOfGroup(group: DenialGroup, askedBy: Asked): Noise | null {
  const { principal, count, consoleCount, readOnlyCount, userAgents } = group
  if (principal === null || principal === 'anonymous') return isAnonymous(group) ? { kind: 'anonymous' } : null
  const linked = /:role\/aws-service-role\/[^/]+\/([^/]+)$|:assumed-role\/(AWSServiceRoleFor[^/]+)\//.exec(principal)
  if (linked !== null) return { kind: 'serviceProbe', role: linked[1] ?? linked[2] ?? '' }
  const actions = askedBy.get(principal) ?? new Set<string>()
  const services = new Set([...actions].map((action) => action.split(':')[0]))
  const tool = [...userAgents.keys()].map((agent) => scannerNames.exec(agent)?.[1]).find((name) => name !== undefined)
  if (tool !== undefined || (actions.size >= scanActions && services.size >= scanServices))
    return { kind: 'scanner', tool: tool ?? null, actions: actions.size, services: services.size }
  return consoleCount === count && readOnlyCount === count ? { kind: 'consolePage' } : null
}

function isAnonymous({ examples }: DenialGroup): boolean {
  const event = examples[0]?.denial.hints.event
  return event?.identityType === 'AWSAccount' && (event.identityAccount ?? '').toLowerCase() === 'anonymous'
}

const guardrails: readonly Layer[] = ['scp', 'rcp', 'boundary']

/** A denial that a guardrail alone causes is meant, as far as anybody can tell from its Deny. */
export function guardrail({ causes, requests }: Diagnosis): Noise | null {
  const reported = Math.max(
    0,
    requests.findIndex((request) => request.reported),
  )
  const confirmed = causes.filter((cause) => cause.status === 'confirmed' && cause.request === reported)
  const layer = guardrails.find((one) =>
    confirmed.some((cause) => cause.layer === one && cause.name.endsWith('-explicit-deny')),
  )
  return layer === undefined || confirmed.some((cause) => cause.layer !== layer) ? null : { kind: 'guardrail', layer }
}
