import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ioOf } from '../../test/io-fixture.ts'
import { causes } from '../causes/index.ts'
import { runCauses } from './causes.ts'
import type { ExitCode, Io } from './io.ts'
import type { CausesOptions } from './options.ts'

interface Run {
  readonly code: ExitCode
  readonly stdout: string
  readonly stderr: string
}

async function run(options: Partial<CausesOptions>, overrides: Partial<Io> = {}): Promise<Run> {
  const { io, written } = ioOf({ readFile: async (path) => readFileSync(path), ...overrides })
  const code = await runCauses({ cause: null, language: 'en', ...options }, io)
  return { code, ...written }
}

const noPages: Partial<Io> = { readFile: () => Promise.reject(new Error('no such file')) }

describe('the list of causes', () => {
  it('has one line for every cause, aligned, by family', async () => {
    const { code, stdout, stderr } = await run({})
    expect([code, stderr]).toEqual([0, ''])
    const rows = stdout.split('\n').filter((line) => line.startsWith('  UD'))
    expect(rows.map((row) => row.slice(2, 7))).toEqual(causes.map((cause) => cause.code))
    expect(stdout).toContain('Permissions boundary\n  UD401  boundary-no-allow ')
    const sentenceColumns = new Set(
      rows.filter((row) => row.endsWith('.')).map((row) => row.search(/(?<= {2})\S.*\.$/)),
    )
    expect(sentenceColumns.size).toBe(1)
  })

  it('says each cause in one sentence', async () => {
    expect((await run({})).stdout).toMatch(
      /UD222 {2}object-arn-for-bucket-action +The statement names objects, but the action acts on the bucket itself\.\n/,
    )
  })

  it('is written in Korean', async () => {
    const { stdout } = await run({ language: 'ko' })
    expect(stdout).toContain('권한 경계\n  UD401  boundary-no-allow ')
    expect(stdout).toContain('사용자 또는 역할의 권한 경계가 요청을 허용하지 않습니다.')
  })

  it('still names the causes where the pages are missing', async () => {
    const { code, stdout } = await run({}, noPages)
    expect(code).toBe(0)
    expect(stdout).toContain('  UD401  boundary-no-allow\n')
  })
})

describe('the page of a cause', () => {
  it.each(['UD221', 'ud221', 'bucket-arn-for-object-action', 'Bucket-ARN-for-Object-Action', ' UD221 '])(
    'is found by %j',
    async (cause) => {
      const { code, stdout } = await run({ cause })
      expect(code).toBe(0)
      expect(stdout.startsWith('UD221 bucket-arn-for-object-action\n\nThe statement names the bucket')).toBe(true)
    },
  )

  it('shows code indented, headings and values without marks', async () => {
    const { stdout } = await run({ cause: 'UD221' })
    expect(stdout).toContain('\nWhy AWS denies it\n')
    expect(stdout).toContain('\n    $ undeny explain denial.txt --snapshot snapshot\n')
    expect(stdout).not.toMatch(/^#|```|\]\(/m)
  })

  it('shows the address of a source and the name of another cause', async () => {
    const { stdout } = await run({ cause: 'UD221' })
    expect(stdout).toContain('\n  https://docs.aws.amazon.com/')
    expect(stdout).toContain('- object-arn-for-bucket-action: ')
  })

  it('is printed in Korean', async () => {
    const { stdout } = await run({ cause: 'UD221', language: 'ko' })
    expect(stdout).toContain('\n해결 방법\n')
  })

  it('has bold headings on a terminal that shows colour, and the same text', async () => {
    const coloured = (await run({ cause: 'UD221' }, { isTerminal: true })).stdout
    const plain = (await run({ cause: 'UD221' })).stdout
    expect(coloured).toContain('\u001b[1mWhy AWS denies it\u001b[22m')
    expect(coloured.replaceAll('\u001b[1m', '').replaceAll('\u001b[22m', '')).toBe(plain)
  })

  it('is said to be missing where the installation has no pages', async () => {
    expect(await run({ cause: 'UD221' }, noPages)).toEqual({
      code: 3,
      stdout: '',
      stderr: 'undeny: the page of `bucket-arn-for-object-action` is missing from this installation.\n',
    })
  })
})

describe('a name that no cause has', () => {
  it('is answered with the similar names', async () => {
    const { code, stdout, stderr } = await run({ cause: 'bucket-arn-for-object-actions' })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(
      /^undeny: `bucket-arn-for-object-actions` is not a cause; similar: `bucket-arn-for-object-action`/,
    )
  })

  it('is answered with the whole name where only a word of it was given', async () => {
    expect((await run({ cause: 'scp-deny' })).stderr).toContain('`scp-explicit-deny`')
    expect((await run({ cause: 'whitespace' })).stderr).toContain('`arn-whitespace`')
  })

  it('is answered with the list where nothing is similar', async () => {
    expect((await run({ cause: 'zebra' })).stderr).toBe('undeny: `zebra` is not a cause; `undeny causes` lists them.\n')
  })

  it('is answered in Korean', async () => {
    expect((await run({ cause: 'zebra', language: 'ko' })).stderr).toBe(
      'undeny: `zebra` 원인은 없습니다. `undeny causes` 명령이 목록을 보여 줍니다.\n',
    )
  })

  it.each(['../../package', '__proto__', 'constructor', ''])(
    'is never read as a path or a property: %j',
    async (cause) => {
      expect((await run({ cause })).code).toBe(2)
    },
  )

  it('is printed with its control characters made visible', async () => {
    const { stderr } = await run({ cause: '\u001b[31mred' })
    expect(stderr).not.toContain('\u001b')
    expect(stderr).toContain('\\u{001b}')
  })
})
