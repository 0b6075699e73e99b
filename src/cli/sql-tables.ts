import type { TableName } from '../services/planned-query.ts'

/** What a statement reads and writes. */
export interface SqlTables {
  readonly reads: readonly TableName[]
  readonly writes: SqlTarget | null
}

/** The table that a statement makes or adds rows to. */
export type SqlTarget =
  | { readonly kind: 'insert'; readonly table: TableName }
  | { readonly kind: 'create'; readonly table: TableName; readonly location: string | null }

// Longer texts take the parser too long.
const longestSql = 65_536

/** The tables of one SELECT, INSERT INTO or CREATE TABLE AS; null where the text is none of these or cannot be read. */
export async function tablesOfSql(sql: string, database: string): Promise<SqlTables | null> {
  if (sql.length > longestSql) return null
  const made = createdBy(sql, database)
  if (made === 'unreadable') return null
  const listed = await listedIn(made === null ? sql : made.select)
  if (listed === null) return null
  const named = listed.map(({ use, database: own, name }) => ({ use, table: { database: own ?? database, name } }))
  const reads = named.filter(({ use }) => use === 'select').map(({ table }) => table)
  const [target, ...others] = named.filter(({ use }) => use === 'insert').map(({ table }) => table)
  const isOther = named.some(({ use }) => use !== 'select' && use !== 'insert')
  if (isOther || others.length > 0 || (made !== null && target !== undefined)) return null
  if (made !== null) return { reads, writes: { kind: 'create', table: made.table, location: made.location } }
  return { reads, writes: target === undefined ? null : { kind: 'insert', table: target } }
}

interface Listed {
  readonly use: string
  readonly database: string | null
  readonly name: string
}

/** The tables that the parser lists, without the names that a WITH clause makes up. */
async function listedIn(sql: string): Promise<readonly Listed[] | null> {
  // The parser knows names of two parts; the default catalog in front of them says nothing more.
  const plain = sql.replace(/"?\bawsdatacatalog\b"?\s{0,9}\.\s{0,9}/gi, '')
  try {
    const { default: module } = await import('node-sql-parser/build/athena.js')
    const { tableList, ast } = new module.Parser().parse(plain, { database: 'athena' })
    const [statement, ...others] = [ast].flat()
    if (others.length > 0 || (statement?.type !== 'select' && statement?.type !== 'insert')) return null
    const madeUp = withNames(statement)
    if (madeUp === null) return null
    return tableList.flatMap((entry) => {
      const [use = '', database = 'null', ...name] = entry.split('::')
      const table = {
        use,
        database: database === 'null' ? null : database.toLowerCase(),
        name: name.join('::').toLowerCase(),
      }
      return table.database === null && madeUp.has(table.name) ? [] : [table]
    })
  } catch {
    // Whatever the parser does not understand is told as one sentence.
    return null
  }
}

/** The names that WITH clauses give to queries of their own; null where one of them is also the name of a table. */
function withNames(tree: unknown): ReadonlySet<string> | null {
  const names = new Set<string>()
  for (const node of nodesOf(tree)) {
    const clauses = 'with' in node && Array.isArray(node.with) ? node.with : []
    const own = clauses.map(nameOfClause)
    for (const [at, clause] of clauses.entries()) {
      // A query of a WITH clause sees those before it: its own name and later ones are tables there.
      const mentioned = unqualifiedNames(clause)
      if (own.slice(at).some((name) => name !== null && mentioned.has(name))) return null
    }
    for (const name of own) if (name !== null) names.add(name)
  }
  return names
}

/** Every object of a tree. */
function nodesOf(tree: unknown): readonly object[] {
  const nodes = new Set<object>()
  const open: unknown[] = [tree]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null || nodes.has(node)) continue
    nodes.add(node)
    open.push(...Object.values(node))
  }
  return [...nodes]
}

function nameOfClause(clause: unknown): string | null {
  if (typeof clause !== 'object' || clause === null || !('name' in clause)) return null
  const { name } = clause
  const value = typeof name === 'object' && name !== null && 'value' in name ? name.value : name
  return typeof value === 'string' ? value.toLowerCase() : null
}

/** The tables that a tree names without a database. */
function unqualifiedNames(tree: unknown): ReadonlySet<string> {
  const found = nodesOf(tree).flatMap((node) => {
    if (!('table' in node) || typeof node.table !== 'string') return []
    const isColumn = 'type' in node && node.type === 'column_ref'
    const hasDatabase = 'db' in node && typeof node.db === 'string'
    return isColumn || hasDatabase ? [] : [node.table.toLowerCase()]
  })
  return new Set(found)
}

interface Created {
  readonly table: TableName
  readonly location: string | null
  readonly select: string
}

const createHead =
  /^\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([\w$-]{1,255})"?(?:\s?\.\s?"?([\w$-]{1,255})"?)?\s*(WITH\s*\()?/i

/** `CREATE TABLE … AS`, which the parser does not know, as its table, its location and its query; null for other statements. */
function createdBy(sql: string, database: string): Created | 'unreadable' | null {
  if (!/^\s*CREATE\b/i.test(sql)) return null
  const head = createHead.exec(sql)
  if (head === null) return 'unreadable'
  const [all, first = '', second, properties] = head
  const end = properties === undefined ? all.length : endOfParentheses(sql, all.length)
  const body = /^\s*AS\b/i.exec(sql.slice(end))
  if (body === null) return 'unreadable'
  const own = properties === undefined ? '' : sql.slice(all.length, end)
  const location = /\bexternal_location\s*=\s*'(s3:\/\/[^'\s]{1,1024})'/i.exec(own)?.[1] ?? null
  const [inDatabase, name] = second === undefined ? [database, first] : [first, second]
  const table = { database: inDatabase.toLowerCase(), name: name.toLowerCase() }
  return { table, location, select: sql.slice(end + body[0].length) }
}

/** The place after the parenthesis that closes the one before `start`; the end of the text where none does. */
function endOfParentheses(sql: string, start: number): number {
  let depth = 1
  let isText = false
  for (let at = start; at < sql.length; at++) {
    const character = sql[at]
    if (character === "'") isText = !isText
    else if (!isText && character === '(') depth++
    else if (!isText && character === ')') depth--
    if (depth === 0) return at + 1
  }
  return sql.length
}
