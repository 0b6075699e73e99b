import { afterEach, describe, expect, it } from 'vitest'
import { type Answer, json, playTrino, type RecordedServer, status } from '../../test/busy-trino.ts'
import { articleRecords } from '../../test/trail-logs.ts'
import { articleOptions, articleTable, type Said, say } from '../../test/trail-world.ts'
import { languages } from '../causes/cause.ts'
import { stringAt } from '../denial/json-value.ts'
import { checkEngine, type RawEngineOptions } from './engine-options.ts'
import { checkExplainOptions } from './options.ts'
import { withRecordOptions } from './record-options.ts'
import { checkSqlOptions } from './sql-options.ts'
import { checkTrailOptions } from './trail-options.ts'

const table = ['--table', 'logs'] as const

let server: RecordedServer | null = null

afterEach(async () => {
  await server?.close()
  server = null
})

const described = json(() => ({
  id: 'q1',
  columns: [{ name: 'Column', type: 'varchar' }],
  data: [
    'eventtime',
    'eventid',
    'eventsource',
    'eventname',
    'errorcode',
    'errormessage',
    'useridentity',
    'eventtype',
    'awsregion',
    'recipientaccountid',
  ].map((name) => [name, 'varchar', '', '']),
}))

/** Asks the played server. */
function trino(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> {
  return say([...args, '--engine', 'trino', '--server', server?.origin ?? '', '--catalog', 'hive', '--schema', 's'], {
    env,
  })
}

const two = json(() => ({
  id: 'q2',
  columns: [
    { name: 'a', type: 'varchar' },
    { name: 'n', type: 'bigint' },
    { name: 'list', type: 'array(varchar)' },
  ],
  data: [
    ['\u001b[31m한국어', 7, ['x', null]],
    [null, 1, []],
  ],
}))

describe('sql on Trino', () => {
  it('prints the rows of the server as JSON, CSV and a table', async () => {
    server = await playTrino([two, two, two])
    const asked = (...more: readonly string[]): Promise<Said> => trino(['sql', 'SELECT a, n, list FROM logs', ...more])
    const answer = await asked('--json')
    expect([answer.code, answer.stderr]).toEqual([0, ''])
    expect(JSON.parse(answer.stdout)).toEqual([
      { a: '\u001b[31m한국어', n: 7, list: ['x', null] },
      { a: null, n: 1, list: [] },
    ])
    expect((await asked('--csv')).stdout.split('\r\n')[1]).toBe('\\u{1b}[31m한국어,7,"[x, null]"')
    expect((await asked()).stdout).not.toContain('\u001b')
  })

  it('sends the password of the environment, and prints it nowhere', async () => {
    server = await playTrino([status(401), status(401)])
    const secret = 'hunter2-secret'
    const said = await trino(['sql', 'SELECT 1', '--user', 'mina'], { TRINO_PASSWORD: secret })
    expect([said.code, said.stdout]).toEqual([3, ''])
    expect(said.stderr).toMatch(/^undeny: .*401.*\n$/)
    expect(server.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from(`mina:${secret}`).toString('base64')}`)
    expect(JSON.stringify(said)).not.toContain(secret)
    await trino(['sql', 'SELECT 1'], { TRINO_TOKEN: 'a.b.c', TRINO_PASSWORD: secret })
    expect(server.asked[1]?.headers.authorization).toBe('Bearer a.b.c')
  })

  it('runs nothing but what reads', async () => {
    server = await playTrino([])
    const { code, stdout, stderr } = await trino(['sql', 'DROP TABLE logs'])
    expect([code, stdout, server.asked]).toEqual([2, '', []])
    expect(stderr).toMatch(/^undeny: .+\n$/)
  })

  it('names a certificate that cannot be read', async () => {
    server = await playTrino([])
    const english = await trino(['sql', 'SELECT 1', '--ca', '/no/such.pem'])
    expect([english.code, english.stderr]).toEqual([
      3,
      'undeny: `/no/such.pem` could not be read: there is no such file or folder.\n',
    ])
    const korean = await trino(['trail', ...table, '--ca', '/no/such.pem', '--lang', 'ko'])
    expect([korean.code, korean.stderr]).toEqual([
      3,
      'undeny: `/no/such.pem` 파일을 읽지 못했습니다. 그런 파일이나 폴더가 없습니다.\n',
    ])
  })
})

/** The article's events, as the statement selects them. */
const rows: Answer = (response, origin) => {
  const { columns, rows: data } = selected(server?.asked.at(-1)?.body ?? '')
  json(() => ({ id: 'q2', columns: columns.map((name) => ({ name, type: 'varchar' })), data }))(response, origin)
}

describe('explain on Trino', () => {
  it('looks for an event by its id, then for what bears on it, in the folders of those days', async () => {
    server = await playTrino([described, rows, described, rows])
    const id = '14e5e77c-f682-45e1-8c88-12d15af293dd'
    const { code, stdout, stderr } = await trino(['explain', '--event', id, ...table, '--json'])
    expect([code, stderr]).toEqual([1, ''])
    expect(JSON.parse(stdout).denial).toMatchObject({ action: 'cloudtrail:LookupEvents', time: '2019-10-29T06:41:48Z' })
    const [, first, , second] = server.asked.map(({ body }) => body)
    expect(first).toContain(`eventid IN ('${id}')`)
    expect(first).toContain("eventtime >= '2019-10-22T07:00:00Z'")
    expect(second).toContain("useridentity.arn = 'arn:aws:iam::111122223333:user/mina'")
    expect(second).toContain("eventtime >= '2019-10-29T06:36:48Z'")
  })

  it.each([
    [
      'en',
      'undeny: No event with the ID `none` is in the last seven days of the trail; `--since` looks further back.\n',
    ],
    [
      'ko',
      'undeny: 최근 7일의 trail에는 ID가 `none` 값인 이벤트가 없습니다. 더 이전은 `--since` 옵션으로 찾을 수 있습니다.\n',
    ],
  ])('says how far back it looked for an event that is not there (%s)', async (language, sentence) => {
    server = await playTrino([described, rows])
    const { code, stderr } = await trino(['explain', '--event', 'none', ...table, '--lang', language])
    expect([code, stderr]).toEqual([3, sentence])
  })
})

describe('trail on Trino', () => {
  it('explains denials with what the table tells beside them', async () => {
    server = await playTrino([described, rows, described, rows, described, rows])
    const { code, stderr } = await trino(['trail', ...table, ...articleOptions, '--explain'])
    expect([code, stderr]).toEqual([1, 'undeny: 2 denials.\n'])
    expect(server.asked[3]?.body).toContain('PutUserPolicy')
  })

  it("prints the article's table", async () => {
    server = await playTrino([described, rows])
    const { code, stdout, stderr } = await trino(['trail', ...table, ...articleOptions])
    expect(stderr).toBe('undeny: 2 denials.\n')
    expect([code, stdout]).toEqual([0, articleTable])
  })

  it('tells in one sentence that the server is not there, with exit code 3', async () => {
    server = await playTrino([])
    const { code, stdout, stderr } = await trino(['trail', ...table])
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toMatch(/^undeny: trino:logs: .+\n$/)
  }, 60_000)
})

/** The article's rows in the columns that a statement selects. */
function selected(sql: string): {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
} {
  const [, list = ''] = /SELECT ([\s\S]*?)\s+FROM/i.exec(sql) ?? []
  const columns = [...list.matchAll(/"?(\w+)"?\)?\s*(?:,|$)/g)].map(([, name = '']) => name)
  const records = articleRecords.map(({ record }) => record).toReversed()
  const names: Readonly<Record<string, string>> = {
    eventtime: 'eventTime',
    eventid: 'eventID',
    eventsource: 'eventSource',
    eventname: 'eventName',
    errorcode: 'errorCode',
    errormessage: 'errorMessage',
    eventtype: 'eventType',
    awsregion: 'awsRegion',
    recipientaccountid: 'recipientAccountId',
  }
  const rows = records.map((record) =>
    columns.map((column) =>
      column.toLowerCase() === 'useridentity'
        ? JSON.stringify(record.userIdentity)
        : stringAt(record, names[column.toLowerCase()] ?? column),
    ),
  )
  return { columns, rows }
}

describe('the options of an engine', () => {
  const check = (raw: RawEngineOptions, env: Readonly<Record<string, string>> = {}) => checkEngine('trail', raw, env)

  it('take secrets from the environment alone, a token before a password', () => {
    const trino = { engine: 'trino', server: 'https://t' }
    const authentication = (env: Readonly<Record<string, string>>): unknown => {
      const checked = check(trino, env)
      return checked.ok && checked.options.kind === 'trino'
        ? [checked.options.user, checked.options.authentication]
        : null
    }
    expect(authentication({})).toEqual(['undeny', { kind: 'none' }])
    expect(authentication({ USER: 'u', TRINO_PASSWORD: 'p' })).toEqual(['u', { kind: 'basic', password: 'p' }])
    expect(authentication({ USER: 'u', TRINO_USER: 't', TRINO_PASSWORD: 'p', TRINO_TOKEN: 'j' })).toEqual([
      't',
      { kind: 'jwt', token: 'j' },
    ])
    const empty = { TRINO_USER: '', TRINO_TOKEN: '' }
    expect(authentication({ USER: 'u', ...empty, TRINO_PASSWORD: 'p' })).toEqual([
      'u',
      { kind: 'basic', password: 'p' },
    ])
    expect(authentication({ USER: '', ...empty, TRINO_PASSWORD: '' })).toEqual(['undeny', { kind: 'none' }])
  })

  it('say where Athena runs with sql and explain; trail has a Region of the events, and Athena that of the environment', () => {
    const athena = { engine: 'athena', table: ['t'], region: 'eu-west-1' }
    const env = { AWS_REGION: 'us-east-1' }
    expect(checkTrailOptions([], athena, 'en', { now: 0, env })).toMatchObject({
      options: { engine: { region: 'us-east-1' }, question: { region: 'eu-west-1' } },
    })
    const own = { engine: { region: 'eu-west-1' } }
    expect(checkSqlOptions(['SELECT 1'], { ...athena, table: [] }, 'en', env)).toMatchObject({ options: own })
    const input = checkExplainOptions(null, {}, 'en')
    expect(input.ok ? withRecordOptions(input.options, athena, { now: 0, env }) : input).toMatchObject({
      options: { trail: own },
    })
    const elsewhere = check({ engine: 'athena' }, { AWS_DEFAULT_REGION: 'us-west-2' })
    expect(elsewhere).toMatchObject({ options: { region: 'us-west-2' } })
    expect(check({ engine: 'athena' })).toMatchObject({ options: { region: null } })
  })

  it.each([
    [['--engine', 'presto'], '`--engine` is athena or trino, not `presto`.'],
    [['--engine', 'trino'], '`--engine trino` needs `--server URL`.'],
    [['trino'], '`--engine trino` needs `--server URL`.'],
    [['athena'], '`--engine` needs `--table NAME`: the CloudTrail table, which `undeny trail ddl` can print.'],
    [
      ['--engine', 'athena', '--output', 'results'],
      '`--output` takes a place in S3, like s3://bucket/prefix, and `results` is none.',
    ],
    [['x', '--engine', 'athena', '--table', 't'], '`--engine` reads a table; it takes no source beside it.'],
    [['x', '--workgroup', 'w'], '`--workgroup` belongs to `--engine athena`.'],
    [['x', '--server', 'https://t'], '`--server` belongs to `--engine trino`.'],
    [['x', '--password', 'p'], '`--password` is not an option of `undeny trail`; `undeny trail --help` lists them.'],
  ])('are told what is wrong with them: %j', async (args, sentence) => {
    expect(await say(['trail', ...args])).toMatchObject({ code: 2, stdout: '', stderr: `undeny: ${sentence}\n` })
    expect((await say(['trail', ...args, '--lang', 'ko'])).stderr).toMatch(/^undeny: .*[가-힣].*\n$/)
  })
})

describe('trail ddl', () => {
  const place = ['--location', 's3://logs', '--account', '111122223333', '--region', 'us-east-1,eu-west-1']

  it.each(['athena', 'trino'])('prints statements and runs none: %s', async (engine) => {
    const { code, stdout, stderr } = await say(['trail', 'ddl', '--engine', engine, ...place])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^CREATE (EXTERNAL )?TABLE/)
    expect(stdout).toMatch(/'us-east-1(?:,|', ')eu-west-1'/)
    expect(stdout.trimEnd()).toMatch(/;$/)
  })

  it.each([
    ['--location', 's3://\u001b[31mx'],
    ['--table', 'a\u202eb'],
    ['--table', 'a.\u001b[31mb.c.d'],
    ['--organization', 'o-\u0007'],
    ['--account', '\u001b[2J'],
    ['--region', 'us\u001b[31m'],
    ['--since', '2024\u009b'],
  ])('shows nothing that a terminal obeys of a wrong %s', async (...option) => {
    for (const language of languages) {
      const { code, stderr } = await say(['trail', 'ddl', ...place, ...option, '--lang', language])
      expect(code).toBe(2)
      expect(stderr).toMatch(/^undeny: [^\p{Cc}\p{Cf}]*\\u\{[^\p{Cc}\p{Cf}]*\n$/u)
    }
  })

  it.each([
    [
      ['ddl'],
      '`undeny trail ddl` needs `--location s3://BUCKET/PREFIX`, the folder that holds `AWSLogs`, with `--account` and `--region` (several with commas).',
    ],
    [
      ['ddl', '--engine', 'duckdb', ...place],
      '`undeny trail ddl` makes tables for `--engine athena` (the default) or `--engine trino`.',
    ],
  ])('says what it needs: %j', async (args, sentence) => {
    expect(await say(['trail', ...args])).toMatchObject({ code: 2, stdout: '', stderr: `undeny: ${sentence}\n` })
    expect((await say(['trail', ...args, '--lang', 'ko'])).stderr).toMatch(/^undeny: .*[가-힣].*\n$/)
  })
})
