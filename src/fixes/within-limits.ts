import { type Attempt, attempt } from './attempt.ts'
import type { Candidate, PlanInput } from './candidate.ts'
import { policyIdOf } from './edit.ts'
import { type Oversize, oversized } from './size-limit.ts'
import { outcomeOf, storedOf } from './verify.ts'

/** The documents of an attempt that are longer than AWS takes. */
export function oversizedIn({ reevaluation }: Attempt): readonly Oversize[] {
  return oversized(reevaluation.byId, storedOf(reevaluation.authorizations))
}

/**
 * The same fix where its documents fit; where statements make the inline policies of a user or role too long, the fix with
 * those statements in a new customer managed policy.
 */
export function withinLimits(whole: Attempt, input: PlanInput): Attempt {
  const tooLong = new Set(oversizedIn(whole).map(({ policyId }) => policyId))
  if (tooLong.size === 0) return whole
  const candidates = whole.candidates.map((candidate) => inManagedPolicy(candidate, tooLong, whole))
  const reevaluation = attempt(candidates, input)
  if (reevaluation === null || !outcomeOf(reevaluation.decisions).verified) return whole
  const moved = { candidates, reevaluation }
  return oversizedIn(moved).length < tooLong.size ? moved : whole
}

function inManagedPolicy(candidate: Candidate, tooLong: ReadonlySet<string>, { reevaluation }: Attempt): Candidate {
  const { edit } = candidate
  const policyId = policyIdOf(edit)
  const edited = policyId === null ? undefined : reevaluation.byId.get(policyId)
  if (edit.kind !== 'addStatement' || edited === undefined || !tooLong.has(edited.policyId)) return candidate
  if (!/^identity:(user|role)\//.test(edited.target)) return candidate
  const account = edited.stored?.account ?? (edit.to.kind === 'new' ? edit.to.account : null)
  // AWS: nobody but IAM Identity Center can change the policies of its roles.
  // https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
  if (account === null || edited.target.includes('/AWSReservedSSO_')) return candidate
  const { target } = edited
  const to = { kind: 'new', target, policyName: managedName(target), account, region: null, isManaged: true } as const
  return { ...candidate, edit: { ...edit, to } }
}

/** One policy for each principal, so that two fixes do not ask for the same name. */
function managedName(target: string): string {
  return `AllowDeniedCalls-${target.split('/').at(-1) ?? ''}`.slice(0, 128)
}
