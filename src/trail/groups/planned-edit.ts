import type { Edit } from '../../fixes/edit.ts'

/** An edit with the cause that asks for it and the matters it serves. */
export interface PlannedEdit {
  readonly edit: Edit
  /** Code of the cause. */
  readonly cause: string
  /** Indexes of matters. */
  readonly matters: readonly number[]
  /** Patterns in it that stand for many resources. */
  readonly patterns: readonly string[]
}
