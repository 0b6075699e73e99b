import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLookupServer } from '../../test/lookup-server.ts'
import { deniedRecord } from '../../test/trail-fixture.ts'
import { articleRecords, articleSql } from '../../test/trail-logs.ts'
import { articleOptions, articleTable, type Said, say } from '../../test/trail-world.ts'
import { loadDuckDb } from '../trail/duckdb/database.ts'

const library = await loadDuckDb()

let folder = ''
const at = (...names: readonly string[]): string => join(folder, ...names)
const trail = (...args: readonly string[]): Promise<Said> => say(['trail', ...args])

function log(name: string, records: readonly object[]): void {
  writeFileSync(at(name), JSON.stringify({ Records: records }))
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'undeny-trail-'))
  mkdirSync(at('article'))
  log(
    'article/111122223333_CloudTrail_us-east-1_20191029T0655Z_a1B2c3D4e5F6g7H8.json',
    articleRecords.map(({ record }) => record),
  )
  log('own.json', [
    deniedRecord({
      by: 'mina',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::orders/a.csv',
      at: '2019-10-29T06:00:00Z',
    }),
    deniedRecord({
      by: 'reader',
      action: 'kms:Decrypt',
      resource: '*',
      at: '2019-10-29T05:00:00Z',
      more: { awsRegion: 'eu-west-1' },
    }),
    deniedRecord({
      by: 'mina',
      action: 's3:PutObject',
      resource: 'arn:aws:s3:::orders/b.csv',
      at: '2019-10-28T05:00:00Z',
      more: { recipientAccountId: '444455556666' },
    }),
    {
      ...deniedRecord({ by: 'mina', action: 'ec2:RunInstances', resource: '*', at: '2019-10-29T06:30:00Z' }),
      errorCode: 'Client.InvalidAMIID.NotFound',
      errorMessage: 'The image does not exist.',
    },
  ])
  log('hostile.json', [
    deniedRecord({
      by: 'mina',
      action: 's3:GetObject',
      resource: '*',
      says: '\u001b[31m=x\n\u202e한국어',
      more: { errorMessage: '=cmd()\u001b[2J\u202e\nnext,"row"', userIdentity: { arn: '@SUM(A1)' } },
    }),
  ])
  log('fine.json', [deniedRecord({ by: 'mina', action: 's3:ListBucket', resource: '*' })])
  mkdirSync(at('broken'))
  for (let n = 0; n < 40; n++) writeFileSync(at('broken', `${n}.json`), `{"Records":[{"a${n}":`)
  mkdirSync(at('empty'))
  mkdirSync(at('many-broken'))
  const kinds = ['hello', '', 'BZh', '\u00fd7zXZ', 'PK\u0003\u0004', 'PAR1']
  for (let n = 0; n < 240; n++) writeFileSync(at('many-broken', `${n}.txt`), kinds[n % kinds.length] ?? '', 'latin1')
  mkdirSync(at('old'))
  writeFileSync(at('old', 'README.txt'), 'hello')
  log('old/111122223333_CloudTrail_us-east-1_20191029T0655Z_a1B2c3D4e5F6g7H8.json', [])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("the article's table", () => {
  it('comes from its log files', async () => {
    const { code, stdout, stderr } = await trail(at('article'), ...articleOptions)
    expect(stdout).toBe(articleTable)
    expect([code, stderr]).toEqual([0, `undeny: 2 denials in ${articleRecords.length} records.\n`])
  })

  it('comes from LookupEvents, also throttled', async () => {
    const records = { 'us-east-1': articleRecords.map(({ record }) => record) }
    const server = await startLookupServer(records, { throttled: [1] })
    const before = { ...process.env }
    try {
      const client = await server.clientOf('us-east-1')
      const { protocol, hostname, port } = (await client.config.endpoint?.()) ?? { protocol: '', hostname: '', port: 0 }
      Object.assign(process.env, {
        AWS_ENDPOINT_URL: `${protocol}//${hostname}:${port}`,
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      })
      const { code, stdout, stderr } = await trail('lookup:us-east-1', '--no-cache', ...articleOptions)
      expect(stdout).toBe(articleTable)
      expect([code, stderr]).toEqual([0, 'undeny: 2 denials in 2 records.\n'])
    } finally {
      process.env = before
      await server.close()
    }
  })

  it.skipIf(library === null)('comes from the query of the article, unchanged', async () => {
    const { code, stdout } = await say(['sql', articleSql('your-table'), at('article'), '--json'])
    expect(code).toBe(0)
    const rows: unknown = JSON.parse(stdout)
    const lines = articleTable
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ {2,}/))
    expect(rows).toEqual(
      lines.map(([time = '', arn, id, service, action, error, message]) => ({
        Time: time.replace('T', ' ').replace('Z', '.000 UTC'),
        'Identity ARN': arn,
        'Event ID': id,
        Service: service,
        Action: action,
        Error: error,
        Message: message,
      })),
    )
  })
})

