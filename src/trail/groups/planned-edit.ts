import type { Edit } from '../../fixes/edit.ts'
import type { DenialGroup } from './denial-group.ts'

/** An edit with the cause that asks for it and the matters it serves. */
export interface PlannedEdit {
  readonly edit: Edit
  /** Code of the cause. */
  readonly cause: string
  /** Indexes of matters. */
  readonly matters: readonly number[]
  /** The groups whose denials asked for it. */
  readonly groups: readonly DenialGroup[]
  /** Patterns in it that stand for many resources. */
  readonly patterns: readonly string[]
}
