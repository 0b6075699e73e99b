/** One line of outside text, safe to print: control and direction characters are made visible, a very long line is cut. */
export function printableLine(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  return cut.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}

/** Words for a terminal: the backticks that mark values are dropped, control characters made visible. */
export function plain(text: string): string {
  return printableLine(text.replaceAll('`', ''))
}

const longest = 4_000
