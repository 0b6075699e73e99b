import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Every call to AWS that this program can make. None of them changes anything but `StartQueryExecution`, which runs statements that only read. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  '@aws-sdk/client-s3': ['GetObjectCommand', 'paginateListObjectsV2'],
  '@aws-sdk/client-cloudtrail': ['LookupEventsCommand'],
  '@aws-sdk/client-athena': [
    'GetQueryExecutionCommand',
    'GetQueryResultsCommand',
    'GetTableMetadataCommand',
    'StartQueryExecutionCommand',
    'StopQueryExecutionCommand',
  ],
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(`src/${name}`, 'utf8') }))

describe('calls to AWS', () => {
  it('are read-only ones, all of them listed', () => {
    const found = files.flatMap(
      ({ text }) => text.match(/\b(?:[A-Z]\w*Command|paginate[A-Z]\w*|waitUntil[A-Z]\w*)\b/g) ?? [],
    )
    const ours = Object.values(allowed).flat()
    const sdk = [...new Set(found)].filter((name) =>
      /^(?:paginate|waitUntil)|(?:Get|Put|List|Create|Delete|Update|Start|Stop|Lookup|Describe|Copy|Head|Batch|Assume)\w*Command$/.test(
        name,
      ),
    )
    expect(sdk.toSorted()).toEqual(ours.toSorted())
  })

  it('come from three packages, imported in src/trail alone', () => {
    const imports = files.flatMap(({ name, text }) =>
      [...text.matchAll(/'(@aws-sdk\/[\w-]+|@smithy\/[\w-]+)'/g)].map(([, from = '']) => ({ name, from })),
    )
    expect([...new Set(imports.map(({ from }) => from))].toSorted()).toEqual(Object.keys(allowed).toSorted())
    expect(imports.filter(({ name }) => !name.startsWith('trail/'))).toEqual([])
  })

  it('are all told on the page about security', () => {
    const page = readFileSync('SECURITY.md', 'utf8')
    const names = Object.values(allowed).flat()
    expect(names.filter((name) => !page.includes(`\`${name.replace(/^paginate|Command$/g, '')}\``))).toEqual([])
  })
})
