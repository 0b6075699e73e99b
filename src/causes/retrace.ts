import { decide } from '../engine/decide.ts'
import type { StatementTrace } from '../engine/trace.ts'
import type { Edit } from '../fixes/edit.ts'
import { editPolicies, withEdited } from '../fixes/edited-policies.ts'
import type { CauseInput } from './cause.ts'

/** Whether a statement would apply to the request if its document were edited so. */
export function wouldApply(input: CauseInput, trace: StatementTrace, edit: Edit): boolean {
  const { authorization } = input
  const edited = editPolicies([edit], authorization.storedById)
  if (!edited.ok) return false
  const decision = decide(authorization.request, withEdited(authorization, edited.byId), authorization.gates)
  return decision.layers.some((layer) =>
    layer.statements.some((s) => s.policyId === trace.policyId && s.index === trace.index && s.mismatches.length === 0),
  )
}
