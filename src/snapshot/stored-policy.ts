import type { ParsedPolicy } from '../iam/policy.ts'
import type { Source } from './fact.ts'
import type { LineColumn } from './record-place.ts'

/** How the document stands in the recorded answer. */
export type PolicyEncoding = 'json' | 'jsonString' | 'urlEncoded'

/** A policy document of the snapshot, with what an edit or a report must know of it. */
export interface StoredPolicy {
  /** Unique in the snapshot: file and pointer, as `file#/pointer`. The engine's `policyId`. */
  readonly id: string
  /**
   * Edit target in the words of `formats/diagnosis.md`: `identity:role/etl`, `identity:policy/Name`, `boundary:policy/Name`,
   * `bucket-policy:BUCKET`, `key-policy:KEYID`, `catalog-policy:ACCOUNT`, `trust:role/etl`, `scp:p-…`, `rcp:p-…`, `vpce:vpce-…`, `access-point-policy:NAME`, …
   */
  readonly target: string
  /** As AWS names it: inline policy name, managed policy name, SCP name; null where the document has none. */
  readonly name: string | null
  /** ARN of a managed policy, SCP or RCP; null for inline and resource policies. */
  readonly arn: string | null
  /** Account that can change it; null for AWS managed policies. */
  readonly account: string | null
  /** AWS managed policies cannot be edited by their users. */
  readonly awsManaged: boolean
  readonly source: Source
  /** Where the document stands in its file, of one that is no file of the snapshot; absent for the snapshot's own. */
  readonly find?: () => LineColumn | null
  readonly encoding: PolicyEncoding
  readonly document: ParsedPolicy
}
