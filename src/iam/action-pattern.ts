import { matchesWildcard } from './wildcard.ts'

// AWS: the service prefix and the action name are case-insensitive.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
/** Whether an `Action` value of a policy covers an action. */
export function matchesAction(pattern: string, action: string): boolean {
  if (pattern === '*') return true
  const colon = pattern.indexOf(':')
  const actionColon = action.indexOf(':')
  if (colon < 0 || actionColon < 0) return false
  const service = pattern.slice(0, colon)
  // AWS: wildcards stand in the name of the action; the service is written out, or `*` as a whole.
  if (service !== '*' && service.toLowerCase() !== action.slice(0, actionColon).toLowerCase()) return false
  return matchesWildcard(pattern.slice(colon + 1), action.slice(actionColon + 1), { ignoreCase: true })
}
