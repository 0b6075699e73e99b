import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { denialJson } from '../src/denial/denial-json.ts'
import { denialsOfEvent } from '../src/denial/event-denial.ts'
import { parseDenials } from '../src/denial/parse.ts'

/** One labelled case of the shared data. */
interface ParseCase {
  readonly id: string
  readonly input: 'text' | 'cloudtrail'
  readonly text?: string
  readonly event?: unknown
  readonly expected: readonly Readonly<Record<string, unknown>>[]
  readonly debatableFields?: readonly string[]
}

const shared = process.env.SHARED ?? join(import.meta.dirname, '../../shared')
const file = join(shared, 'data/parse-cases.jsonl')

function readCases(): readonly ParseCase[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line))
}

/** What is wrong with the denials read of a case, leaving out what its label calls debatable. */
function faultsOf(one: ParseCase): readonly string[] {
  const denials = one.input === 'text' ? parseDenials(one.text ?? '') : denialsOfEvent(one.event)
  const debatable = new Set(one.debatableFields ?? [])
  if (denials.length !== one.expected.length) {
    return debatable.has('count') ? [] : [`${denials.length} denials instead of ${one.expected.length}`]
  }
  return one.expected.flatMap((expected, at) => {
    const denial = denials[at]
    const read = denial === undefined ? {} : denialJson(denial)
    const fields = [...Object.keys(expected), 'notPermission'].filter((field) => !debatable.has(field))
    return fields
      .filter((field) => JSON.stringify(read[field]) !== JSON.stringify(expected[field]))
      .map((field) => `${field}: ${JSON.stringify(read[field])} instead of ${JSON.stringify(expected[field])}`)
  })
}

describe.skipIf(!existsSync(file))('the labelled texts and events of the shared data', () => {
  it('are read wholly right in at least 97 of 100 cases', () => {
    const cases = readCases()
    const wrong = cases.flatMap((one) => {
      const faults = faultsOf(one)
      return faults.length === 0 ? [] : [`${one.id}: ${faults.join('; ')}`]
    })
    expect(wrong.length / cases.length, wrong.join('\n')).toBeLessThanOrEqual(0.03)
  })
})

if (!existsSync(file)) {
  it.skip(`the labelled cases are not here: ${file} does not exist`, () => {})
}
