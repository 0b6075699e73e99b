/** One statement of one document: policy id and place, because `Sid` is optional. */
export interface StatementRef {
  readonly policyId: string
  /** From 0. */
  readonly index: number
  readonly sid: string | null
}
