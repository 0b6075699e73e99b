import type { TableName } from './planned-query.ts'

/** What one SQL statement does to tables and databases, besides the tables that it reads. */
export type Statement =
  | { readonly kind: 'select' }
  | { readonly kind: 'insert'; readonly table: TableName }
  /** A table from a query; `location` is null where Athena chooses a folder beside the results. */
  | { readonly kind: 'createTableAs'; readonly table: TableName; readonly location: string | null }
  | { readonly kind: TableStatement; readonly table: TableName }
  | { readonly kind: 'createDatabase' | 'alterDatabase' | 'dropDatabase' | 'showTables'; readonly database: string }
  | { readonly kind: 'showDatabases' }
  | { readonly kind: 'unload'; readonly location: string }

/** A statement about one table that reads none of its rows. */
export type TableStatement =
  | 'createTable'
  | 'createView'
  | 'dropTable'
  | 'alterTable'
  | 'addPartition'
  | 'dropPartition'
  | 'repairTable'
  | 'showPartitions'
  | 'showTable'

// Longer texts tell no more tables.
const longest = 262_144

const part = '(?:"[^"]{1,255}"|`[^`]{1,255}`|[\\w$-]{1,255})'
const name = `(${part}(?:\\s{0,9}\\.\\s{0,9}${part}){0,2})`

/** The beginning of a statement; a blank stands for any white space. */
function beginning(words: string): RegExp {
  return new RegExp(`^\\s*${words.replaceAll(' ', '\\s{1,99}')}`, 'i')
}

const ifExists = '(?:IF (?:NOT )?EXISTS )?'

const ofTables: readonly (readonly [RegExp, TableStatement | 'insert'])[] = [
  [beginning(`INSERT INTO ${name}`), 'insert'],
  [beginning(`CREATE (?:EXTERNAL )?TABLE ${ifExists}${name}`), 'createTable'],
  [beginning(`CREATE (?:OR REPLACE )?(?:PROTECTED MULTI DIALECT )?VIEW ${name}`), 'createView'],
  [beginning(`DROP (?:TABLE|VIEW) ${ifExists}${name}`), 'dropTable'],
  [beginning(`ALTER TABLE ${name} ADD ${ifExists}PARTITION`), 'addPartition'],
  [beginning(`ALTER TABLE ${name} DROP ${ifExists}PARTITION`), 'dropPartition'],
  [beginning(`ALTER (?:TABLE|VIEW) ${name}`), 'alterTable'],
  [beginning(`MSCK REPAIR TABLE ${name}`), 'repairTable'],
  [beginning(`SHOW PARTITIONS ${name}`), 'showPartitions'],
  [beginning(`(?:DESC|DESCRIBE) (?:EXTENDED |FORMATTED )?${name}`), 'showTable'],
  [beginning(`SHOW (?:CREATE (?:TABLE|VIEW)|COLUMNS (?:IN|FROM)|TBLPROPERTIES) ${name}`), 'showTable'],
]

const ofDatabases: readonly (readonly [RegExp, 'createDatabase' | 'alterDatabase' | 'dropDatabase'])[] = [
  [beginning(`CREATE (?:DATABASE|SCHEMA) ${ifExists}${name}`), 'createDatabase'],
  [beginning(`ALTER (?:DATABASE|SCHEMA) ${name}`), 'alterDatabase'],
  [beginning(`DROP (?:DATABASE|SCHEMA) ${ifExists}${name}`), 'dropDatabase'],
]

/**
 * What a statement does; anything that is not known by its first words only reads. `database` is that of names without one.
 * https://docs.aws.amazon.com/athena/latest/ug/ddl-reference.html
 */
