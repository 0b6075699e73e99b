import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { languages } from '../src/causes/cause.ts'
import { bugExit } from '../src/cli/commands.ts'
import { loadDuckDb } from '../src/trail/duckdb/database.ts'
import { json, playTrino, status } from './busy-trino.ts'
import { ioOf } from './io-fixture.ts'
import { deniedRecord } from './trail-fixture.ts'
import { say } from './trail-world.ts'
import { phraseProblems } from './wording-rules.ts'

const library = await loadDuckDb()

let folder = ''

const record = deniedRecord({ by: 'mina', action: 's3:GetObject', resource: 'arn:aws:s3:::orders/a.csv' })
const user = 'arn:aws:iam::111122223333:user/mina'
const manifest = '{"format":"undeny-snapshot","version":1}'
const details = 'snapshot/111122223333/global/iam/GetAccountAuthorizationDetails.json'

const files: Readonly<Record<string, string | Uint8Array>> = {
  'denied.txt': `User: ${user} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::orders/a.csv"`,
  'empty.txt': '',
  'text.txt': 'all is well',
  'lines.jsonl': '{"id":\n3\n{"id":"b"}\n',
  'cases.jsonl': [
    '{"request":',
    '{}',
    '{"request":{"principal":{"type":"user","account":"111122223333"},"action":"s3:GetObject","resource":"*"},"policies":{"identity":[{"Statement":[{"Effect":"allow"}]}]}}',
    '{"id":"a","request":{"principal":{"type":"user","account":"111122223333"},"action":"s3:GetObject","resource":"arn:aws:s3:::a/b","resourceAccount":"111122223333","context":{}},"policies":{},"expected":"allowed"}',
  ].join('\n'),
  'log.json': JSON.stringify({ Records: [record] }),
  'trail/log.json': JSON.stringify({ Records: [record] }),
  'trail/bad.jsonl': `${JSON.stringify(record)}\nnot json\n`,
  'trail/bad.json': '{"Records": [oops]}',
  'odd/text.txt': 'hello',
  'odd/other.json': '{"a":1}',
  'odd/nothing.json': '',
  'odd/cut.json.gz': gzipSync(JSON.stringify({ Records: [record] })).subarray(0, 60),
  'odd/damaged.json.gz': Buffer.concat([gzipSync('x'.repeat(5000)).subarray(0, 12), Buffer.from('damaged bytes')]),
  'odd/packed.bz2': 'BZh91AY&SY',
  'odd/zstd.json.zst': Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xff, 1, 2, 3),
  'odd/line.jsonl': `${JSON.stringify(record)}\nnot json\nnor this\n`,
  'odd/brokenoff.json': `{"Records":[${JSON.stringify(record)},{"eventName":`,
  'ignore.txt': 'colour=red\n',
  'ignore-word.txt': 'what\n',
  'several.json': JSON.stringify({ [`a/${identity()}`]: {}, [`b/${identity()}`]: {} }),
  'list.json': '[]',
  'torn.json': '{"a":',
  'other.json': '{"a":1}',
  'noaccount.json': '{"RoleDetailList":[]}',
  'version/snapshot.json': '{"format":"undeny-snapshot","version":9}',
  [`version/${identity()}`]: '{}',
  'format/snapshot.json': '{"format":"other"}',
  [`format/${identity()}`]: '{}',
  'manifest/snapshot.json': '{',
  [`manifest/${identity()}`]: '{}',
  'snapshot/snapshot.json': manifest,
  [details]: JSON.stringify({
    UserDetailList: [
      { UserName: 'mina', Arn: user, UserPolicyList: [{ PolicyName: 'p', PolicyDocument: '{"Statement":' }] },
      {},
    ],
    GroupDetailList: {},
    RoleDetailList: [],
    Policies: [],
  }),
  'snapshot/111122223333/global/s3/GetBucketPolicy/orders.json': '{"Policy": "{\\"Statement\\": [{\\"Effect\\": 1}]}"}',
  'snapshot/111122223333/global/s3/GetBucketLocation/orders.json': '[',
  'snapshot/111122223333/global/s3/GetBucketAcl/orders.json': '[]',
  'snapshot/111122223333/global/organizations/DescribeOrganization.json': '{"Organization":{}}',
}

