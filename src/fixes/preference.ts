import type { Principal } from '../engine/request.ts'
import type { Layer } from '../engine/trace.ts'
import { callerOf } from '../services/caller.ts'
import { principalsOf } from '../snapshot/iam.ts'
import type { Attempt } from './attempt.ts'
import { isAwsBoundary } from './boundary-copy.ts'
import type { Candidate, PlanInput } from './candidate.ts'
import { type Edit, isMend, policyIdOf } from './edit.ts'
import { type EditedPolicy, entityName, policyHolder } from './edited-policies.ts'
import type { AlsoAllows } from './fix.ts'
import type { StatementRef } from './statement-ref.ts'

/** An attempt that holds, with what it opens besides the call. */
export interface Opening {
  readonly attempt: Attempt
  readonly alsoAllows: AlsoAllows
}

/**
 * The safest fix first: one that goes around a limit or switches Block Public Access off comes last; then the fewest other requests newly allowed; then
 * the fewest Denies excepted as a whole where one action would do; then an edit that is for this principal alone before one that others share; then fewer
 * edits; then the causes' own order. Of fixes that differ only in how they open what a mistake in a policy closed, the one that mends the mistake
 * stands first: nobody leaves it beside a new statement.
 */
export function preferred(openings: readonly Opening[], input: PlanInput): readonly Opening[] {
  const ranked = openings
    .map((opening, index) => ({ opening, rank: [...rankOf(opening, input), index] }))
    .toSorted((a, b) => compared(a.rank, b.rank))
  const mistaken = new Set(input.candidates.filter(({ edit }) => isMend(edit)).map(placeKey))
  const keys = ranked.map(({ opening }) => besides(opening, mistaken))
  return ranked
    .map(({ opening, rank: [around = 0, publicly = 0] }, i) => {
      const mends = opening.attempt.candidates.some(({ edit }) => isMend(edit))
      return { opening, rank: [around, publicly, keys.indexOf(keys[i] ?? ''), Number(!mends), i] }
    })
    .toSorted((a, b) => compared(a.rank, b.rank))
    .map(({ opening }) => opening)
}

/** The edits of a fix but for those where some edit would mend a mistake; equal for fixes that differ only there. */
function besides({ attempt: { candidates } }: Opening, mistaken: ReadonlySet<string>): string {
  const others = candidates.filter((candidate) => !mistaken.has(placeKey(candidate)))
  return others
    .map(({ edit }) => JSON.stringify(edit))
    .toSorted()
    .join('\n')
}

function placeKey({ request, layer }: Candidate): string {
  return `${request} ${layer}`
}

function rankOf({ attempt, alsoAllows }: Opening, input: PlanInput): readonly number[] {
  return [
    Number(goesAroundLimit(attempt, input)),
    publicAccessOpened(attempt),
    alsoAllows.newlyAllowedCount,
    wholeDenies(attempt, input),
    Number(isShared(attempt, input)),
    attempt.candidates.length,
  ]
}

function compared(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((rank, i) => rank !== b[i])
  return differs === -1 ? 0 : (a[differs] ?? 0) - (b[differs] ?? 0)
}

/** Whether a grant on the resource makes a boundary or session policy count for nothing, where that one denied. */
function goesAroundLimit({ candidates }: Attempt, { decisions }: PlanInput): boolean {
  if (candidates.some(({ edit }) => policyIdOf(edit) === null)) return false
  return decisions.some(({ blockedBy }, request) =>
    blockedBy.some((layer) => limits.has(layer) && !candidates.some((c) => c.request === request && c.layer === layer)),
  )
}

/** How many Denies a fix excepts as a whole that another edit splits: what that opens is not always among the requests tried. */
function wholeDenies({ candidates }: Attempt, input: PlanInput): number {
  const splits = new Set(
    input.candidates.flatMap(({ edit }) => (edit.kind === 'exceptPrincipalForAction' ? [atKey(edit)] : [])),
  )
  return candidates.filter(({ edit }) => edit.kind === 'exceptPrincipal' && splits.has(atKey(edit))).length
}

function atKey({ at }: { readonly at: StatementRef }): string {
  return `${at.policyId} ${at.index}`
}

const limits: ReadonlySet<Layer> = new Set(['boundary', 'session'])

/** How much of Block Public Access a fix switches off: an account's setting guards more than a bucket's. */
function publicAccessOpened({ candidates }: Attempt): number {
  const levels: readonly number[] = candidates.map(({ edit }) => {
    if (edit.kind !== 'changeSetting' || !edit.setting.target.startsWith(publicAccessTarget)) return 0
    return edit.setting.target.startsWith(`${publicAccessTarget}account-`) ? 2 : 1
  })
  return levels.reduce((sum, level) => sum + level, 0)
}

const publicAccessTarget = 's3-setting:public-access-block/'

/** Whether some edit is in force for another principal too. */
function isShared({ candidates, reevaluation }: Attempt, input: PlanInput): boolean {
  return candidates.some(({ edit }) => {
    const policyId = policyIdOf(edit)
    const edited = policyId === null ? undefined : reevaluation.byId.get(policyId)
    return edited !== undefined && !isForOneAlone(edit, edited, input) && isReadForOthers(edited, input)
  })
}

/** Whether the edit, or the statement that it changes, says that it is for this principal. */
function isForOneAlone(edit: Edit, { document }: EditedPolicy, input: PlanInput): boolean {
  if (edit.kind === 'exceptPrincipalForAction' || edit.kind.endsWith('Principal')) return true
  const statement =
    edit.kind === 'addStatement'
      ? document.statements.at(-1)
      : 'at' in edit
        ? document.statements.find(({ index }) => index === edit.at.index)
        : undefined
  if (statement === undefined) return false
  const own = new Set(input.authorizations.flatMap(({ request: { principal } }) => namesOf(principal)))
  const isOwn = (name: string): boolean => own.has(name)
  const named = statement.principal?.principals.map(({ value }) => value)
  const byCondition = statement.conditions.find(({ key }) => key.toLowerCase() === 'aws:principalarn')?.values
  return named?.every(isOwn) === true || byCondition?.every(isOwn) === true
}

function namesOf({ arn, roleArn, userArn, service }: Principal): readonly string[] {
  return [arn, roleArn, userArn, service].filter((name) => name !== null)
}

function isReadForOthers({ target, policyId, stored }: EditedPolicy, input: PlanInput): boolean {
  if (stored !== null && isAwsBoundary(stored)) return false
  if (/^identity:(user|role)\//.test(target) || target === 'session-policy') return false
  if (!/^(identity|boundary):/.test(target)) return true
  const principal = input.authorizations[0]?.request.principal
  const own = principal === undefined ? null : entityName(policyHolder(principal))
  const { snapshot } = input.call
  return principalsOf(snapshot, principal?.account ?? '').some((arn) => {
    const entity = entityName(arn) === own ? null : callerOf(arn, snapshot, null)?.entity
    if (entity?.kind !== 'known') return false
    const { policies, boundary } = entity.value
    return policies.some(({ id }) => id === policyId) || (boundary.kind === 'known' && boundary.value.id === policyId)
  })
}
