import { matchesResourcePattern, parseResourcePattern, type ResourceOptions } from '../iam/arn-pattern.ts'
import { anyOf } from './match.ts'
import type { Match } from './trace.ts'
import { resolveVariables, type VariableScope } from './variables.ts'

/** Whether any `Resource` value covers a resource; `unknown` where that rests on a variable whose value is not known. */
export function matchResources(
  values: readonly string[],
  resource: string,
  scope: VariableScope,
  options: ResourceOptions,
): Match {
  return anyOf(...values.map((value) => matchResourceValue(value, resource, scope, options)))
}

function matchResourceValue(value: string, resource: string, scope: VariableScope, options: ResourceOptions): Match {
  if (!startsLike(value, resource)) return 'no'
  const parsed = parseResourcePattern(value, options)
  if (parsed.kind !== 'arn') return parsed.kind === 'all' ? 'yes' : 'no'
  // AWS: variables stand after the fifth colon only, and one without a value makes its Resource match nothing.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
  const last = parsed.rest.at(-1) ?? ''
  const resolved = resolveVariables(
    last,
    parsed.rest.length === 3 ? scope : { ...scope, version: '2008-10-17' },
    'wildcards',
  )
  if (resolved === null || !matchesResourcePattern(parsed, resolved.pattern, resource)) return 'no'
  return resolved.unknownKeys.length > 0 ? 'unknown' : 'yes'
}

/** Compares up to the first wildcard or variable: most values of a policy fail there, before anything is taken apart. */
function startsLike(value: string, resource: string): boolean {
  const end = value.search(/[*?$]/)
  return resource.startsWith(end < 0 ? value : value.slice(0, end))
}