describe('the rows of trail', () => {
  const ids = async (...args: readonly string[]): Promise<readonly unknown[]> => {
    const { stdout } = await trail(at('own.json'), '--json', ...args)
    const rows: unknown = JSON.parse(stdout)
    return Array.isArray(rows) ? rows.map(({ time, action }) => `${String(time).slice(5, 13)} ${String(action)}`) : []
  }
  const [get, decrypt, put] = ['10-29T06 GetObject', '10-29T05 Decrypt', '10-28T05 PutObject'] as const

  it.each([
    [[], [get, decrypt, put]],
    [['--all-errors'], ['10-29T06 RunInstances', get, decrypt, put]],
    [
      ['--since', '1d'],
      [get, decrypt],
    ],
    [
      ['--since', '2019-10-29T05:00:00Z'],
      [get, decrypt],
    ],
    [['--until', '2019-10-29T05:00:00Z'], [put]],
    [['--since', '90m'], [get]],
    [
      ['--service', 's3'],
      [get, put],
    ],
    [['--service', 'kms.amazonaws.com'], [decrypt]],
    [['--action', 's3:PutObject'], [put]],
    [['--action', 'decrypt'], [decrypt]],
    [['--account', '444455556666'], [put]],
    [['--region', 'eu-west-1'], [decrypt]],
    [['--principal', 'arn:aws:iam::111122223333:role/reader'], [decrypt]],
    [['--principal', 'arn:aws:iam::111122223333:user/mina', '--service', 's3', '--since', '1d'], [get]],
    [['--all-principals'], [get, decrypt, put]],
    [['--service', 'ec2'], []],
  ])('are those asked for, newest first: %j', async (options, wanted) => {
    expect(await ids(...options)).toEqual(wanted)
  })

  it('are one JSON array, of which each row is whole', async () => {
    const { stdout } = await trail(at('own.json'), '--json', '--service', 'kms')
    expect(JSON.parse(stdout)).toEqual([
      {
        time: '2019-10-29T05:00:00Z',
        identityArn: expect.stringMatching(/assumed-role\/reader\/batch-\d$/),
        eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        service: 'kms.amazonaws.com',
        action: 'Decrypt',
        error: 'AccessDenied',
        message: expect.stringContaining('is not authorized to perform: kms:Decrypt'),
        from: at('own.json'),
      },
    ])
  })

  it.each([
    [[], ''],
    [['--json'], '[]\n'],
    [['--csv'], 'Time,Identity ARN,Event ID,Service,Action,Error,Message\r\n'],
  ])('can be none: %j', async (options, stdout) => {
    expect(await trail(at('own.json'), '--service', 'ec2', ...options)).toMatchObject({
      code: 0,
      stdout,
      stderr: 'undeny: No denials in 4 records.\n',
    })
  })

  it('start no formula and obey no terminal', async () => {
    const table = await trail(at('hostile.json'))
    expect(table.stdout).toContain('=cmd()\\u{1b}[2J\\u{202e}\\u{a}next,"row"')
    expect(table.stdout.split('\n')).toHaveLength(3)
    const csv = await trail(at('hostile.json'), '--csv')
    expect(csv.stdout).toContain(",'@SUM(A1),")
    expect(csv.stdout).toContain(`"'=cmd()`)
    const json = await trail(at('hostile.json'), '--json')
    expect(JSON.parse(json.stdout)).toMatchObject([{ message: '=cmd()\u001b[2J\u202e\nnext,"row"' }])
    for (const { stdout } of [table, csv, json]) {
      expect(stdout).not.toContain('\u001b')
      expect(stdout).not.toContain('\u202e')
    }
  })

  it('are counted in both languages, one as well', async () => {
    expect((await trail(at('fine.json'))).stderr).toBe('undeny: 1 denial in 1 record.\n')
    expect((await trail(at('fine.json'), '--lang', 'ko')).stderr).toBe(
      'undeny: 레코드 1개에서 거부 1건을 찾았습니다.\n',
    )
    expect((await trail(at('fine.json'), '--service', 'ec2', '--all-errors', '--lang', 'ko')).stderr).toBe(
      'undeny: 레코드 1개에서 오류를 찾지 못했습니다.\n',
    )
    const heading = (await trail(at('fine.json'), '--lang', 'ko')).stdout.split('\n')[0]?.split(/ {2,}/)
    expect(heading).toEqual(['시간', '자격 증명 ARN', '이벤트 ID', '서비스', '작업', '오류', '메시지'])
  })

  it('go on coming with --follow until the interruption, one JSON object a line', async () => {
    const controller = new AbortController()
    let stdout = ''
    const { code } = await say(['trail', at('own.json'), '--follow', '--json'], {
      interruption: () => controller.signal,
      stdout: (text) => {
        stdout += text
        if (text !== '') setTimeout(() => controller.abort(), 0)
      },
    })
    expect(code).toBe(0)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).action),
    ).toEqual(['GetObject', 'Decrypt', 'PutObject'])
  })
})

