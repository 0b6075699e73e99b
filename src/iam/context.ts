/**
 * The value of one context key: a list of values (single-valued keys have one), or `unknown` where the request had a
 * value or none and we cannot tell. A key that is not in the context at all was absent from the request.
 */
export type ContextValue = readonly string[] | 'unknown'

/** Context keys of one request, by lower-case key name. Build with `contextOf`. */
export type Context = ReadonlyMap<string, ContextValue>

/** Context from key/value pairs in any spelling: names are folded to lower case, single values become lists. */
export function contextOf(
  entries: Readonly<Record<string, string | readonly string[] | { readonly unknown: true }>>,
): Context {
  const context = new Map<string, ContextValue>()
  for (const [key, value] of Object.entries(entries)) context.set(key.toLowerCase(), contextValueOf(value))
  return context
}

function contextValueOf(value: string | readonly string[] | { readonly unknown: true }): ContextValue {
  if (typeof value === 'string') return [value]
  return 'unknown' in value ? 'unknown' : value
}
