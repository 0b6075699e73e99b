import type { ContextValue } from '../iam/context.ts'
import type { ContextFacts } from './context-facts.ts'
import { passedTags, sentParameters, transitiveTagKeys } from './sent-parameters.ts'

/** Request parameters that are context keys under another name. */
const parameterKeys: readonly (readonly [string, string])[] = [
  ['prefix', 's3:prefix'],
  ['delimiter', 's3:delimiter'],
  ['max-keys', 's3:max-keys'],
  ['externalId', 'sts:ExternalId'],
  ['roleSessionName', 'sts:RoleSessionName'],
  ['sourceIdentity', 'sts:SourceIdentity'],
]

/** The keys that hold what the parameters of the call say, as its record or a pasted command tells them. */
export function setParameterKeys(context: Map<string, ContextValue>, facts: ContextFacts): void {
  if (facts.hop.kind !== 'direct') return
  const sent = sentParameters(facts.denial, facts.action, facts.resource)
  for (const [parameter, key] of parameterKeys) {
    const value = sent?.parameters[parameter]
    if (typeof value === 'string' && value.length > 0) context.set(key.toLowerCase(), [value])
  }
  if (!facts.action.toLowerCase().startsWith('sts:')) return
  // AWS: the tags that are passed stand in the request, and the keys of those that are passed on.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
  const tags = passedTags(sent)
  if (tags !== null) context.set('aws:tagkeys', [...tags.keys()])
  for (const [key, value] of tags ?? []) context.set(`aws:requesttag/${key.toLowerCase()}`, [value])
  const transitive = transitiveTagKeys(sent)
  if (transitive.length > 0) context.set('sts:transitivetagkeys', transitive)
  // AWS: only a user passes an MFA device, together with its code; a wrong code is refused before any policy is asked.
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  const isUser = facts.caller.principal.kind === 'user'
  if (isUser && typeof sent?.parameters['serialNumber'] === 'string') {
    context.set('aws:multifactorauthpresent', ['true'])
  }
}

/** Whether the parameters of the call are all told and none of them is the one that a key holds. */
export function isUnsentParameter(key: string, facts: ContextFacts): boolean {
  const { hop, action, resource, denial } = facts
  const sent = hop.kind === 'direct' ? sentParameters(denial, action, resource) : null
  if (sent?.isWhole !== true) return false
  if (inheritedKey.test(key) && !isFirstHand(action, facts)) return false
  if (/^aws:(requesttag|tagkeys)|^sts:transitive/.test(key)) return true
  if (!key.startsWith(`${action.split(':')[0]?.toLowerCase()}:`)) return false
  return parameterKeys.some(
    ([parameter, name]) => name.toLowerCase() === key && sent.parameters[parameter] === undefined,
  )
}

const inheritedKey = /^aws:requesttag\/|^aws:tagkeys$|^sts:transitivetagkeys$|^sts:sourceidentity$/

// AWS: an assertion or a token brings tags of its own, and a session passes on those that it was made with.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
function isFirstHand(action: string, { caller, denial }: ContextFacts): boolean {
  if (!/^sts:(assumerole|tagsession|setsourceidentity)$/i.test(action)) return false
  const isFederated = /With(SAML|WebIdentity)$/.test(denial.hints.event?.eventName ?? denial.operation ?? '')
  return !isFederated && caller.principal.kind === 'user'
}
