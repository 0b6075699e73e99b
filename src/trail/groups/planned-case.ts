import type { JudgedCall } from '../../diagnosis/judged-call.ts'
import { decide } from '../../engine/decide.ts'
import { type Edit, policyIdOf } from '../../fixes/edit.ts'
import { outcomeOf, type Reevaluation, reevaluate, storedOf } from '../../fixes/verify.ts'
import type { Authorization } from '../../services/authorization.ts'
import type { Call } from '../../services/call.ts'
import type { PlannedEdit } from './planned-edit.ts'

/** A denial of a matter as the plan decides it. */
export interface Case {
  readonly matter: number
  readonly call: Call
  readonly authorizations: readonly Authorization[]
  /** True where everything that was read allows it, so that no edit makes the difference. */
  readonly isUnexplained: boolean
}

/** A call as `diagnose` decides it. A cause about the call as a whole explains it whatever the policies allow. */
export function caseOf({ call, requests, ofCall }: JudgedCall, matter: number): Case {
  const authorizations = requests.map((request) => request.authorization)
  const asRead = { matter, call, authorizations, isUnexplained: false }
  return { ...asRead, isUnexplained: !ofCall.settled && outcomeOf(decisionsOf(asRead, [])).verified }
}

/** The edits that bear on a case: those of its documents, of settings, and of the requests of its own matter. */
export function editsFor({ matter, authorizations }: Case, planned: readonly PlannedEdit[]): readonly Edit[] {
  const stored = storedOf(authorizations)
  return planned.flatMap(({ edit, matters }) => {
    const policyId = policyIdOf(edit)
    const isNew = edit.kind === 'addStatement' && edit.to.kind === 'new'
    const bears =
      policyId === null ? edit.kind === 'changeSetting' || matters.includes(matter) : isNew || stored.has(policyId)
    return bears ? [edit] : []
  })
}

/** A case decided with the edits in place; null where one does not fit its document. */
export function decided(item: Case, planned: readonly PlannedEdit[]): Reevaluation | null {
  return reevaluate(item.authorizations, editsFor(item, planned), item.call)
}

/** What deciding a case with the edits comes to. */
export function decisionsOf(item: Case, planned: readonly PlannedEdit[]): Reevaluation['decisions'] {
  return decided(item, planned)?.decisions ?? item.authorizations.map((a) => decide(a.request, a.policies, a.gates))
}

/** Whether the edits make the difference for a case. */
export function isOpened(item: Case, planned: readonly PlannedEdit[]): boolean {
  return !item.isUnexplained && outcomeOf(decisionsOf(item, planned)).verified
}

/** The cases that the edits do not open. */
export function failuresOf(cases: readonly Case[], planned: readonly PlannedEdit[]): readonly Case[] {
  return cases.filter((item) => !isOpened(item, planned))
}
