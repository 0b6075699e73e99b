import type { Denial } from '../denial/denial.ts'
import type { SentParameters } from '../denial/sent-parameters.ts'

/**
 * The parameters of the denied call: of its record, else of the one pasted command that assumes this role. Null where
 * neither tells; a record without parameters tells nothing.
 */
export function sentParameters({ hints }: Denial, action: string, resource: string): SentParameters | null {
  if (hints.event !== null) {
    const { requestParameters } = hints.event
    return requestParameters === null ? null : { parameters: requestParameters, isWhole: true }
  }
  if (!/^sts:/i.test(action)) return null
  const [own, ...others] = hints.sentParameters.filter(
    ({ parameters: { roleArn } }) => roleArn === undefined || roleArn === resource,
  )
  return own === undefined || others.length > 0 ? null : own
}

/** The session tags that a call passes, by key; null where it passes none, or nothing tells. */
export function passedTags(sent: SentParameters | null): ReadonlyMap<string, string> | null {
  const tags = sent?.parameters['tags']
  if (!Array.isArray(tags)) return null
  const pairs = tags.flatMap((tag: unknown): readonly (readonly [string, string])[] => {
    if (typeof tag !== 'object' || tag === null || !('key' in tag) || !('value' in tag)) return []
    return typeof tag.key === 'string' && typeof tag.value === 'string' ? [[tag.key, tag.value]] : []
  })
  return pairs.length === 0 ? null : new Map(pairs)
}

/** The keys of the tags that a call passes on to the sessions after it; empty where it passes none. */
export function transitiveTagKeys(sent: SentParameters | null): readonly string[] {
  const keys = sent?.parameters['transitiveTagKeys']
  return Array.isArray(keys) ? keys.filter((key: unknown): key is string => typeof key === 'string') : []
}
