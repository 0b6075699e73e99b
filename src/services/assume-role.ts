import type { Call } from './call.ts'
import type { PlannedRequest } from './planned-request.ts'
import { passedTags, sentParameters } from './sent-parameters.ts'

/**
 * What assuming a role asks of its trust policy: the action itself, `sts:TagSession` where the call passes session tags
 * and `sts:SetSourceIdentity` where it passes a source identity. Tags in a token or an assertion are not told.
 */
// AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
// AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
export function assumeRoleRequests(own: PlannedRequest, { denial }: Call): readonly PlannedRequest[] {
  const asked = own.action.toLowerCase()
  if (!partsOfAssumeRole.has(asked)) return [own]
  const sent = sentParameters(denial, own.action, own.resource)
  const parts = [
    ...(asked === 'sts:assumerole' || sent !== null ? ['sts:AssumeRole'] : []),
    ...(passedTags(sent) === null ? [] : ['sts:TagSession']),
    ...(typeof sent?.parameters['sourceIdentity'] === 'string' ? ['sts:SetSourceIdentity'] : []),
  ]
  const isListed = parts.some((action) => action.toLowerCase() === asked)
  const planned = parts.map((action) => ({ ...own, action, reported: action.toLowerCase() === asked }))
  return isListed ? planned : [own, ...planned]
}

const partsOfAssumeRole: ReadonlySet<string> = new Set(['sts:assumerole', 'sts:tagsession', 'sts:setsourceidentity'])
