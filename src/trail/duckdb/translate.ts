import { argumentsOf, closingOf, isToken, type Token } from '../sql/tokens.ts'
import { after, type Change, type Rule, replaced, rewritten } from './rewrite.ts'
import { unnested } from './unnest.ts'

/**
 * A query in Athena's dialect as DuckDB takes it. Only what no macro can bridge is rewritten: functions that take a
 * lambda or gather rows, `ARRAY(type)`, a time with its zone, `UNNEST` of structures into columns. All else stays as it is.
 */
export function duckDbSql(sql: string): string {
  return rewritten(sql, rules)
}

/**
 * A query that cannot be parsed because a table name with hyphens was not quoted, as `your-table` in AWS's article, with
 * the quotes.
 */
export function withQuotedTables(sql: string): string {
  return rewritten(sql, [hyphenated])
}

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

/** `FROM default.t`: the first database of every Athena account has the name of a key word. */
const defaultDatabase: Rule = (tokens, at) => {
  const token = tokens[at]
  const isSource = isToken(tokens[at - 1], 'from') || isToken(tokens[at - 1], 'join') || isToken(tokens[at - 1], ',')
  const isName = isToken(token, 'default') && isToken(tokens[at + 1], '.')
  return token !== undefined && isSource && isName ? [replaced(token, '"default"')] : []
}

/** `timestamp(3) with time zone`: DuckDB has one precision, and takes no number there. */
const zonedType: Rule = (tokens, at) => {
  const [open, number, close] = [tokens[at + 1], tokens[at + 2], tokens[at + 3]]
  const isType =
    isToken(tokens[at], 'timestamp') && isToken(open, '(') && number?.kind === 'number' && isToken(close, ')')
  if (!isType || open === undefined || close === undefined || !isToken(tokens[at + 4], 'with')) return []
  return [{ start: open.start, end: close.end, text: '' }]
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
  defaultDatabase,
  zonedType,
  sampled,
]
