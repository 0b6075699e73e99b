import { isObject, jsonOf, objectAt } from '../../denial/json-value.ts'
import type { SqlProblem } from '../sql/engine.ts'
import { tokensOf } from '../sql/tokens.ts'

/** A table that a query names, with the database and catalog where it names them. */
export interface NamedTable {
  readonly catalog: string
  readonly database: string
  readonly name: string
}

/** What a query reads; a text that is no query of the logs alone gives a problem. */
export type QueryTree =
  | {
      readonly ok: true
      readonly tables: readonly NamedTable[]
      /** Names of columns that stand anywhere, in lower case. */
      readonly columns: ReadonlySet<string>
      /** All texts of the query, in lower case: no column can be read whose name is not among them. Null where all can be. */
      readonly words: ReadonlySet<string> | null
      /** Places of the result, from 0, whose column has neither a name nor an alias. */
      readonly nameless: ReadonlySet<number>
    }
  | { readonly ok: false; readonly isSyntax: boolean; readonly problem: SqlProblem }

/** Functions that make a table of values, not of files or of the database's own state. */
const harmless: ReadonlySet<string> = new Set(['unnest', 'range', 'generate_series'])

/** Reads what DuckDB's `json_serialize_sql` says of a text: only one SELECT passes, over named tables alone. */
export function queryTree(serialized: string, sql: string): QueryTree {
  const tree = jsonOf(serialized)
  if (!isObject(tree)) return refusedStatement(sql)
  if (tree.error === true) return faultOf(tree, sql)
  const statements = Array.isArray(tree.statements) ? tree.statements : []
  if (statements.length !== 1) return refusedStatement(statements.length === 0 ? '' : 'SELECT')
  const nodes = nodesOf(statements)
  const functionName = nodes.map(tableFunctionOf).find((name) => name !== null && !harmless.has(name))
  if (functionName !== undefined && functionName !== null) return refused(functionName)
  const tables = nodes.flatMap(tablesOf)
  const path = tables.find(({ name }) => /[/\\]/.test(name))
  if (path !== undefined) return refused(path.name)
  return {
    ok: true,
    tables,
    columns: new Set(nodes.flatMap(columnsOf)),
    words: wordsOf(nodes, tables),
    nameless: namelessOf(statements[0]),
  }
}

function faultOf(tree: Readonly<Record<string, unknown>>, sql: string): QueryTree {
  if (tree.error_type !== 'parser') return refusedStatement(sql)
  const at = Number(tree.position)
  const message = typeof tree.error_message === 'string' ? tree.error_message : 'syntax error'
  const place = Number.isInteger(at) ? sqlPlace(sql, at) : null
  return { ok: false, isSyntax: true, problem: statementProblem(message, place) }
}

/** Where in a text a fault is, counted from 1. */
export interface SqlPlace {
  readonly line: number
  readonly column: number
}

/** The line and column of a byte of a text. */
function sqlPlace(sql: string, byte: number): SqlPlace {
  const before = new TextDecoder().decode(new TextEncoder().encode(sql).subarray(0, byte))
  const lines = before.split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** The sentence about an SQL text that cannot be run, with the database's own words. */
export function statementProblem(message: string, place: SqlPlace | null): SqlProblem {
  const words = message.trim().replace(/[.!\s]+$/, '')
  const at = place === null ? '' : ` (line ${place.line}, column ${place.column})`
  const atKo = place === null ? '' : `${place.line}행 ${place.column}열에서 `
  return {
    kind: 'statement',
    en: `The SQL cannot be run: ${words}${at}.`,
    ko: `${atKo}"${words}" 오류가 나서 SQL을 실행할 수 없습니다.`,
  }
}

function refused(word: string): QueryTree {
  const shown = word.slice(0, 100)
  return refusal(`\`${shown}\``, `\`${shown}\` 구문`)
}

function refusedStatement(sql: string): QueryTree {
  const word = tokensOf(sql)[0]?.text ?? ''
  if (word === '') return refusal('An empty text', '빈 문')
  return /^(?:select|with)$/i.test(word) ? refusal('More than one statement', '둘 이상의 문') : refused(word)
}

function refusal(en: string, ko: string): QueryTree {
  return {
    ok: false,
    isSyntax: false,
    problem: {
      kind: 'statement',
      en: `${en} is refused: \`undeny sql\` takes one SELECT over the logs it is given, and reads and writes nothing else.`,
      ko: `${ko}은 쓸 수 없습니다. \`undeny sql\` 명령은 받은 로그에 대한 SELECT 문 하나만 실행하며, 다른 것은 읽지도 쓰지도 않습니다.`,
    },
  }
}

type Node = Readonly<Record<string, unknown>>

/** Every object of a tree. */
function nodesOf(tree: unknown): readonly Node[] {
  const nodes: Node[] = []
  const open: unknown[] = [tree]
  while (open.length > 0) {
    const value = open.pop()
    if (Array.isArray(value)) for (const item of value) open.push(item)
    else if (isObject(value)) {
      nodes.push(value)
      for (const item of Object.values(value)) if (typeof item === 'object') open.push(item)
    }
  }
  return nodes
}

function tableFunctionOf(node: Node): string | null {
  if (node.type !== 'TABLE_FUNCTION' || !isObject(node.function)) return null
  const name = node.function.function_name
  return typeof name === 'string' ? name.toLowerCase() : 'a function'
}

function tablesOf(node: Node): readonly NamedTable[] {
  if (node.type !== 'BASE_TABLE' || typeof node.table_name !== 'string') return []
  const textAt = (value: unknown): string => (typeof value === 'string' ? value : '')
  return [{ catalog: textAt(node.catalog_name), database: textAt(node.schema_name), name: node.table_name }]
}

function columnsOf(node: Node): readonly string[] {
  const names = node.type === 'COLUMN_REF' && Array.isArray(node.column_names) ? node.column_names : []
  return names.flatMap((name: unknown) => (typeof name === 'string' ? [name.toLowerCase()] : []))
}

/** `*`, a row as a whole, columns by place and joins by equal names read columns that they do not name. */
function wordsOf(nodes: readonly Node[], tables: readonly NamedTable[]): ReadonlySet<string> | null {
  const rows = new Set(tables.map(({ name }) => name.toLowerCase()))
  for (const { alias } of nodes) if (typeof alias === 'string') rows.add(alias.toLowerCase())
  const readsUnnamed = (node: Node): boolean => {
    if (node.type === 'PIVOT' || node.ref_type === 'NATURAL') return true
    if (node.class === 'COLUMN_REF') return columnsOf(node).length === 1 && rows.has(columnsOf(node)[0] ?? '')
    return node.class === 'STAR' || node.class === 'POSITIONAL_REFERENCE'
  }
  if (nodes.some(readsUnnamed)) return null
  const texts = nodes.flatMap((node) => Object.values(node).flat())
  return new Set(texts.flatMap((text) => (typeof text === 'string' ? [text.toLowerCase()] : [])))
}

/** Only a plain list of expressions tells the places; a star stands for any number of columns. */
function namelessOf(statement: unknown): ReadonlySet<number> {
  const node = objectAt(statement, 'node')
  const list: readonly unknown[] = node !== null && Array.isArray(node.select_list) ? node.select_list : []
  const isPlain = list.every((item) => isObject(item) && item.class !== 'STAR')
  const places = list.flatMap((item, at) => {
    const isNamed = isObject(item) && (item.alias !== '' || item.class === 'COLUMN_REF')
    return isNamed || !isPlain ? [] : [at]
  })
  return new Set(places)
}
