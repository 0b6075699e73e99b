import type { Gate } from '../engine/gates.ts'
import type { PolicySet } from '../engine/policies.ts'
import type { AccessRequest } from '../engine/request.ts'
import type { Layer } from '../engine/trace.ts'
import type { Missing } from '../snapshot/fact.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import type { Reading } from './reading.ts'

/** What a request of a query is for: reading its tables, writing its results, writing a table. */
export type QueryPart = 'catalog' | 'source' | 'results' | 'target'

/** Why AWS asks this question as part of the call. */
export type Hop =
  /** The call itself. */
  | { readonly kind: 'direct' }
  /** A service asks with the caller's permissions (forward access session). */
  | {
      readonly kind: 'forwarded'
      readonly service: string
      /** The services before it, where the asking one was itself called with the caller's permissions. */
      readonly after?: readonly string[]
      readonly part?: QueryPart
    }
  /** A service asks with a role of its own. */
  | { readonly kind: 'serviceRole'; readonly service: string }

/** The case in which AWS makes a request that the call does not need in every run. */
export type Occasion =
  /** S3 objects are uploaded in parts. */
  | 'multipartUpload'
  /** Somebody fetches the results of a query. */
  | 'readingResults'
  /** Athena looks up single partitions of a table. */
  | 'singlePartitions'
  /** The statement adds partitions that the table does not have yet. */
  | 'newPartitions'
  /** The table or partition that is dropped has partitions. */
  | 'droppedPartitions'
  /** A connector or AWS Glue encrypts with the key itself instead of a data key. */
  | 'directEncryption'
  /** The answer of a connector is too large to hand over. */
  | 'spilledAnswer'
  /** A script uses the temporary folder of its job. */
  | 'temporaryFiles'
  /** A job replaces what lies at its target. */
  | 'overwriting'
  /** AWS Glue writes the logs and metrics of a run. */
  | 'logs'
  /** A run removes the network interfaces that it made. */
  | 'cleanup'
  /** A connection holds an encrypted password. */
  | 'connectionPassword'

/** A fact that was taken as true because nothing points against it. */
export type Assumption =
  | { readonly kind: 'noSessionPolicy' }
  | { readonly kind: 'noVpcEndpoint' }
  | { readonly kind: 'https' }
  | { readonly kind: 'noRequestHeader'; readonly key: string }
  | { readonly kind: 'noSessionTags' }
  /** The request went to the bucket itself. */
  | { readonly kind: 'noAccessPoint' }
  | { readonly kind: 'directCall' }
  | { readonly kind: 'outsidePoliciesNotJudged'; readonly service: string }

/** One authorization of a call, with every fact that bears on it. */
export interface Authorization {
  readonly request: AccessRequest
  readonly hop: Hop
  readonly policies: PolicySet
  readonly gates: readonly Gate[]
  /** How facts outside policies that were not recorded are read. */
  readonly reading: Reading
  /** The documents behind the policy ids of the trace. */
  readonly storedById: ReadonlyMap<string, StoredPolicy>
  /** What could not be read. */
  readonly missing: readonly LayerMissing[]
  readonly assumptions: readonly Assumption[]
}

/** A missing fact and the layer whose verdict hangs on it. */
export interface LayerMissing {
  readonly layer: Layer
  readonly missing: Missing
}
