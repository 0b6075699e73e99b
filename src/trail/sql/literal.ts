const control = /[\p{Cc}]/u

/**
 * A text as SQL literal of Trino, Athena and DuckDB alike. A quote is doubled; a control character, which some clients cut
 * a statement at, is written as its number; half of a surrogate pair, which no engine can hold, becomes U+FFFD.
 */
export function textLiteral(text: string): string {
  const wellFormed = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
  if (!control.test(wellFormed)) return quoted(wellFormed)
  const parts = wellFormed.split(/([\p{Cc}])/u).filter((part) => part !== '')
  return `concat('', ${parts.map((part) => (control.test(part) ? `chr(${part.charCodeAt(0)})` : quoted(part))).join(', ')})`
}

/** A text in quotes, with all its characters as they are: for a database in this process, which needs no more. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name as identifier in double quotes. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The parts of a table's name as written: `logs.cloudtrail` has two, `"a.b"` one; null where it is no name. */
export function tableNameParts(written: string): readonly string[] | null {
  const part = /^(?:"((?:[^"\p{Cc}]|"")+)"|([^".\s\p{Cc}]+))(?:\.|$)/u
  const parts: string[] = []
  for (let rest = written.trim(); rest !== ''; ) {
    const found = part.exec(rest)
    if (found === null || parts.length === 3) return null
    parts.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[0].length === rest.length && found[0].endsWith('.')) return null
    rest = rest.slice(found[0].length)
  }
  return parts.length === 0 ? null : parts
}
