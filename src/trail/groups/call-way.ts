import { type JsonObject, objectAt, stringAt } from '../../denial/json-value.ts'

/**
 * How a call reached AWS, as far as a policy of any service can ask for it: through which VPC endpoint, with MFA or not,
 * and by which service. What was refused one way can be allowed another way without anything having been mended.
 */
export interface CallWay {
  readonly endpoint: string | null
  /** `true` or `false`, as the record writes it; null where it does not say. */
  readonly mfa: string | null
  /** The service that called for its caller. */
  readonly invokedBy: string | null
}

/** The parts of a way in which two calls can differ. */
export type WayPart = keyof CallWay

/** The way of a recorded call. */
export function wayOf(record: JsonObject): CallWay {
  const identity = objectAt(record, 'userIdentity')
  const attributes = objectAt(objectAt(identity, 'sessionContext'), 'attributes')
  return {
    endpoint: stringAt(record, 'vpcEndpointId'),
    mfa: stringAt(attributes, 'mfaAuthenticated'),
    invokedBy: stringAt(identity, 'invokedBy'),
  }
}

/** Different for different ways. */
export function wayKey({ endpoint, mfa, invokedBy }: CallWay): string {
  return `${endpoint ?? ''} ${mfa ?? ''} ${invokedBy ?? ''}`
}

/** In what a call differs from the one among others that is most like it; empty where one of them is the same. */
export function wayDifferences(way: CallWay, others: readonly CallWay[]): readonly WayPart[] {
  const parts = ['endpoint', 'mfa', 'invokedBy'] as const
  const all = others.map((other) => parts.filter((part) => way[part] !== other[part]))
  return all.toSorted((a, b) => a.length - b.length)[0] ?? []
}
