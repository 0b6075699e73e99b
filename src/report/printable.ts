/** One line of outside text, safe to print: control and direction characters are made visible, a very long line is cut. */
export function printableLine(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  return cut.replace(invisible, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

/** Words for a terminal: the backticks that mark values are dropped, control characters made visible. */
export function plain(text: string): string {
  return printableLine(text.replaceAll('`', ''))
}

/** A line of JSON or of a command that holds JSON, whole: what cannot be seen is written as JSON's own escape. */
export function visibleJson(line: string): string {
  return line.replace(invisible, (character) =>
    [...Array(character.length).keys()]
      .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

/** A text of several lines, whole: what a terminal would obey is made visible, ends of lines and tabs stay. */
export function printableText(text: string): string {
  return text.replace(invisible, (character) =>
    /[\t\r\n]/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}

const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

const longest = 4_000
