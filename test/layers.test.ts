import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { knows, knowsTypesOf, layerProblems, type SourceFile } from './layers-rules.ts'

const sourceFolder = fileURLToPath(new URL('../src', import.meta.url))

function sourceFiles(): readonly SourceFile[] {
  return readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => ({ path, text: isData(path) ? '' : readFileSync(`${sourceFolder}/${path}`, 'utf8') }))
}

// Megabytes of data that import nothing.
function isData(path: string): boolean {
  return path.endsWith('.generated.ts')
}

function problemsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  return layerProblems(Object.entries(texts).map(([path, text]) => ({ path, text })))
}

const arn = { 'iam/arn.ts': 'export const arn = 1' }

describe('the source files', () => {
  it('keep to the layers', () => {
    const files = sourceFiles()
    expect(files.length).toBeGreaterThan(10)
    expect(layerProblems(files)).toEqual([])
  })
})

describe('the table of ARCHITECTURE.md', () => {
  const page = readFileSync(new URL('../ARCHITECTURE.md', import.meta.url), 'utf8')
  const [, table = ''] = /\n\| folder \|.*\n\|[-|]+\n((?:\|.*\n)+)/.exec(page) ?? []
  const named = table
    .trim()
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)(?:\/|\.ts)`/g)].map(([, name = '']) => name))

  it('names every folder that the rules know, in their order', () => {
    expect(named).toEqual(Object.keys(knows))
  })

  it.each(Object.keys(knows))('has above %s all that it imports', (folder) => {
    const above = named.slice(0, named.indexOf(folder))
    expect(
      [...(knows[folder] ?? []), ...(knowsTypesOf[folder] ?? [])].filter((other) => !above.includes(other)),
    ).toEqual([])
  })
})

describe('the check itself', () => {
  it.each([
    ["import { arn } from '../iam/arn.ts'"],
    ["import type { Arn } from '../iam/arn.ts'"],
    ["// import '../cli/main.ts'\nconst text = `import '../cli/main.ts' process.env`"],
    ['const { process: a } = { process: 1 }, b = c.process, d = new Date(5), e = Math.max(1)'],
  ])('is silent for %j', (text) => {
    expect(problemsOf({ ...arn, 'engine/decide.ts': text })).toEqual([])
  })

  it.each([
    ["import { run } from '../cli/main.ts'"],
    ["import type { Run } from '../cli/main.ts'"],
    ["import { type Run } from '../cli/main.ts'"],
    ["import '../cli/main.ts'"],
    ["type Run = import('../cli/main.ts').Run"],
    ["const run = async () => import('../cli/main.ts')"],
    ["const quote = /['\"`]/\nimport {\n  run,\n} from\n  '../cli/main.ts'"],
  ])('reports a forbidden layer in %j', (text) => {
    expect(problemsOf({ 'cli/main.ts': '', 'engine/decide.ts': text })).toEqual([
      'engine/decide.ts imports cli/main.ts: engine does not know cli.',
    ])
  })

  it('reports a re-export outside the two index files', () => {
    expect(problemsOf({ ...arn, 'engine/decide.ts': "export { arn } from '../iam/arn.ts'" })).toEqual([
      'engine/decide.ts re-exports.',
    ])
    expect(problemsOf({ ...arn, 'index.ts': "export * from './iam/arn.ts'" })).toEqual([])
  })

  it.each([
    ["import { readFileSync } from 'node:fs'", 'engine/decide.ts imports node:fs.'],
    ["import { readFileSync } from 'fs'", 'engine/decide.ts imports fs.'],
    ["import pc from 'picocolors'", 'engine/decide.ts imports the package picocolors.'],
    ['const home = process.env.HOME', 'engine/decide.ts uses process.'],
    ['const t = Date.now()', 'engine/decide.ts uses Date.now.'],
    ['const t = new Date()', 'engine/decide.ts uses new Date().'],
    ['const t = Math.random()', 'engine/decide.ts uses Math.random.'],
    ["const answer = fetch('https://example.com')", 'engine/decide.ts uses fetch.'],
  ])('reports %j', (text, problem) => {
    expect(problemsOf({ 'engine/decide.ts': text })).toEqual([problem])
  })

  it('lets the command line and the one reading file touch the outside', () => {
    const text = "import { readFileSync } from 'node:fs'"
    expect(problemsOf({ 'cli/main.ts': `${text}\nprocess.exit()`, 'snapshot/read-files.ts': text })).toEqual([])
    expect(problemsOf({ 'snapshot/snapshot.ts': text })).toEqual(['snapshot/snapshot.ts imports node:fs.'])
  })

  it('lets the report use the types of snapshots, not their code', () => {
    const snapshot = { 'snapshot/snapshot.ts': '' }
    expect(problemsOf({ ...snapshot, 'report/text.ts': "import type { S } from '../snapshot/snapshot.ts'" })).toEqual(
      [],
    )
    expect(problemsOf({ ...snapshot, 'report/text.ts': "import { s } from '../snapshot/snapshot.ts'" })).toEqual([
      'report/text.ts imports snapshot/snapshot.ts: report does not know snapshot.',
    ])
  })

  it('reports a cycle between files, a missing file, a file in no layer and a name without a noun', () => {
    expect(problemsOf({ 'iam/a.ts': "import './b.ts'", 'iam/b.ts': "import './a.ts'" })).toEqual([
      'iam/a.ts -> iam/b.ts -> iam/a.ts is a cycle.',
    ])
    expect(problemsOf({ 'iam/a.ts': "import './b.js'" })).toEqual(['iam/a.ts imports ./b.js, which is no source file.'])
    expect(problemsOf({ 'web/page.ts': '' })).toEqual(['web/page.ts lies in no layer.'])
    expect(problemsOf({ 'iam/utils/text.ts': '', 'iam/helpers.ts': '' })).toEqual([
      'iam/utils/text.ts is named after no noun.',
      'iam/helpers.ts is named after no noun.',
    ])
  })
})
