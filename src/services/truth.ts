/** A claim that holds, does not hold, or cannot be told from what was read. */
export type Truth = boolean | 'unknown'

/** A fact that was read (null in `T` where it is known to be absent), or could not be. */
export type Known<T> = { readonly known: T } | 'unknown'

/** Wraps a value that was read. */
export function known<T>(value: T): Known<T> {
  return { known: value }
}

/** What `claim` says of the fact; unknown where the fact is. */
export function claimOf<T>(fact: Known<T>, claim: (value: T) => Truth): Truth {
  return fact === 'unknown' ? 'unknown' : claim(fact.known)
}

/** Whether every claim holds: one false claim settles it, whatever is unknown. */
export function all(...claims: readonly Truth[]): Truth {
  if (claims.includes(false)) return false
  return claims.includes('unknown') ? 'unknown' : true
}

/** Whether one claim holds: one true claim settles it, whatever is unknown. */
export function any(...claims: readonly Truth[]): Truth {
  if (claims.includes(true)) return true
  return claims.includes('unknown') ? 'unknown' : false
}

/** The opposite claim. */
export function not(claim: Truth): Truth {
  return claim === 'unknown' ? 'unknown' : !claim
}
