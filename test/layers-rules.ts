import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { parseAst } from 'vitest/node'

/** A source file: its path below `src/`, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

interface Import {
  readonly specifier: string
  readonly typeOnly: boolean
}

interface FileFacts {
  readonly imports: readonly Import[]
  /** Names of the outside world that the code touches: `process`, `Date.now`. */
  readonly impurities: readonly string[]
  readonly reExports: boolean
}

const vocabulary = ['iam', 'engine', 'snapshot', 'denial', 'services', 'fixes', 'causes']

/** Which folder (or file at the root of `src/`) may import which, in the order of the table in `ARCHITECTURE.md`. */
export const knows: Readonly<Record<string, readonly string[]>> = {
  iam: [],
  version: [],
  engine: ['iam'],
  denial: ['iam'],
  snapshot: ['iam'],
  services: ['iam', 'engine', 'snapshot', 'denial'],
  fixes: ['iam', 'engine', 'snapshot', 'denial', 'services'],
  causes: ['iam', 'engine', 'snapshot', 'denial', 'services', 'fixes'],
  diagnosis: vocabulary,
  diagnose: [...vocabulary, 'diagnosis'],
  trail: [...vocabulary, 'diagnosis', 'diagnose', 'version'],
  report: ['iam', 'denial', 'engine', 'fixes', 'causes', 'diagnosis', 'diagnose'],
  index: [...vocabulary, 'diagnosis', 'diagnose', 'report'],
  cli: [...vocabulary, 'diagnosis', 'diagnose', 'report', 'trail', 'version'],
}

/** What may besides be imported as types alone. */
export const knowsTypesOf: Readonly<Record<string, readonly string[]>> = { report: ['snapshot', 'services', 'trail'] }

/** Small packages that earn a place in a folder; `cli` may use any. */
const packagesOf: Readonly<Record<string, readonly string[]>> = {
  iam: [],
  snapshot: [],
  fixes: ['diff'],
  report: ['diff', 'picocolors'],
  trail: ['@duckdb/node-api', '@aws-sdk/client-athena', '@aws-sdk/client-cloudtrail', '@aws-sdk/client-s3', 'fzstd'],
}

const mayTouchTheWorld = (path: string): boolean => path.startsWith('cli/') || path.startsWith('trail/')
const mayImportNode = (path: string): boolean => mayTouchTheWorld(path) || path === 'snapshot/read-files.ts'
const mayReExport = (path: string): boolean => path === 'index.ts' || path === 'causes/index.ts'
const nounless = /(^|\/)(utils?|helpers?|common|types|misc)(\/|\.ts$)/

/** Everything in these files that breaks the layers, one sentence each. */
export function layerProblems(files: readonly SourceFile[]): readonly string[] {
  const facts = new Map(files.map((file) => [file.path, factsOf(file)] as const))
  const problems = [...facts].flatMap(([path, fact]) => [
    ...placeProblems(path),
    ...fact.imports.flatMap((found) => importProblems(path, found, facts)),
    ...(mayTouchTheWorld(path) ? [] : fact.impurities.map((name) => `${path} uses ${name}.`)),
    ...(fact.reExports && !mayReExport(path) ? [`${path} re-exports.`] : []),
  ])
  return [...problems, ...cycleProblems(facts)]
}

function placeProblems(path: string): readonly string[] {
  if (nounless.test(path)) return [`${path} is named after no noun.`]
  return layerOf(path) in knows ? [] : [`${path} lies in no layer.`]
}

function layerOf(path: string): string {
  const [first = ''] = path.split('/')
  return first.replace(/\.ts$/, '')
}

function importProblems(path: string, found: Import, facts: ReadonlyMap<string, FileFacts>): readonly string[] {
  const { specifier, typeOnly } = found
  const layer = layerOf(path)
  if (isBuiltin(specifier)) return mayImportNode(path) ? [] : [`${path} imports ${specifier}.`]
  if (!specifier.startsWith('.')) {
    const isAllowed = layer === 'cli' || packagesOf[layer]?.includes(specifier) === true
    return isAllowed ? [] : [`${path} imports the package ${specifier}.`]
  }
  const target = resolved(path, specifier)
  if (!facts.has(target)) return [`${path} imports ${specifier}, which is no source file.`]
  const to = layerOf(target)
  const isKnown = to === layer || knows[layer]?.includes(to) || (typeOnly && knowsTypesOf[layer]?.includes(to))
  return isKnown ? [] : [`${path} imports ${target}: ${layer} does not know ${to}.`]
}

function resolved(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier)
}

function cycleProblems(facts: ReadonlyMap<string, FileFacts>): readonly string[] {
  const done = new Set<string>()
  const problems: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) problems.push(`${[...trail.slice(start), path].join(' -> ')} is a cycle.`)
    if (start >= 0 || done.has(path)) return
    for (const { specifier } of facts.get(path)?.imports ?? []) {
      if (specifier.startsWith('.')) visit(resolved(path, specifier), [...trail, path])
    }
    done.add(path)
  }
  for (const path of facts.keys()) visit(path, [])
  return problems
}

type SyntaxNode = Readonly<Record<string, unknown>> & { readonly type: string }

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function factsOf({ path, text }: SourceFile): FileFacts {
  const imports: Import[] = []
  const impurities: string[] = []
  let reExports = false
  for (const node of nodesOf(parseAst(text, { lang: 'ts' }, path))) {
    const specifier = specifierOf(node)
    if (specifier !== null) imports.push({ specifier, typeOnly: isTypeOnly(node) })
    if (specifier !== null && node.type.startsWith('Export')) reExports = true
    const impurity = impurityOf(node)
    if (impurity !== null) impurities.push(impurity)
  }
  return { imports, impurities, reExports }
}

const importing = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]

function specifierOf(node: SyntaxNode): string | null {
  if (!importing.includes(node.type) || !isNode(node.source)) return null
  return typeof node.source.value === 'string' ? node.source.value : '(computed)'
}

function isTypeOnly(node: SyntaxNode): boolean {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true
  const specifiers = Array.isArray(node.specifiers) ? node.specifiers : []
  return specifiers.length > 0 && specifiers.every((one) => isNode(one) && one.importKind === 'type')
}

const worldNames = [
  'process',
  'fetch',
  'performance',
  'crypto',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'XMLHttpRequest',
]

function impurityOf(node: SyntaxNode): string | null {
  if (node.type === 'Identifier' && typeof node.name === 'string' && worldNames.includes(node.name)) return node.name
  if (node.type === 'NewExpression' || node.type === 'CallExpression') {
    const isDate = isNode(node.callee) && node.callee.name === 'Date'
    return isDate && Array.isArray(node.arguments) && node.arguments.length === 0 ? 'new Date()' : null
  }
  if (node.type !== 'MemberExpression' || !isNode(node.object) || !isNode(node.property)) return null
  const access = `${node.object.name}.${node.property.name}`
  return access === 'Date.now' || access === 'Math.random' ? access : null
}

/** Every node of a syntax tree but names that are no references: `a.process`, `{ process: 1 }`. */
function* nodesOf(root: unknown): Generator<SyntaxNode> {
  const open: unknown[] = [root]
  while (open.length > 0) {
    const value = open.pop()
    if (Array.isArray(value)) open.push(...value)
    if (!isNode(value)) continue
    yield value
    for (const [key, child] of Object.entries(value)) {
      const isPlainName = (key === 'property' || key === 'key') && value.computed !== true
      if (!isPlainName) open.push(child)
    }
  }
}
