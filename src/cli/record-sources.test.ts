import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearingRecordsOfDay, deniedList, deniedRead } from '../../test/bearing-logs.ts'
import type { Json } from '../../test/cause-fixture.ts'
import { sayWithLookup, sessionEvidence } from '../../test/record-world.ts'
import { type Said, say } from '../../test/trail-world.ts'

const records = [...bearingRecordsOfDay, deniedList]

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'undeny-records-'))
  mkdirSync(join(folder, 'logs/day'), { recursive: true })
  writeFileSync(join(folder, 'logs/day/one.json'), JSON.stringify({ Records: records }, null, 2))
  writeFileSync(join(folder, 'logs/day/two.json.gz'), gzipSync(JSON.stringify({ Records: [] })))
  writeFileSync(join(folder, 'denials.json'), JSON.stringify({ Records: [deniedList] }))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [readId, listId] = [String(deniedRead.eventID), String(deniedList.eventID)]

describe('the records of explain', () => {
  it('are found in files, with the place of the session policy', async () => {
    const { code, stdout, stderr } = await say([
      'explain',
      '--event',
      readId,
      '--trail',
      join(folder, 'logs'),
      '--json',
    ])
    expect([code, stderr]).toEqual([1, ''])
    const answer = JSON.parse(stdout)
    const text = JSON.stringify({ Records: records }, null, 2).split('\n')
    const line = text.findIndex((one) => one.includes('"policy"')) + 1
    expect(sessionEvidence(answer)).toEqual(['day/one.json', line])
    expect(answer.callers.map(({ principal }: Json) => principal)).toEqual([
      'ec2.amazonaws.com',
      'arn:aws:sts::111122223333:assumed-role/first/work',
      'arn:aws:sts::111122223333:assumed-role/reader/mina',
    ])
  })

  it('are found by LookupEvents: the event, its session and changes', async () => {
    const args = ['explain', '--event', listId, '--trail', 'lookup:us-east-1', '--json']
    const { code, stdout, stderr, asked } = await sayWithLookup(args, records)
    expect([code, stderr]).toEqual([1, ''])
    expect(sessionEvidence(JSON.parse(stdout))).toEqual(['lookup:us-east-1', 1])
    const keys = asked.flatMap(({ LookupAttributes: [one] = [] }: Json & { LookupAttributes?: Json[] }) => [
      one?.AttributeKey,
    ])
    expect([...new Set(keys)]).toEqual(['EventId', 'EventName', 'ReadOnly', 'Username', 'EventSource'])
  })

  it('are found by LookupEvents for a text, in the hours before it', async () => {
    const file = join(folder, 'denied.txt')
    writeFileSync(
      file,
      `2026-03-04T09:00:00Z An error occurred (AccessDenied) when calling the GetBucketPolicy operation: ${String(deniedList.errorMessage)}`,
    )
    const { code, stdout, stderr } = await sayWithLookup(
      ['explain', file, '--trail', 'lookup:us-east-1', '--json'],
      records,
    )
    expect([code, stderr]).toEqual([1, ''])
    expect(sessionEvidence(JSON.parse(stdout))).not.toBeNull()
  })

  it('are searched in several sources at once', async () => {
    const made = records.filter(({ eventName }) => eventName === 'AssumeRole')
    writeFileSync(join(folder, 'made.json'), JSON.stringify(made))
    const trails = ['denials.json', 'made.json'].flatMap((name) => ['--trail', join(folder, name)])
    const { code, stdout, stderr } = await say(['explain', '--event', listId, ...trails, '--json'])
    expect([code, stderr]).toEqual([1, ''])
    expect(sessionEvidence(JSON.parse(stdout))).toEqual(['made.json', 1])
  })

  it.each([
    [
      'en',
      'undeny: lookup:us-east-1: LookupEvents was refused (refused: AccessDeniedException); the caller needs cloudtrail:LookupEvents.\n',
    ],
    ['ko', /^undeny: lookup:us-east-1: .*cloudtrail:LookupEvents.*\n$/],
  ])('end with 3 where nothing could be read (%s)', async (language, sentence) => {
    const args = ['explain', '--event', listId, '--trail', 'lookup:us-east-1', '--lang', language]
    const { code, stdout, stderr } = await sayWithLookup(args, [], {
      behaviour: { refusal: 'AccessDeniedException' },
    })
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence))
  })

  it('end with 3 for a file that is not there, as trail does', async () => {
    const said = await say(['explain', '--event', listId, '--trail', '/no/such/file'])
    expect(said).toMatchObject({
      code: 3,
      stdout: '',
      stderr: 'undeny: /no/such/file: It could not be read: there is no such file or folder.\n',
    })
  })

  it('end with 3 for a file that is not there also where the denial says nothing to look for', async () => {
    const file = join(folder, 'bare.txt')
    writeFileSync(file, 'An error occurred (AccessDenied) when calling the GetObject operation: Access Denied')
    expect(await say(['explain', file, '--trail', '/no/such/file'])).toMatchObject({ code: 3, stdout: '' })
    expect((await say(['explain', file, '--trail', join(folder, 'denials.json')])).code).toBe(1)
  })

  it('are no longer looked for after an interruption', async () => {
    const io = { interruption: () => AbortSignal.abort() }
    const args = ['explain', '--event', listId, '--trail', 'lookup:us-east-1']
    const said = await sayWithLookup(args, records, { io })
    expect([said.code, said.stdout, said.asked]).toEqual([3, '', []])
    expect(said.stderr).toBe(`undeny: The search was interrupted before the event \`${listId}\` was found.\n`)
  })
})

describe('wrong usage of the records of explain', () => {
  const text = join(tmpdir(), 'x.txt')
  it.each([
    [[text, '--since', '2h'], '`--since` says where `--trail` looks, and `--trail` is missing.'],
    [[text, '--table', 't'], '`--table` belongs to `--engine athena` or `--engine trino`.'],
    [[text, '--trail', 'x', '--since', 'soon'], /^`--since` takes a time like .*\.$/],
    [[text, '--trail', 'x', '--since', '1h', '--until', '2h'], '`--since` must lie before `--until`.'],
    [[text, '--trail', 'x', '--server', 'https://t'], '`--server` belongs to `--engine trino`.'],
    [
      [text, '--trail', 'x', '--engine', 'athena', '--table', 't'],
      '`--engine` reads a table; it takes no source beside it.',
    ],
    [[text, '--trail', 'trino', '--table', 't'], '`--engine trino` needs `--server URL`.'],
    [['--event', 'x', '--trail', 's3://'], 'An address of S3 has the form `s3://BUCKET/PREFIX`.'],
    [
      ['--event', 'x', '--trail', 'lookup'],
      '`lookup` needs Regions: set AWS_REGION, or name them, as in `lookup:us-east-1,eu-west-1`.',
    ],
  ])('is told in one sentence, in Korean as well: %j', async (args, sentence) => {
    const said: Said = await say(['explain', ...args])
    expect([said.code, said.stdout]).toEqual([2, ''])
    const [, told = ''] = /^undeny: (.*)\n$/.exec(said.stderr) ?? []
    if (typeof sentence === 'string') expect(told).toBe(sentence)
    else expect(told).toMatch(sentence)
    expect((await say(['explain', ...args, '--lang', 'ko'])).stderr).toMatch(/^undeny: .*[가-힣].*\n$/)
  })
})
