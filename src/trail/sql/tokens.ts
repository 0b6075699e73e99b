/** A piece of an SQL text. White space and comments belong to no token. */
export interface Token {
  readonly kind: 'word' | 'quotedName' | 'text' | 'number' | 'symbol'
  /** As written, with its quotes. */
  readonly text: string
  readonly start: number
  readonly end: number
}

const pieces =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<text>'(?:[^']|'')*(?:'|$))|(?<quotedName>"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$))|(?<number>\d[\w.]*)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<symbol>->|[\s\S])/gu

/** The tokens of an SQL text, in order. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = []
  for (const match of sql.matchAll(pieces)) {
    const kind = kindOf(match.groups ?? {})
    if (kind !== null) {
      tokens.push({ kind, text: match[0], start: match.index, end: match.index + match[0].length })
    }
  }
  return tokens
}

function kindOf(groups: Readonly<Record<string, string | undefined>>): Token['kind'] | null {
  if (groups.text !== undefined) return 'text'
  if (groups.quotedName !== undefined) return 'quotedName'
  if (groups.number !== undefined) return 'number'
  if (groups.word !== undefined) return 'word'
  return groups.symbol === undefined ? null : 'symbol'
}

/** Whether a token is this key word or symbol, in any case. */
export function isToken(token: Token | undefined, text: string): boolean {
  if (token === undefined || (token.kind !== 'word' && token.kind !== 'symbol')) return false
  return token.text.toLowerCase() === text
}

/** The place of the parenthesis that closes the one at `open`; null where none does. */
export function closingOf(tokens: readonly Token[], open: number): number | null {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at]
    if (isToken(token, '(')) depth += 1
    else if (isToken(token, ')')) depth -= 1
    if (depth === 0) return at
  }
  return null
}

/** The stretches between the commas of a parenthesis, as token places: from the first up to, not with, the second. */
export function argumentsOf(
  tokens: readonly Token[],
  open: number,
  close: number,
): readonly (readonly [number, number])[] {
  const spans: (readonly [number, number])[] = []
  let depth = 0
  let from = open + 1
  for (let at = open + 1; at < close; at++) {
    const token = tokens[at]
    if (isToken(token, '(') || isToken(token, '[')) depth += 1
    else if (isToken(token, ')') || isToken(token, ']')) depth -= 1
    else if (depth === 0 && isToken(token, ',')) {
      spans.push([from, at])
      from = at + 1
    }
  }
  if (from < close) spans.push([from, close])
  return spans
}
