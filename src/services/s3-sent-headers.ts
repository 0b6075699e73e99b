import type { Context } from '../iam/context.ts'
import type { Call } from './call.ts'

/** Request parameters of CloudTrail that name a header in the SDK's way. */
const headerNames: ReadonlyMap<string, string> = new Map([
  ['bypassgovernanceretention', 'x-amz-bypass-governance-retention'],
  ['expectedbucketowner', 'x-amz-expected-bucket-owner'],
  ['requestpayer', 'x-amz-request-payer'],
])

/**
 * The headers that the request carried, by lower-case name, and `versionid`: as CloudTrail, a command in the text, or
 * context keys show them. Keys that were given win; one given without a value takes the header away.
 */
export function sentHeaders(call: Call, context: Context): ReadonlyMap<string, string> {
  const { event, sentHeaders: shown } = call.denial.hints
  const sent = new Map(Object.entries(shown).map(([name, value]) => [name.toLowerCase(), value]))
  for (const [name, value] of Object.entries(event?.requestParameters ?? {})) {
    const text: unknown = Array.isArray(value) ? value[0] : value
    // CloudTrail records `acl` and its like without a value for the operation that the address names.
    if (typeof text === 'string' && text !== '')
      sent.set(headerNames.get(name.toLowerCase()) ?? name.toLowerCase(), text)
  }
  for (const [key, value] of [...context, ...call.given]) {
    const header = key.replace(/^s3:/, '')
    if (!header.startsWith('x-amz-') || value === 'unknown') continue
    const [first] = value
    if (first === undefined) sent.delete(header)
    else sent.set(header, first)
  }
  return sent
}

/** Whether a fix takes the header out of the request. */
export function isWithdrawn(call: Call, header: string): boolean {
  return call.given.get(`s3:${header}`)?.length === 0
}
