import type { Authorization } from '../services/authorization.ts'
import { catalogArns } from '../services/glue.ts'

/** Where one request of a chain belongs. */
export interface Place {
  /** Index of the request for which a service asks this one; null where nothing in the chain called that service. */
  readonly stem: number | null
  /** ARN of the catalog object that is asked about, itself or through its ancestors; null outside the Data Catalog. */
  readonly object: string | null
}

/** Where each request of a chain belongs, in the order of the chain. */
export function placesOf(chain: readonly Authorization[]): readonly Place[] {
  let object: string | null = null
  return chain.map((authorization, i) => {
    object = objectOf(authorization.request.resource, object)
    return { stem: stemOf(i, chain), object }
  })
}

// A catalog action is judged on an object and its ancestors, which follow it: they are asked about for its sake.
function objectOf(resource: string, previous: string | null): string | null {
  if (!/^arn:[\w-]+:glue:[^:]*:[^:]*:(?:catalog|database|table|userDefinedFunction|connection)(?:\/|$)/.test(resource))
    return null
  return previous !== null && catalogArns(previous).includes(resource) ? previous : resource
}

/** The service that asks on the way of a call; null for what the caller asks itself. */
function asker({ hop, request }: Authorization): string | null {
  return hop.kind === 'direct' ? request.principal.service : hop.service
}

/** The nearest call of the asking service before a request; a call of the caller's own may stand behind it as well. */
function stemOf(i: number, chain: readonly Authorization[]): number | null {
  const asked = chain[i]
  const service = asked === undefined ? null : asker(asked)
  if (asked === undefined || service === null) return null
  const name = service.split('.')[0]?.toLowerCase()
  const isStem = (one: Authorization): boolean =>
    one.request.action.split(':')[0]?.toLowerCase() === name && asker(one) !== service && isOfSameCaller(one, asked)
  const before = chain.flatMap((one, at) => (at < i && isStem(one) ? [at] : []))
  const fitting = before.filter((at) => isUseOfKey(chain[at], asked))
  const own = chain.findIndex((one) => asker(one) === null && isStem(one))
  return fitting.at(-1) ?? before.at(-1) ?? (own < 0 ? null : own)
}

/** A service that asks with the caller's permissions asks as who called it, and for the same part of the work. */
function isOfSameCaller(stem: Authorization, { hop, request }: Authorization): boolean {
  if (hop.kind !== 'forwarded') return true
  const part = stem.hop.kind === 'forwarded' ? stem.hop.part : undefined
  return (
    stem.request.principal.arn === request.principal.arn &&
    (part === undefined || hop.part === undefined || part === hop.part)
  )
}

// AWS: reading decrypts, writing makes a data key; listing uses no key.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
function isUseOfKey(stem: Authorization | undefined, asked: Authorization): boolean {
  const verb = stem?.request.action.split(':')[1] ?? ''
  const isReading = /^(?:Get|Head|Select)/i.test(verb)
  return /^kms:Decrypt$/i.test(asked.request.action) ? isReading : !isReading && !/^List/i.test(verb)
}
