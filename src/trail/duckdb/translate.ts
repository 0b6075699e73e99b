import { argumentsOf, closingOf, isToken, type Token, tokensOf } from '../sql/tokens.ts'

/** A stretch of the text that is replaced. */
interface Change {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * A query in Athena's dialect as DuckDB takes it. Only what no macro can bridge is rewritten: functions that take a
 * lambda or gather rows, `ARRAY(type)`, a time with its zone, `UNNEST` of structures into columns. All else stays as it is.
 */
export function duckDbSql(sql: string): string {
  return changed(sql, rules)
}

/**
 * A query that cannot be parsed because a table name with hyphens was not quoted, as `your-table` in AWS's article, with
 * the quotes.
 */
export function withQuotedTables(sql: string): string {
  return changed(sql, [hyphenated])
}

function changed(sql: string, byRules: readonly Rule[]): string {
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

type Rule = (tokens: readonly Token[], at: number) => readonly Change[]

/** Functions by DuckDB's names: a macro can neither take a lambda nor be given `OVER` or `FILTER`. */
const newNames: ReadonlyMap<string, string> = new Map([
  ['transform', 'list_transform'],
  ['every', 'bool_and'],
  ['approx_percentile', 'approx_quantile'],
  ['approx_distinct', 'approx_count_distinct'],
])

const renamed: Rule = (tokens, at) => {
  const token = tokens[at]
  const close = token?.kind === 'word' && isToken(tokens[at + 1], '(') ? closingOf(tokens, at + 1) : null
  const name = newNames.get(token?.text.toLowerCase() ?? '')
  if (token === undefined || close === null || name === undefined) return []
  // How exact an answer is to be, DuckDB does not ask.
  const precision = name === 'approx_count_distinct' ? argumentsOf(tokens, at + 1, close)[1] : undefined
  const [comma, last] = [tokens[(precision?.[0] ?? 0) - 1], tokens[close]]
  if (precision === undefined || comma === undefined || last === undefined) return [replaced(token, name)]
  return [replaced(token, name), { start: comma.start, end: last.start, text: '' }]
}

/** `count_if(x)` is 0 where no row has a value; DuckDB's own is then null. */
const counted: Rule = (tokens, at) => {
  const token = tokens[at]
  const close = isToken(token, 'count_if') && isToken(tokens[at + 1], '(') ? closingOf(tokens, at + 1) : null
  const last = close === null ? undefined : tokens[close]
  if (token === undefined || last === undefined) return []
  return [replaced(token, 'count(nullif'), replaced(last, ', false))')]
}

const matches: ReadonlySet<string> = new Set(['any_match', 'all_match', 'none_match'])

/** `any_match(list, x -> …)` is a test of the list of answers. */
const matched: Rule = (tokens, at) => {
  const token = tokens[at]
  const close = isToken(tokens[at + 1], '(') ? closingOf(tokens, at + 1) : null
  const last = close === null ? undefined : tokens[close]
  if (token?.kind !== 'word' || last === undefined || !matches.has(token.text.toLowerCase())) return []
  return [replaced(token, `undeny_${token.text.toLowerCase()}(list_transform`), after(last, ')')]
}

/** `reduce(list, start, (s, x) -> …, s -> …)`: DuckDB takes the start last and has no closing step. */
const reduced: Rule = (tokens, at) => {
  const token = tokens[at]
  const open = at + 1
  const close = isToken(token, 'reduce') && isToken(tokens[open], '(') ? closingOf(tokens, open) : null
  if (token === undefined || close === null) return []
  const spans = argumentsOf(tokens, open, close)
  const commas = spans.slice(1).map(([from]) => tokens[from - 1])
  const [beforeStart, beforeStep, beforeEnd] = commas
  const step = spans[2]
  const last = tokens[close]
  if (spans.length !== 4 || step === undefined || last === undefined) return []
  if (beforeStart === undefined || beforeStep === undefined || beforeEnd === undefined) return []
  // list_transform([list_reduce(list, step, start)], end)[1], without moving text that has changes of its own:
  // the start leads the list, and DuckDB begins with the first item where it is given none.
  return [
    replaced(token, 'list_transform('),
    { start: tokens[open]?.start ?? 0, end: tokens[open]?.end ?? 0, text: '[list_reduce(undeny_led_by(' },
    replaced(beforeStep, '), '),
    replaced(beforeEnd, ')], '),
    { start: last.start, end: last.end, text: ')[1]' },
  ]
}

/** `if(a, b)` is null where `a` does not hold; DuckDB wants the third. */
const conditional: Rule = (tokens, at) => {
  const close = isToken(tokens[at], 'if') && isToken(tokens[at + 1], '(') ? closingOf(tokens, at + 1) : null
  const last = close === null ? undefined : tokens[close]
  if (close === null || last === undefined || argumentsOf(tokens, at + 1, close).length !== 2) return []
  return [replaced(last, ', NULL)')]
}

/** `ARRAY(varchar)`, also around another type. */
const arrayType: Rule = (tokens, at) => {
  const token = tokens[at]
  const open = tokens[at + 1]
  const close = isToken(token, 'array') && isToken(open, '(') ? closingOf(tokens, at + 1) : null
  const last = close === null ? undefined : tokens[close]
  if (token === undefined || open === undefined || last === undefined) return []
  return [{ start: token.start, end: open.end, text: '' }, replaced(last, '[]')]
}

/** `TIMESTAMP '2020-03-01 00:00:00 UTC'` has a zone in Athena; DuckDB drops it. */
const zonedTime: Rule = (tokens, at) => {
  const [token, value] = [tokens[at], tokens[at + 1]]
  if (token === undefined || !isToken(token, 'timestamp') || value?.kind !== 'text') return []
  if (!/:\d\d[\d:.]*(?: ?[+-]\d\d:?\d\d|Z| [A-Za-z][\w/+-]*)'$/.test(value.text)) return []
  const withSeconds = value.text.replace(/(?<=[ T]\d\d:\d\d)(?=[^:\d])/, ':00')
  return [replaced(token, 'TIMESTAMPTZ'), replaced(value, withSeconds)]
}

/** `FROM your-table`: no SQL has such a name without quotes, so nothing else can be meant. */
const hyphenated: Rule = (tokens, at) => {
  const isDistinctFrom = isToken(tokens[at - 1], 'distinct')
  if (isDistinctFrom || (!isToken(tokens[at], 'from') && !isToken(tokens[at], 'join'))) return []
  const changes: Change[] = []
  let first = at + 1
  for (;;) {
    let last = first
    while (isHyphenThenName(tokens, last)) last += 2
    const [start, end] = [tokens[first], tokens[last]]
    if (start?.kind === 'word' && end !== undefined && last > first) {
      changes.push({ start: start.start, end: start.start, text: '"' }, after(end, '"'))
    }
    if (!isToken(tokens[last + 1], '.')) return changes
    first = last + 2
  }
}

function isHyphenThenName(tokens: readonly Token[], at: number): boolean {
  const [name, hyphen, next] = [tokens[at], tokens[at + 1], tokens[at + 2]]
  const isName = name?.kind === 'word' || name?.kind === 'number'
  const isNextName = next?.kind === 'word' || next?.kind === 'number'
  return isName && isNextName && isToken(hyphen, '-') && hyphen?.start === name.end && next.start === hyphen.end
}

/**
 * `CROSS JOIN UNNEST(resources) AS t (arn, accountid, type)`: Athena makes a column of each member of a structure, and
 * takes several lists at once.
 */
const unnested: Rule = (tokens, at) => {
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

/** `TABLESAMPLE BERNOULLI (10)` is a share in Athena. */
const sampled: Rule = (tokens, at) => {
  const last = tokens[at + 4]
  const isSample =
    isToken(tokens[at], 'tablesample') && isToken(tokens[at + 2], '(') && tokens[at + 3]?.kind === 'number'
  return isSample && last !== undefined && isToken(last, ')') ? [replaced(last, ' PERCENT)')] : []
}

const rules: readonly Rule[] = [
  renamed,
  counted,
  matched,
  reduced,
  conditional,
  arrayType,
  zonedTime,
  unnested,
  sampled,
]

function replaced({ start, end }: Token, text: string): Change {
  return { start, end, text }
}

function after({ end }: Token, text: string): Change {
  return { start: end, end, text }
}
