import { argumentsOf, closingOf, isToken, type Token } from '../sql/tokens.ts'
import { type Rule, replaced } from './rewrite.ts'

/**
 * `CROSS JOIN UNNEST(resources) AS t (arn, accountid, type)`: Athena makes a column of each member of a structure, and
 * takes several lists at once.
 */
export const unnested: Rule = (tokens, at) => {
  const token = tokens[at]
  const isJoined = isToken(tokens[at - 1], 'join') || isToken(tokens[at - 1], ',')
  const close = isJoined && isToken(token, 'unnest') && isToken(tokens[at + 1], '(') ? closingOf(tokens, at + 1) : null
  const last = close === null ? undefined : tokens[close]
  if (token === undefined || close === null || last === undefined) return []
  const spans = argumentsOf(tokens, at + 1, close)
  const ordinal =
    isToken(tokens[close + 1], 'with') && isToken(tokens[close + 2], 'ordinality') ? (tokens[close + 2] ?? null) : null
  const columns = columnCountAfter(tokens, ordinal === null ? close + 1 : close + 3)
  const wanted = columns - (ordinal === null ? 0 : 1)
  if (wanted <= spans.length && spans.length === 1) return []
  const parts = spans.map(([from, to]) => sourceOf(tokens, from, to))
  if (parts.some((part) => part === null)) return []
  const depth = wanted > spans.length ? ', max_depth := 2' : ''
  // The lists stay where they are, since they may hold changes of their own.
  const commas = spans.slice(1).map(([from]) => tokens[from - 1])
  return [
    replaced(token, 'LATERAL (SELECT unnest'),
    ...commas.flatMap((comma) => (comma === undefined ? [] : [replaced(comma, `${depth}), unnest(`)])),
    ...(ordinal === null
      ? [replaced(last, `${depth}))`)]
      : [{ start: last.start, end: ordinal.end, text: `${depth}), unnest(undeny_places(${parts[0] ?? ''})))` }]),
  ]
}

function sourceOf(tokens: readonly Token[], from: number, to: number): string | null {
  const words = tokens.slice(from, to)
  return words.length === 0 ? null : words.map(({ text }) => text).join(' ')
}

function columnCountAfter(tokens: readonly Token[], at: number): number {
  const name = isToken(tokens[at], 'as') ? at + 1 : at
  const open = name + 1
  if (tokens[name]?.kind !== 'word' && tokens[name]?.kind !== 'quotedName') return 0
  const close = isToken(tokens[open], '(') ? closingOf(tokens, open) : null
  return close === null ? 0 : argumentsOf(tokens, open, close).length
}
