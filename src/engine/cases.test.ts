import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { gatesOfSettings } from '../services/settings-gates.ts'
import { checkCase, evaluateCase } from './evaluate-case.ts'
import { readEvaluationCase } from './evaluation-case.ts'

const repository = new URL('../../', import.meta.url)
const shared = new URL(`${process.env.SHARED ?? '../shared'}/data/evaluation-cases.jsonl`, repository)

function differenceOf(json: unknown): unknown {
  const read = readEvaluationCase(json)
  if (!read.ok) return read.problem
  const { settings } = read.value
  const outcome = evaluateCase(read.value, (request, policies) => gatesOfSettings(request, policies, settings).gates)
  return checkCase(read.value, outcome)
}

const folder = new URL('cases/engine/', repository)
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const rows: readonly Record<string, unknown>[] = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
  describe(`cases/engine/${file}`, () => {
    it.each(rows.map((row) => [String(row.id), String(row.title), row] as const))('%s: %s', (_id, _title, row) => {
      expect(differenceOf(row)).toBe(null)
    })
    it('names the page behind every row, and every row once', () => {
      const ids = rows.map((row) => row.id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const row of rows) expect(row).toMatchObject({ source: expect.any(String), why: expect.any(String) })
    })
  })
}

describe('worked cases of the shared data', () => {
  if (!existsSync(shared)) {
    it.skip(`is skipped: ${fileURLToPath(shared)} is not there`, () => undefined)
    return
  }
  const rows = readFileSync(shared, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Record<string, unknown> => JSON.parse(line))
  it.each(rows.map((row) => [String(row.id), row] as const))('%s', (_id, row) => {
    expect(differenceOf(row)).toBe(null)
  })
})
