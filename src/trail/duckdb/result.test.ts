import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadDuckDb, openDatabase } from './database.ts'
import { resultParts } from './result.ts'

const library = await loadDuckDb()

/** What a query over no file gives, and when all files were tried. */
async function partsOf(sql: string) {
  const folder = mkdtempSync(join(tmpdir(), 'undeny-result-'))
  if (library === null) throw new Error('There is no DuckDB')
  const database = await openDatabase(library, folder, '1GB')
  const sizes: (readonly [rows: number, characters: number])[] = []
  let trials = 0
  const table = {
    prepare: () => Promise.resolve([]),
    isEmpty: () => false,
    nameless: new Set<number>(),
    areSound: () => {
      trials += 1
      return Promise.resolve(true)
    },
    isAtFault: () => false,
  }
  try {
    for await (const part of resultParts(database, sql, table, Number.POSITIVE_INFINITY)) {
      if (part.kind !== 'rows') continue
      sizes.push([part.rows.length, part.rows.reduce((sum, row) => sum + JSON.stringify(row).length, 0)])
    }
  } finally {
    database.close()
    rmSync(folder, { recursive: true })
  }
  return { sizes, trials, rows: sizes.reduce((sum, [rows]) => sum + rows, 0) }
}

describe.skipIf(library === null)('resultParts', () => {
  it('holds short rows back to the end, where they are few', async () => {
    expect(await partsOf('SELECT range FROM range(5000)')).toMatchObject({ rows: 5000, trials: 0 })
  })

  it.each(["repeat('x', 30000)", "[repeat('x', 15000), repeat('y', 15000)]", "{'a': repeat('x', 30000)}"])(
    'holds few long rows back, and gives few at once: %s',
    async (value) => {
      const { rows, trials, sizes } = await partsOf(`SELECT ${value} FROM range(3000)`)
      expect([rows, trials]).toEqual([3000, 1])
      expect(Math.max(...sizes.map(([, characters]) => characters))).toBeLessThan(9 * 1024 * 1024)
    },
  )
})
