import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runCommandLine } from '../src/cli/commands.ts'
import { loadDuckDb } from '../src/trail/duckdb/database.ts'
import { ioOf } from './io-fixture.ts'

// `UPDATE_DOCS=1 npx vitest run test/sql-pages.test.ts` writes what the commands print into the pages; read the diff.
const updates = process.env.UPDATE_DOCS === '1'
const library = await loadDuckDb()

interface Session {
  readonly page: string
  readonly command: string
  /** From the end of the command to the end of the block. */
  readonly output: string
}

const session = /```console\n\$ (undeny (?:sql|trail|explain) (?:"(?:[^"\\]|\\.)*"|[^\n"])*)\n([\s\S]*?)```/g

const sessions: readonly Session[] = ['docs/trail.md', 'README.md', 'README.ko.md'].flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(session)].map(([, command = '', output = '']) => ({ page, command, output })),
)

/** The words of a command line, of which some stand in double quotes. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/"((?:[^"\\]|\\.)*)"|[^\s"]+/g)].map(
    ([word, quoted]) => quoted?.replaceAll(/\\(.)/g, '$1') ?? word,
  )
}

async function outputOf(args: readonly string[]): Promise<string> {
  let said = ''
  const say = (text: string): void => {
    said += text
  }
  const { io } = ioOf({ stdout: say, stderr: say, readFile: async (path) => readFileSync(path) })
  await runCommandLine(args, io)
  return said
}

describe.skipIf(library === null)('a search on a page', () => {
  it('is on each page', () => {
    expect(new Set(sessions.map(({ page }) => page)).size).toBe(3)
  })

  it.each(sessions)('prints what $page shows for $command', async ({ page, command, output }) => {
    const printed = await outputOf(wordsOf(command).slice(1))
    if (updates) {
      const text = readFileSync(page, 'utf8')
      const [before, after] = [`$ ${command}\n${output}`, `$ ${command}\n${printed}`]
      writeFileSync(
        page,
        text.replace(`${before}\`\`\``, () => `${after}\`\`\``),
      )
    } else expect(output).toBe(printed)
  })
})
