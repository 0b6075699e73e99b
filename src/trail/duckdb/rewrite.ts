import { type Token, tokensOf } from '../sql/tokens.ts'

/** A stretch of the text that is replaced. */
export interface Change {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What is to be replaced at one token of a text. */
export type Rule = (tokens: readonly Token[], at: number) => readonly Change[]

/** A text with the changes of all rules at all its tokens. */
export function rewritten(sql: string, byRules: readonly Rule[]): string {
  const tokens = tokensOf(sql)
  const changes: Change[] = []
  for (let at = 0; at < tokens.length; at++) {
    for (const rule of byRules) changes.push(...rule(tokens, at))
  }
  return withChanges(sql, changes)
}

function withChanges(sql: string, changes: readonly Change[]): string {
  // At one place what closes comes before what opens; sorting keeps the order of equal places.
  const ordered = [...changes].sort((a, b) => a.start - b.start || a.end - b.end)
  let text = ''
  let from = 0
  for (const { start, end, text: added } of ordered) {
    text += sql.slice(from, start) + added
    from = Math.max(from, end)
  }
  return text + sql.slice(from)
}

/** Another text in place of a token. */
export function replaced({ start, end }: Token, text: string): Change {
  return { start, end, text }
}

/** A text behind a token. */
export function after({ end }: Token, text: string): Change {
  return { start: end, end, text }
}
