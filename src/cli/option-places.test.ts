import { describe, expect, it } from 'vitest'
import { say } from '../../test/trail-world.ts'

const trino = ['--engine', 'trino', '--server', 'http://127.0.0.1:1'] as const
const ddl = ['trail', 'ddl', '--location', 's3://logs', '--account', '111122223333', '--region', 'us-east-1'] as const

/** What is said of it, in English; in Korean it is wrong usage as well. */
async function complaint(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await say(args)
  expect([code, stdout]).toEqual([2, ''])
  expect((await say([...args, '--lang', 'ko'])).stderr).toMatch(/^undeny: .*[가-힣].*\n$/)
  return stderr
}

describe('an option that would be ignored is wrong usage', () => {
  it.each([
    [
      ['trail', 'logs', '--table', 't'],
      '`--table` belongs to `--engine athena`, `--engine trino` or `undeny trail ddl`.',
    ],
    [['trail', 'logs', '--location', 's3://x'], '`--location` belongs to `--engine athena` or `undeny trail ddl`.'],
    [['trail', 'logs', '--organization', 'o-x'], '`--organization` belongs to `undeny trail ddl`.'],
    [['trail', 'logs', '--all'], '`--all` belongs to `--explain`: the table of rows needs none.'],
    [
      ['trail', ...trino, '--table', 't', '--location', 's3://x'],
      '`--location` belongs to `--engine athena` or `undeny trail ddl`.',
    ],
    [['trail', ...trino, '--table', 't', '--workgroup', 'w'], '`--workgroup` belongs to `--engine athena`.'],
    [['trail', 'athena', '--table', 't', '--ca', 'a.pem'], '`--ca` belongs to `--engine trino`.'],
    [['trail', 'athena', '--table', 't', '--organization', 'o-x'], '`--organization` belongs to `undeny trail ddl`.'],
    [
      ['sql', 'SELECT 1', ...trino, '--timeout', '5'],
      '`--timeout` is for a query on this machine, without `--engine`.',
    ],
    [
      ['sql', 'SELECT 1', '--engine', 'athena', '--memory', '1GB'],
      '`--memory` is for a query on this machine, without `--engine`.',
    ],
    [['sql', 'SELECT 1', ...trino, '--region', 'us-east-1'], '`--region` belongs to `--engine athena`.'],
    [['sql', 'SELECT 1', 'logs', '--region', 'us-east-1'], '`--region` belongs to `--engine athena`.'],
    [['explain', 'a', '--trail', 'logs', '--region', 'us-east-1'], '`--region` belongs to `--engine athena`.'],
    [
      ['explain', 'a', '--trail', 'logs', '--table', 't'],
      '`--table` belongs to `--engine athena` or `--engine trino`.',
    ],
    [['explain', 'a', '--trail', 'logs', '--location', 's3://x'], '`--location` belongs to `--engine athena`.'],
    [['explain', 'a', '--catalog', 'c'], '`--catalog` belongs to `--engine athena` or `--engine trino`.'],
  ])('%j', async (args, sentence) => {
    expect(await complaint(args)).toBe(`undeny: ${sentence}\n`)
  })

  it.each([
    ['--principal', 'mina'],
    ['--until', '2026-01-01'],
    ['--service', 's3'],
    ['--action', 's3:GetObject'],
    ['--all-errors'],
    ['--all-principals'],
    ['--json'],
    ['--csv'],
    ['--follow'],
    ['--no-cache'],
    ['--explain'],
    ['--snapshot', 'x'],
    ['--html', 'x.html'],
    ['--ignore', 'x'],
    ['--all'],
    ['--workgroup', 'w'],
    ['--server', 'https://t'],
  ])('undeny trail ddl %s', async (flag, ...value) => {
    expect(await complaint([...ddl, flag, ...value])).toBe(`undeny: \`undeny trail ddl\` takes no \`${flag}\`.\n`)
  })

  it('as is a language that trail ddl does not know', async () => {
    expect(await say([...ddl, '--lang', 'fr'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'undeny: `--lang` is en or ko, not `fr`.\n',
    })
  })
})

it('takes every option of trail ddl together', async () => {
  const all = ['--engine', 'trino', '--table', 's.t', '--organization', 'o-a1b2c3d4e5', '--since', '2024-01-01']
  expect(await say([...ddl, ...all, '--lang', 'ko'])).toMatchObject({ code: 0, stderr: '' })
})
