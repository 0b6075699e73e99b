/**
 * The recorded key that a request meant: the same once both are decoded, or in the same letters whatever their case;
 * null where there is none.
 */
export function nearestKey(key: string, recorded: readonly string[]): string | null {
  const wanted = plainKey(key)
  const same = recorded.find((other) => plainKey(other) === wanted)
  return same ?? recorded.find((other) => plainKey(other).toLowerCase() === wanted.toLowerCase()) ?? null
}

/** A key without what clients add or lose: percent-encoding (twice at most), `+` for a blank, stray blanks and slashes. */
function plainKey(key: string): string {
  const decoded = decodedOnce(decodedOnce(key.replaceAll('+', ' ')))
  return decoded
    .normalize('NFC')
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('/')
}

function decodedOnce(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
