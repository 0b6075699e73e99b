import type { Diagnosis } from '../../diagnosis/diagnosis.ts'
import type { Layer } from '../../engine/trace.ts'
import type { DenialGroup } from './denial-group.ts'
import { askedIn, type Scan, scansIn } from './scan.ts'

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

/** What each group is probably noise of; null where nothing in its records says so. `all` are the groups of the log. */
export function noiseOfGroups(
  groups: readonly DenialGroup[],
  all: readonly DenialGroup[] = groups,
): readonly (Noise | null)[] {
  const byPrincipal = new Map<string | null, DenialGroup[]>()
  for (const group of all) {
    const own = byPrincipal.get(group.principal)
    if (own === undefined) byPrincipal.set(group.principal, [group])
    else own.push(group)
  }
  const scans = new Map([...byPrincipal.values()].flatMap((own) => [...scansIn(own)]))
  return groups.map((group) => noiseOfGroup(group, byPrincipal.get(group.principal) ?? [], scans.get(group) ?? null))
}

function noiseOfGroup(group: DenialGroup, ofPrincipal: readonly DenialGroup[], scan: Scan | null): Noise | null {
  const { principal, count, consoleCount, readOnlyCount } = group
  if (principal === null || principal === 'anonymous') return isAnonymous(group) ? { kind: 'anonymous' } : null
  const linked = /:role\/aws-service-role\/[^/]+\/([^/]+)$|:assumed-role\/(AWSServiceRoleFor[^/]+)\//.exec(principal)
  if (linked !== null) return { kind: 'serviceProbe', role: linked[1] ?? linked[2] ?? '' }
  const tool = toolOf(group)
  if (tool !== null || scan !== null) return { kind: 'scanner', tool, ...(scan ?? askedIn(ofPrincipal)) }
  return consoleCount === count && readOnlyCount === count ? { kind: 'consolePage' } : null
}

/** The tool that made all of the calls by what they say; one call says what its caller likes. */
function toolOf({ tools, count }: DenialGroup): string | null {
  const all = [...tools].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return all.reduce((sum, [, times]) => sum + times, 0) === count ? (all[0]?.[0] ?? null) : null
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