describe('what trail cannot read', () => {
  it('is named and counted, and the rest is searched', async () => {
    const { code, stdout, stderr } = await trail(at('broken'), at('fine.json'), '/no/such/file', '--csv')
    expect([code, stdout.trimEnd().split('\r\n')]).toMatchObject([0, { length: 2 }])
    const lines = stderr.trimEnd().split('\n')
    expect(lines.filter((line) => line.includes(`${folder}/broken`)).length).toBeLessThanOrEqual(20)
    expect(stderr).toContain('undeny: /no/such/file: It could not be read: there is no such file or folder.\n')
    expect(stderr).toMatch(/The same holds for \d+ more files|\d+ more could not be read/)
    expect(lines.at(-1)).toBe('undeny: 1 denial in 1 record.')
  })

  it.each([
    ['/no/such/folder', 'there is no such file or folder'],
    ['broken', ''],
  ])('is exit code 3 only where it is everything: %s', async (source, reason) => {
    const { code, stdout, stderr } = await trail(source.startsWith('/') ? source : at(source))
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toContain(reason)
    expect(stderr).not.toContain('denials in')
  })

  it('counts the files that are not told one by one', async () => {
    const { code, stderr } = await trail(at('many-broken'), '--no-cache')
    const lines = stderr.trimEnd().split('\n')
    expect(code).toBe(3)
    expect(lines).toHaveLength(21)
    expect(lines.at(-1)).toBe('undeny: 220 more could not be read.')
  })

  it('is no reason to say that nothing was read where the rest was too old to be opened', async () => {
    const asked = ['trail', at('old'), '--since', '2019-10-30'] as const
    const { code, stdout, stderr } = await say(asked)
    const [odd, ...rest] = stderr.trimEnd().split('\n')
    expect([code, stdout, odd]).toEqual([0, '', expect.stringContaining('README.txt: It holds no CloudTrail records.')])
    expect(rest).toEqual(['undeny: No denials: by its name the only log file is older.'])
    expect((await say([...asked, '--lang', 'ko'])).stderr).toContain(
      'undeny: 거부를 찾지 못했습니다. 이름을 보면 로그 파일 1개에는 모두 더 이전의 이벤트만 있습니다.\n',
    )
  })

  it('is told once, however often --follow looks', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 2_500)
    const { stderr } = await say(['trail', at('old'), '--follow'], { interruption: () => controller.signal })
    expect(stderr.match(/README\.txt/g)).toHaveLength(1)
  })

  it('is nothing where there is nothing', async () => {
    expect(await trail(at('empty'))).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'undeny: There are no CloudTrail records.\n',
    })
    expect((await trail(at('empty'), '--lang', 'ko')).stderr).toBe('undeny: CloudTrail 레코드가 없습니다.\n')
  })
})

