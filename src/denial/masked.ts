/** Whether the whole value is a mask, an elision or a placeholder: `***`, `…`, `<role>`, `XXXX`. */
export function isMasked(value: string): boolean {
  const bare = value.trim()
  if (bare === '') return true
  if (/^[*.…xX#?•_-]+$/.test(bare)) return true
  return /^<[^<>]*>$|^\[[^[\]]*\]$|^\{{1,2}[^{}]*\}{1,2}$|^\$\{[^{}]*\}$|^%[\w-]+%$/.test(bare)
}

const wordsForNothing: ReadonlySet<string> = new Set([
  'null',
  'none',
  'undefined',
  'nil',
  'n/a',
  'unknown',
  'redacted',
  'masked',
])

/** The id, or null where nothing of it is left. */
export function idOrNull(value: string | undefined): string | null {
  if (value === undefined) return null
  const bare = value.trim().replace(/^["']|["',:;.)]+$/g, '')
  if (isMasked(bare) || wordsForNothing.has(bare.toLowerCase())) return null
  // AWS's request ids are random hexadecimal or base-32; without any digit it is a word that stands for one.
  return /\d/.test(bare) ? bare : null
}

/** Whether two values are known and cannot be the same; one cut off with an ellipsis agrees with the whole one. */
export function areDifferent(a: string | null, b: string | null): boolean {
  if (a === null || b === null || a === b) return false
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return !(/(?:\.{3}|…)$/.test(short) && long.startsWith(short.replace(/\.{3}$|…$/, '')))
}
