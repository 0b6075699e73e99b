import type { Layer } from '../engine/trace.ts'
import type { Edit } from '../fixes/edit.ts'
import {
  type Cause,
  type CauseInput,
  defineCause,
  type Evidence,
  type Language,
  type Place,
  type Words,
} from './cause.ts'
import { type NearAllow, nearAllows, placeOf, withinOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { grantedResource } from './granted-resource.ts'
import { labelOf, type PolicyLabel } from './words.ts'

/** Evidence that one listed resource nearly covers the request. */
export interface NearResourceEvidence extends Evidence {
  readonly place: Place
  readonly action: string
  readonly resource: string
  /** The listed value that comes near. */
  readonly listed: string
  /** The value that would cover the request. */
  readonly mended: string
  readonly policy: PolicyLabel
}

/** What tells one near miss of a Resource from another. */
export interface NearResourceOptions {
  readonly code: string
  readonly name: string
  /** The value that the listed one was meant to be; null where it is no near miss of this kind. */
  readonly mend: (listed: string, near: NearAllow, input: CauseInput) => string | null
  /** Whether the listed value stays, because it covers what else the statement allows. */
  readonly keepsListed: boolean
  readonly explain: Readonly<Record<Language, (e: NearResourceEvidence) => Words>>
  readonly suspicion: Readonly<Record<Language, string>>
}

const layers: readonly Layer[] = ['identity', 'resource', 'kms', 'boundary', 'session', 'vpce', 'accessPoint']

/** The cause "an Allow would apply, but one ARN in its Resource is not what was meant". */
export function nearResourceCause(options: NearResourceOptions): Cause {
  return defineCause<NearResourceEvidence>({
    code: options.code,
    name: options.name,
    since: '0.1.0',
    layers,
    specificity: 3,
    find: (input) =>
      nearAllows(input, (m) => m.kind === 'resourceNotListed').flatMap((near) => evidenceOf(near, input, options)),
    edits: (evidence, input) => [...mendEdits(evidence, options, input), ...grantEdits(input, evidence.layer)],
    suspect: () => null,
    explain: options.explain,
    suspicion: { en: () => options.suspicion.en, ko: () => options.suspicion.ko },
  })
}

/** The first listed value that comes near: several in one statement are one mistake, made several times. */
function evidenceOf(near: NearAllow, input: CauseInput, options: NearResourceOptions): readonly NearResourceEvidence[] {
  for (const listed of near.statement.resource?.values ?? []) {
    const mended = options.mend(listed, near, input)
    if (mended === null) continue
    const { action, resource } = input.authorization.request
    const place = placeOf(near.trace, withinOf(near, 'Resource', listed))
    return [{ layer: near.layer, place, action, resource, listed, mended, policy: labelOf(near.stored) }]
  }
  return []
}

function mendEdits(
  { place, resource, listed, mended, policy }: NearResourceEvidence,
  { keepsListed }: NearResourceOptions,
  input: CauseInput,
): readonly Edit[] {
  if (policy.awsManaged) return []
  const { at } = place
  if (!keepsListed) return [{ kind: 'replaceResource', at, from: listed, resource: mended }]
  const own = grantedResource(input, resource)
  const narrow: Edit = { kind: 'addResource', at, resource: own, mends: listed }
  return mended === own ? [narrow] : [narrow, { kind: 'addResource', at, resource: mended }]
}