function identity(): string {
  return '111122223333/global/sts/GetCallerIdentity.json'
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'undeny-languages-'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  mkdirSync(join(folder, 'many'))
  for (let number = 0; number < 8; number++) symlinkSync('nowhere', join(folder, 'many', `${number}.json`))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Command lines that have something to complain of; `@` stands for the folder of the files. */
const wrong: readonly string[] = [
  'explain @/absent.txt',
  'explain @/odd',
  'explain @/empty.txt',
  'explain @/text.txt',
  'explain @/odd/cut.json.gz',
  'explain two words',
  'explain --nothing',
  'explain --principal',
  'explain @/denied.txt --json --markdown',
  'explain @/denied.txt --apply-script',
  'explain @/denied.txt --principal mina',
  'explain @/denied.txt --action read',
  'explain @/denied.txt --resource mine',
  'explain @/denied.txt --context a',
  'explain @/denied.txt --context a=b',
  'explain --event e1',
  'explain @/denied.txt --event e1 --trail @/trail',
  'explain --event e1 --trail @/trail',
  'explain --event e1 --trail @/absent',
  ...['absent', 'odd', 'odd/cut.json.gz', 'odd/damaged.json.gz', 'several.json', 'list.json', 'torn.json'].map(
    (name) => `explain @/denied.txt --snapshot @/${name}`,
  ),
  ...['other.json', 'noaccount.json', 'version', 'format', 'manifest', 'snapshot'].map(
    (name) => `explain @/denied.txt --snapshot @/${name}`,
  ),
  'explain @/denied.txt --trail @/trail',
  'parse @/absent.txt',
  'parse @/text.txt',
  'parse @/lines.jsonl --jsonl',
  'evaluate @/absent.jsonl',
  'evaluate @/empty.txt',
  'evaluate @/cases.jsonl --check',
  'causes zebra',
  'causes scp-deny',
  'check',
  'check s3 get s3://orders/a.csv',
  `check s3 public-read s3://orders/a.csv --as ${user}`,
  `check s3 get s3://orders/a.csv --as ${user} --snapshot @/absent`,
  `check kms decrypt alias/orders --as ${user} --snapshot @/snapshot`,
  'check glue job nightly --as mina',
  'check glue job nightly --snapshot @/snapshot',
  'check athena query',
  `check athena query --as ${user} --workgroup w --table a.b --snapshot @/snapshot`,
  'trail',
  'trail @/absent',
  'trail @/odd',
  'trail @/many',
  'trail @/odd/text.txt',
  'trail @/log.json --since yesterday',
  'trail @/log.json --principal mina',
  'trail @/log.json --account 1',
  'trail @/log.json --csv --json',
  'trail @/log.json --ignore @/absent',
  'trail @/log.json --explain --ignore @/absent',
  'trail @/log.json --explain --ignore @/ignore.txt',
  'trail @/log.json --explain --ignore @/ignore-word.txt',
  'trail @/log.json --explain --snapshot @/absent',
  'trail @/log.json --service ec2',
  'trail lookup',
  'trail lookup:us-east-1 @/log.json',
  'trail s3://x',
  'trail --engine oracle --table a',
  'trail --engine athena',
  'trail --engine trino --table a',
  'trail @/log.json --table a',
  'trail @/log.json --organization o-x',
  'trail @/log.json --all',
  'trail @/log.json --server x',
  'trail --engine trino --server http://127.0.0.1:1 --table a --location s3://x',
  'explain @/denied.txt --trail @/trail --region us-east-1',
  'explain @/denied.txt --catalog a',
  'trail ddl',
  'trail ddl --engine oracle',
  'trail ddl --until 2026-01-01',
  ...[
    '--table a"b',
    '--table a.b.c',
    '--location /var',
    '--organization o-1',
    '--account 1',
    '--region here',
    '--since 2024-13-01',
  ].map((more) => `trail ddl --location s3://amzn-s3-demo-bucket/x --account 111122223333 --region us-east-1 ${more}`),
  'trail ddl --location s3://amzn-s3-demo-bucket/x',
  'sql',
  'sql SELECT_1',
  'sql -',
  'sql SELECT_1 @/log.json --limit none',
  'sql SELECT_1 @/log.json --memory much',
  'sql SELECT_1 --engine trino --table a',
  'sql SELECT_1 --engine athena --timeout 5',
  'sql SELECT_1 --engine trino --server ftp://x --catalog a --schema b',
  'sql DROP_TABLE_t --engine trino --server http://127.0.0.1:1 --catalog a --schema b',
  'sql SELECT_1 --engine trino --server http://127.0.0.1:1 --catalog a --schema b',
  'sql SELECT_1 --engine trino --server https://127.0.0.1:1 --catalog a --schema b --ca @/absent',
]

/** Command lines of the SQL engine inside this process. */
const wrongSql: readonly string[] = [
  'sql SELECT_nothing_FROM_logs @/log.json',
  'sql SELECT_FROM_WHERE @/log.json',
  'sql DROP_TABLE_logs @/log.json',
  "sql SELECT_*_FROM_'/etc/hosts' @/log.json",
  'sql SELECT_eventname_FROM_logs @/odd',
  'sql SELECT_1_FROM_logs @/absent',
  'sql SELECT_1_FROM_logs,_logs_AS_b,_unnest(ARRAY[1,2]) @/log.json --limit 1',
]

/** What stands before a sentence and is of no language. */
const hangul = /\p{Script=Hangul}/u

async function linesOf(command: string, language: string): Promise<readonly string[]> {
  const args = command
    .split(' ')
    .map((word) => word.replaceAll('@', folder))
    .map((word, at) => (at === 1 && command.startsWith('sql ') ? word.replaceAll('_', ' ') : word))
  const { stderr } = await say([...args, '--lang', language])
  return stderr.split('\n').filter((line) => line !== '')
}

async function checkCommand(command: string): Promise<void> {
  const [english, korean] = [await linesOf(command, 'en'), await linesOf(command, 'ko')]
  expect(english.length).toBeGreaterThan(0)
  expect(english.filter((line) => hangul.test(line))).toEqual([])
  expect(korean.filter((line) => !hangul.test(line))).toEqual([])
  expect(korean).toHaveLength(english.length)
  expect(korean.flatMap((line) => phraseProblems(line, 'ko').filter((fault) => /particle/.test(fault)))).toEqual([])
}

describe('every line on standard error is in the language asked for', () => {
  it.each(wrong)('undeny %s', checkCommand)

  it.skipIf(library === null).each(wrongSql)('undeny %s', checkCommand)

  it.each([
    ['401', [status(401)]],
    ['403', [status(403)]],
    ['404', [status(404)]],
    ['a page of something else', [json(() => ({}))]],
    ['no table', [json(() => ({ id: 'q1', data: [] }))]],
    ['a page elsewhere', [json(() => ({ id: 'q1', nextUri: 'http://example.com/v1' }))]],
    ['an error', [json(() => ({ id: 'q1', error: { message: 'no', errorName: 'X' } }))]],
  ])('undeny trail --engine trino, answered with %s', async (_, answers) => {
    const said: string[] = []
    for (const language of languages) {
      const server = await playTrino(answers)
      const engine = ['--engine', 'trino', '--server', server.origin, '--catalog', 'a', '--schema', 'b', '--table', 'c']
      said.push((await say(['trail', ...engine, '--lang', language])).stderr)
      await server.close()
    }
    expect(said.map((text) => hangul.test(text))).toEqual([false, true])
  })

  it('also where a file cannot be written, and where the fault is ours', async () => {
    const full = Object.assign(new Error(), { code: 'ENOSPC' })
    for (const language of languages) {
      const args = ['trail', join(folder, 'log.json'), '--html', 'a.html', '--lang', language]
      const { stderr } = await say(args, { writeFile: () => Promise.reject(full) })
      const { io, written } = ioOf()
      bugExit(new Error('x'), language, io)
      expect([stderr, written.stderr].map((text) => hangul.test(text))).toEqual([language === 'ko', language === 'ko'])
    }
  })
})

it('sentences reach standard error through `tell`, which takes both languages', () => {
  const root = new URL('../src/cli/', import.meta.url)
  const sources = readdirSync(root).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const writers = sources.filter((name) => /\bstderr\(/.test(readFileSync(new URL(name, root), 'utf8')))
  // The short help, the stack for who asks for it, and the progress line have words of their own.
  expect(writers.sort()).toEqual(['commands.ts', 'io.ts', 'trail-progress.ts'])
})