export function statementOf(sql: string, database: string): Statement {
  const text = withoutComments(sql)
  for (const [pattern, kind] of ofTables) {
    const found = pattern.exec(text)?.[1]
    if (found === undefined) continue
    const table = tableOf(found, database)
    const isFilled = kind === 'createTable' && /\bAS\s{1,99}(?:\(|SELECT\b|WITH\b)/i.test(withoutStrings(text))
    return isFilled ? { kind: 'createTableAs', table, location: locationIn(text) } : { kind, table }
  }
  for (const [pattern, kind] of ofDatabases) {
    const found = pattern.exec(text)?.[1]
    if (found !== undefined) return { kind, database: partsOf(found).at(-1) ?? database }
  }
  return showsOrUnloads(text, database)
}

function showsOrUnloads(text: string, database: string): Statement {
  if (beginning('SHOW (?:DATABASES|SCHEMAS)\\b').test(text)) return { kind: 'showDatabases' }
  const shown = beginning(`SHOW (?:TABLES|VIEWS)\\b(?: (?:IN|FROM) ${name})?`).exec(text)
  if (shown !== null) return { kind: 'showTables', database: partsOf(shown[1] ?? database).at(-1) ?? database }
  const unloaded = beginning('UNLOAD\\b').test(text)
    ? /\)\s{0,99}TO\s{0,99}'(s3:\/\/[^'\s]{1,1024})'/i.exec(text)?.[1]
    : undefined
  return unloaded === undefined ? { kind: 'select' } : { kind: 'unload', location: unloaded }
}

function tableOf(text: string, database: string): TableName {
  const [table = '', own] = partsOf(text).reverse()
  return { database: own ?? database, name: table }
}

/** The parts of a dotted name, in lower case and without quotes. */
function partsOf(text: string): string[] {
  return [...text.matchAll(new RegExp(part, 'g'))].map(([found]) => unquoted(found).toLowerCase())
}

function unquoted(text: string): string {
  return text.replace(/^["`]|["`]$/g, '')
}

function locationIn(text: string): string | null {
  return /\bexternal_location\s{0,9}=\s{0,9}'(s3:\/\/[^'\s]{1,1024})'/i.exec(text)?.[1] ?? null
}

// What is not closed reaches to the end of the text, so that each character is read once.
function withoutComments(sql: string): string {
  const texts = /('(?:[^']|'')*(?:'|$))|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g
  return sql.slice(0, longest).replace(texts, (_, text?: string) => text ?? ' ')
}

function withoutStrings(sql: string): string {
  return sql.slice(0, longest).replace(/'(?:[^']|'')*(?:'|$)/g, ' ')
}

/** Every bare or quoted identifier of an SQL text, in lower case; the text of strings and comments is left out. */
export function identifiersOf(sql: string): ReadonlySet<string> {
  const code = withoutStrings(withoutComments(sql))
  const names = new Set<string>()
  for (const [, quoted, ticked, bare] of code.matchAll(/"([^"]+)"|`([^`]+)`|([A-Za-z_][\w$]*)/g)) {
    names.add((quoted ?? ticked ?? bare ?? '').toLowerCase())
  }
  return names
}

/** What stands first in the names of three parts of an SQL text, as written: data catalogs, or databases of columns. */
export function firstOfThree(sql: string): ReadonlySet<string> {
  const code = withoutStrings(withoutComments(sql))
  const names = new RegExp(`(?<![\\w$-])(${part})\\s{0,9}\\.\\s{0,9}${part}\\s{0,9}\\.\\s{0,9}${part}`, 'g')
  return new Set([...code.matchAll(names)].map(([, first = '']) => unquoted(first)))
}

/** The functions that a text declares for its own use: AWS Lambda functions and SageMaker AI endpoints. */
export interface ExternalFunction {
  readonly kind: 'lambda' | 'sagemaker'
  /** Name or ARN. */
  readonly name: string
}

/**
 * The external functions that a query declares.
 * https://docs.aws.amazon.com/athena/latest/ug/querying-udf.html
 */
export function externalFunctions(sql: string): readonly ExternalFunction[] {
  const text = withoutComments(sql)
  if (!beginning('USING EXTERNAL FUNCTION\\b').test(text)) return []
  return [...text.matchAll(/\b(LAMBDA|SAGEMAKER)\s{1,99}'([\w:$./-]{1,256})'/gi)].map(([, kind = '', found = '']) => ({
    kind: kind.toLowerCase() === 'lambda' ? 'lambda' : 'sagemaker',
    name: found,
  }))
}
