/** An action taken apart at its first colon: `s3:GetObject`. */
export interface ActionParts {
  readonly service: string
  readonly name: string
}

/** The service prefix and the name of an action, spelled as given; null where one of them is missing. */
export function splitAction(action: string): ActionParts | null {
  const colon = action.indexOf(':')
  if (colon <= 0 || colon === action.length - 1) return null
  return { service: action.slice(0, colon), name: action.slice(colon + 1) }
}

// AWS: the service prefix and the action name are case-insensitive.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
/** True where the two texts name the same action. */
export function isSameAction(one: string, other: string): boolean {
  return one.length === other.length && one.toLowerCase() === other.toLowerCase()
}
