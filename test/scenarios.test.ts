import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { causes } from '../src/causes/index.ts'
import { runCommandLine } from '../src/cli/commands.ts'
import type { ExitCode } from '../src/cli/io.ts'
import { ioOf } from './io-fixture.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(process.env.SHARED ?? join(root, '..', 'shared'), 'data', 'scenarios')

interface Expected {
  readonly options: readonly string[]
  readonly certain: boolean
  readonly blockedBy: readonly string[]
  readonly blockedByMayAlso?: readonly string[]
  readonly causes: readonly string[]
  readonly possible: readonly string[]
  readonly mustNot: readonly string[]
  readonly unknowns?: readonly string[]
  readonly nextDenials: readonly string[]
  readonly fix: {
    readonly mustBeVerified: boolean
    readonly touches: readonly string[]
    readonly alternativesAccepted: readonly (readonly string[])[]
  }
}

interface Answer {
  readonly causes: readonly { readonly name: string; readonly status: string }[]
  readonly verdict: { readonly blockedBy: readonly string[] }
  readonly nextDenials: readonly { readonly action: string }[]
  readonly unknowns: readonly unknown[]
  readonly fixes: readonly { readonly verified: boolean; readonly edits: readonly { readonly target: string }[] }[]
}

const known = new Set(causes.map((cause) => cause.name))

/** A scenario is judged whole when every cause it names is one of ours; of the others only false claims count. */
function isJudged(expected: Expected): boolean {
  return [...expected.causes, ...expected.possible].every((name) => known.has(name))
}

/** Runs the command line as a reader would, with the scenario's own options. */
async function explain(scenario: string, input: string, options: readonly string[]): Promise<Run> {
  const { io, written } = ioOf({ readFile: async (path) => readFileSync(path), cwd: () => root })
  const here = join(folder, scenario)
  const given = options.map((option, i) => (options[i - 1] === '--trail' ? join(here, option) : option))
  const code = await runCommandLine(
    ['explain', join(here, input), '--snapshot', join(here, 'snapshot'), '--json', ...given],
    io,
  )
  return { code, answer: written.stdout === '' ? null : (JSON.parse(written.stdout) as Answer) }
}

interface Run {
  readonly code: ExitCode
  readonly answer: Answer | null
}

const scenarios = existsSync(folder)
  ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'expected.json')))
  : []
const inputs = scenarios.flatMap((name) =>
  ['denial.txt', 'denial.json'].filter((file) => existsSync(join(folder, name, file))).map((file) => ({ name, file })),
)

describe.skipIf(inputs.length === 0)('scenarios (skipped: the shared data is absent)', () => {
  it.each(inputs)('$name from $file', async ({ name, file }) => {
    const expected = JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8')) as Expected
    const { code, answer } = await explain(name, file, expected.options)
    const confirmed = (answer?.causes ?? []).filter((c) => c.status === 'confirmed').map((c) => c.name)
    expect(confirmed.filter((cause) => expected.mustNot.includes(cause))).toEqual([])
    if (!isJudged(expected) || answer === null) return
    expect(code).toBe(expected.certain ? 0 : 1)
    const also = expected.blockedByMayAlso ?? []
    expect(answer.verdict.blockedBy.filter((layer) => !also.includes(layer)).sort()).toEqual(
      [...expected.blockedBy].sort(),
    )
    expect(confirmed).toEqual(expect.arrayContaining([...expected.causes]))
    expect(answer.causes.map((c) => c.name)).toEqual(expect.arrayContaining([...expected.possible]))
    expect((expected.unknowns ?? []).filter((u) => !JSON.stringify(answer.unknowns).includes(u))).toEqual([])
    expect([...new Set(answer.nextDenials.map((n) => n.action))].sort()).toEqual([...expected.nextDenials].sort())
    if (expected.fix.touches.length === 0) return
    const accepted = [expected.fix.touches, ...expected.fix.alternativesAccepted].map((targets) =>
      [...targets].sort().join(),
    )
    const offered = answer.fixes.map((fix) => [...new Set(fix.edits.map((edit) => edit.target))].sort().join())
    expect(offered.some((targets) => accepted.includes(targets))).toBe(true)
    if (expected.fix.mustBeVerified) expect(answer.fixes.some((fix) => fix.verified)).toBe(true)
  })
})