describe('wrong usage of trail', () => {
  it.each([
    [[], '`undeny trail` needs a source: a file or folder of CloudTrail logs, `s3://BUCKET/PREFIX`, or `lookup`.'],
    [['lookup'], '`lookup` needs Regions: set AWS_REGION, or name them, as in `lookup:us-east-1,eu-west-1`.'],
    [
      ['own.json', 'lookup'],
      '`lookup` needs Regions: set AWS_REGION, or name them, as in `lookup:us-east-1,eu-west-1`.',
    ],
    [['own.json', 's3://'], 'An address of S3 has the form `s3://BUCKET/PREFIX`.'],
    [['s3://'], 'An address of S3 has the form `s3://BUCKET/PREFIX`.'],
    [['s3://B_1/x'], 'An address of S3 has the form `s3://BUCKET/PREFIX`.'],
    [
      ['x', '--since', 'soon'],
      '`--since` takes a time like 2026-03-02T10:15Z (UTC where it names no zone), or how long ago, like 2h or 7d; `soon` is neither.',
    ],
    [
      ['x', '--until', '2026-02-31'],
      '`--until` takes a time like 2026-03-02T10:15Z (UTC where it names no zone), or how long ago, like 2h or 7d; `2026-02-31` is neither.',
    ],
    [['x', '--since', '1h', '--until', '2h'], '`--since` must lie before `--until`.'],
    [
      ['x', '--principal', 'mina'],
      '`--principal` takes the ARN of a user, a role or a session; `mina` has another form.',
    ],
    [
      ['x', '--principal', 'arn:aws:iam::111122223333:user/a', '--all-principals'],
      '`--principal` and `--all-principals` exclude each other.',
    ],
    [
      ['x', '--account', '1\u001b[2J'],
      '`--account` takes the 12 digits of an account, and `1\\u{001b}[2J` has another form.',
    ],
    [['x', '--json', '--csv'], '`--json` and `--csv` exclude each other.'],
    [['x', '--explain', '--csv'], '`--explain` and `--csv` exclude each other.'],
    [['x', '--html', 'f', '--follow'], '`--html` and `--follow` exclude each other.'],
    [['x', '--snapshot', 's'], '`--snapshot` belongs to `--explain`: the table of rows needs none.'],
    [['x', '--ignore', 's'], '`--ignore` belongs to `--explain`: the table of rows needs none.'],
    [['x', '--lang', 'fr'], '`--lang` is en or ko, not `fr`.'],
    [['x', '--nonsense'], '`--nonsense` is not an option of `undeny trail`; `undeny trail --help` lists them.'],
    [['x', '--since'], '`--since <TIME>` needs a value.'],
    [['x', '--service', '--json'], '`--service <NAME>` needs a value.'],
    [['x', '--region', '--all-errors'], '`--region <REGION>` needs a value.'],
  ])('is told in one sentence, in Korean as well: %j', async (args, sentence) => {
    expect(await trail(...args)).toEqual({ code: 2, stdout: '', stderr: `undeny: ${sentence}\n`, written: {} })
    if (args.includes('fr')) return
    const { code, stderr } = await say(['trail', ...args], { env: { LANG: 'ko_KR.UTF-8' } })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^undeny: .*[가-힣].*\n$/)
    expect(stderr).not.toContain('\u001b')
  })

  it('takes the Regions of LookupEvents from the environment', async () => {
    const { code, stderr } = await say(['trail', 'lookup:,'], { env: { AWS_REGION: 'us-east-1' } })
    expect([code, stderr]).toEqual([
      2,
      'undeny: `lookup` needs Regions: set AWS_REGION, or name them, as in `lookup:us-east-1,eu-west-1`.\n',
    ])
  })

  it('takes a Region that is set to nothing for none', async () => {
    const { code, stderr } = await say(['trail', 'lookup'], { env: { AWS_REGION: '', AWS_DEFAULT_REGION: '' } })
    expect([code, stderr]).toEqual([
      2,
      'undeny: `lookup` needs Regions: set AWS_REGION, or name them, as in `lookup:us-east-1,eu-west-1`.\n',
    ])
  })
})
