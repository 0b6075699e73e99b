import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkCase, evaluateCase } from '../engine/evaluate-case.ts'
import { readEvaluationCase } from '../engine/evaluation-case.ts'
import { gatesOfSettings } from './settings-gates.ts'

const repository = new URL('../../', import.meta.url)
const shared = new URL(`${process.env.SHARED ?? '../shared'}/data/evaluation-cases.jsonl`, repository)

function answerOf(json: unknown) {
  const read = readEvaluationCase(json)
  if (!read.ok) return { problems: [read.problem] }
  const problems: unknown[] = []
  const outcome = evaluateCase(read.value, (request, policies) => {
    const settings = gatesOfSettings(request, policies, read.value.settings)
    problems.push(...settings.problems)
    return settings.gates
  })
  return { problems, outcome, difference: checkCase(read.value, outcome) }
}

const folder = new URL('cases/gates/', repository)
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const rows: readonly Record<string, unknown>[] = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
  describe(`cases/gates/${file}`, () => {
    it.each(rows.map((row) => [String(row.id), String(row.title), row] as const))('%s: %s', (_id, _title, row) => {
      const { problems, outcome, difference } = answerOf(row)
      expect(problems).toEqual([])
      expect(difference).toBe(null)
      if (row.expected === null) expect(outcome?.verdict).toBe(null)
    })

    it('names the page behind every row, and every row once', () => {
      const ids = rows.map((row) => row.id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const row of rows)
        expect(row).toMatchObject({ source: expect.stringMatching(/^https:/), why: expect.any(String) })
    })
  })
}

describe('worked cases of the shared data', () => {
  if (!existsSync(shared)) {
    it.skip(`is skipped: ${fileURLToPath(shared)} is not there`, () => undefined)
    return
  }
  const lines = readFileSync(shared, 'utf8').split('\n')
  const rows = lines.filter((line) => line.trim() !== '').map((line): Record<string, unknown> => JSON.parse(line))
  it.each(rows.map((row) => [String(row.id), row] as const))('%s', (_id, row) => {
    expect(answerOf(row)).toMatchObject({ problems: [], difference: null })
  })
})
