import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { said } from '../../../test/phrase-fixture.ts'
import { ask, logFolder, record } from '../../../test/sql-fixture.ts'
import { loadDuckDb } from './database.ts'

const library = await loadDuckDb()

const folders: string[] = []
function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = logFolder(files)
  folders.push(folder)
  return folder
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const one = record({ eventName: 'One', apiVersion: 3, requestParameters: { n: 1, s: 'é' } })
const two = record({ eventName: 'Two' })
const both = { Records: [one, two] }
const lines = [one, two].map((each) => JSON.stringify(each)).join('\n')
const envelope = (detail: unknown): unknown => ({ version: '0', 'detail-type': 'AWS API Call via CloudTrail', detail })

// What `zstd` writes of a log with one record, whose event name is Two.
const zstd = Buffer.from(
  'KLUv/QRYfQIAwgQRGJC1OgAq0VYAAaCcXdhImQqBC8UQivOfSy95TqNXemBQX+ZipMdsy6SDRGmENfpHMTWKtR1GHyWx0gW3Q9ALUHpe2AUCAAFnyoXNPEHwErE=',
  'base64',
)

describe.skipIf(library === null)('a log file', () => {
  it.each([
    ['as CloudTrail delivers it', 'a.json.gz', JSON.stringify(both)],
    ['unpacked', 'a.json', JSON.stringify(both)],
    ['packed under a name that does not say so', 'a.json', gzipSync(JSON.stringify(both))],
    ['printed over many lines', 'a.json.gz', JSON.stringify(both, null, 2)],
    [
      'of two gzip members',
      'a.json.gz',
      Buffer.concat([gzipSync('{"Records":['), gzipSync(`${JSON.stringify(one)},${JSON.stringify(two)}]}`)]),
    ],
    [
      'of two logs, one on each line',
      'a.json.gz',
      [one, two].map((each) => JSON.stringify({ Records: [each] })).join('\n'),
    ],
    [
      'of two logs without a line break',
      'a.json',
      [one, two].map((each) => JSON.stringify({ Records: [each] })).join(''),
    ],
    [
      'with a log and a record on lines of their own',
      'a.json',
      `${JSON.stringify({ Records: [one] })}\n${JSON.stringify(two)}`,
    ],
    ['that is an array', 'a.json', JSON.stringify([one, two])],
    ['of JSON lines', 'a.jsonl', lines],
    ['of EventBridge', 'a.jsonl', [one, two].map((each) => JSON.stringify(envelope(each))).join('\n')],
    [
      'of LookupEvents',
      'a.json',
      JSON.stringify({ Events: [one, two].map((each) => ({ EventName: 'x', CloudTrailEvent: JSON.stringify(each) })) }),
    ],
    [
      'of CloudWatch Logs',
      'a.json',
      JSON.stringify({ logEvents: [one, two].map((each) => ({ message: JSON.stringify(each) })) }),
    ],
    ['with a byte order mark', 'a.json', `\ufeff${JSON.stringify(both)}`],
    ['in UTF-16', 'a.json', Buffer.from(`\ufeff${JSON.stringify(both)}`, 'utf16le')],
    ['with a wildcard in its name', 'a[1]*.json', JSON.stringify(both)],
    ['with a quote in its name', "it's.json", JSON.stringify(both)],
  ])('%s gives its records', async (_, name, content) => {
    const sql = `SELECT eventname, useridentity.arn, apiversion, readonly, json_extract_scalar(requestparameters, '$.s') FROM logs ORDER BY 1`
    const { rows, skipped, problem } = await ask(sql, [folderOf({ [name]: content })])
    expect([problem, skipped]).toEqual([null, []])
    expect(rows).toEqual([
      ['One', 'arn:aws:iam::111122223333:user/mona', '3', 'true', 'é'],
      ['Two', 'arn:aws:iam::111122223333:user/mona', '', 'true', ''],
    ])
  })

  it('that is one record gives it', async () => {
    const folder = folderOf({ 'event.json': JSON.stringify(two, null, 2) })
    expect((await ask('SELECT eventname FROM logs', [join(folder, 'event.json')])).rows).toEqual([['Two']])
  })

  it.each([0, 2])('gives no row for null among its records, printed with indent %i', async (indent) => {
    const folder = folderOf({ 'log.json': JSON.stringify({ Records: [null, one, null] }, null, indent) })
    expect((await ask('SELECT count(*), max(eventname) FROM logs', [folder])).rows).toEqual([['1', 'One']])
  })

  it.each(['undeny.events', 'Undeny.Events', 'memory.undeny.events', 'other.undeny.events', 'events'])(
    'is found by the name %s, too',
    async (name) => {
      const folder = folderOf({ 'log.json': JSON.stringify(both) })
      const { rows, problem } = await ask(`SELECT count(*) FROM ${name}`, [folder])
      expect([rows, problem]).toEqual([[['2']], null])
    },
  )

  it('of zstd is unpacked', async () => {
    const folder = folderOf({ 'a.json.zst': zstd })
    expect((await ask('SELECT eventname FROM logs', [folder])).rows).toEqual([['Two']])
  })

  // Each looks like a log by its first bytes; what is odd comes later.
  it.each([
    [
      'an identity that is a text',
      { Records: [{ ...one, userIdentity: 'root' }, two] },
      [
        ['One', ''],
        ['Two', 'arn:aws:iam::111122223333:user/mona'],
      ],
    ],
    [
      'resources that are no list',
      { Records: [{ ...one, resources: 'x' }, two] },
      [
        ['One', 'arn:aws:iam::111122223333:user/mona'],
        ['Two', 'arn:aws:iam::111122223333:user/mona'],
      ],
    ],
  ])('with %s gives all its records', async (_, content, rows) => {
    const answer = await ask('SELECT eventname, useridentity.arn FROM logs ORDER BY 1', [
      folderOf({ 'a.json.gz': JSON.stringify(content) }),
    ])
    expect([answer.problem, answer.rows]).toEqual([null, rows])
  })

  it.each([
    ['a member twice', '{"Records":[{"eventName":"A","eventName":"Two","eventSource":"x"}]}'],
    ['half a character', '{"Records":[{"eventName":"Two","eventSource":"x","userAgent":"\\ud800"}]}'],
    [
      'bytes that are no UTF-8',
      Buffer.concat([
        Buffer.from('{"Records":[{"eventName":"Two","eventSource":"x","userAgent":"'),
        Buffer.from([0xff]),
        Buffer.from('"}]}'),
      ]),
    ],
    ['a line break in the middle', '{"Records":[{"eventName":"Two","eventSource":"x"}\n]}'],
  ])('with %s is read all the same', async (_, content) => {
    const { rows, skipped } = await ask('SELECT eventname FROM logs', [folderOf({ 'a.json': content })])
    expect([rows, skipped]).toEqual([[['Two']], []])
  })

  it('that is odd is found before the first of many rows is given', async () => {
    const many = JSON.stringify({ Records: Array.from({ length: 15_000 }, () => ({ eventName: 'Many' })) })
    const folder = folderOf({
      'a.json': many,
      'b.json': many,
      'c.json': JSON.stringify({ Records: [{ ...two, userIdentity: 'root' }] }),
    })
    const { rows, skipped, problem } = await ask('SELECT eventname FROM logs', [folder])
    expect([problem, skipped, rows.length]).toEqual([null, [], 30_001])
  })
})

describe.skipIf(library === null)('what cannot be read', () => {
  const good = JSON.stringify({ Records: [two] })
  const idOf = (n: number): string => `n-${String(n).padStart(3, '0')}-${(n * 7919) % 10_007}`
  const many = JSON.stringify({
    Records: Array.from({ length: 500 }, (_, n) => ({ ...two, eventID: idOf(n) })),
  })
  const packed = gzipSync(many)

  it.each([
    ['a text', 'b.txt', 'hello\n', null, 'It holds no CloudTrail records.'],
    ['JSON that is no log', 'b.json', '{"a":1}', null, 'It holds no CloudTrail records.'],
    ['nothing', 'b.json', '', null, 'It could not be read: it is empty.'],
    [
      'another format',
      'b.json.bz2',
      'BZh91AY&SY',
      null,
      'It could not be read: it is in the format bzip2; unpack it to JSON or gzip.',
    ],
    [
      'a log packed twice',
      'b.json.gz',
      gzipSync(packed),
      null,
      'It could not be read: it is an archive, or packed twice; unpack it.',
    ],
    ['a bad line among good ones', 'b.jsonl', `${JSON.stringify(two)}\nnot json\n`, 2, 'The line is not valid JSON.'],
  ])('%s is named and the rest is read', async (_, name, content, line, message) => {
    const folder = folderOf({ 'a.json': good, [name]: content })
    const { rows, skipped, problem } = await ask('SELECT DISTINCT eventname FROM logs', [folder])
    expect([problem, rows]).toEqual([null, [['Two']]])
    expect(skipped).toEqual([{ from: join(folder, name), line, message: said(message) }])
  })

  const cut = 'It is damaged: it is cut short; what comes before was searched.'

  it.each([
    ['a gzip file that is cut short', 'b.json.gz', packed.subarray(0, packed.length / 2), cut],
    [
      'a gzip file that ends in the middle of its last record',
      'b.json.gz',
      packed.subarray(0, packed.length - 12),
      cut,
    ],
    [
      'a log that is cut short',
      'b.json',
      many.slice(0, many.length / 2),
      'It is damaged: it ends, or breaks off, inside a record; what was whole of it was searched.',
    ],
  ])('%s is named, and read as far as it is whole', async (_, name, content, message) => {
    const folder = folderOf({ 'a.json': good, [name]: content })
    const { rows, skipped } = await ask("SELECT eventid FROM logs WHERE eventid LIKE 'n-%' ORDER BY eventid", [folder])
    const all = Array.from({ length: 500 }, (_, n) => [idOf(n)])
    expect(rows.length).toBeGreaterThan(100)
    expect(rows).toEqual(all.slice(0, rows.length))
    expect(skipped).toEqual([{ from: join(folder, name), line: null, message: said(message) }])
  })

  it('a damaged gzip file is named, and read as far as it can be unpacked', async () => {
    const content = Buffer.concat([packed.subarray(0, 1200), Buffer.alloc(30, 0xff), packed.subarray(1230)])
    const folder = folderOf({ 'a.json': good, 'b.json.gz': content })
    const { rows, skipped } = await ask("SELECT eventid FROM logs WHERE eventid LIKE 'n-%' ORDER BY eventid", [folder])
    expect(rows.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, n) => [idOf(n)]))
    expect(skipped.map(({ message }) => message)).toEqual([said(/^It is damaged: it does not match its checksum;/)])
  })

  it('damaged zstd is named', async () => {
    const content = Buffer.concat([zstd.subarray(0, 12), Buffer.alloc(30, 0xff)])
    const folder = folderOf({ 'a.json': good, 'b.json.zst': content })
    const { skipped } = await ask('SELECT 1 FROM logs', [folder])
    expect(skipped.map(({ message }) => message)).toEqual([said(/its compressed data are damaged or cut short/)])
  })

  it('is a problem where nothing else is left', async () => {
    const folder = folderOf({ 'b.txt': 'hello' })
    for (const source of [folder, join(folder, 'absent')]) {
      const { problem, skipped } = await ask('SELECT 1 FROM logs', [source])
      expect([problem?.kind, problem?.en, skipped.length]).toEqual([
        'source',
        'No CloudTrail record could be read from the sources.',
        1,
      ])
    }
  })

  it('is a file without permission', async () => {
    if (process.getuid?.() === 0) return
    const folder = folderOf({ 'a.json': good, 'b.json': good })
    chmodSync(join(folder, 'b.json'), 0)
    const { rows, skipped } = await ask('SELECT count(*) FROM logs', [folder])
    expect([rows, skipped.map(({ message }) => message)]).toEqual([
      [['1']],
      [said('It could not be read: permission to read it is missing.')],
    ])
  })

  it('leaves out the digests of CloudTrail', async () => {
    const folder = folderOf({ 'CloudTrail/a.json': good, 'CloudTrail-Digest/d.json.gz': '{"digestStartTime":"x"}' })
    expect((await ask('SELECT count(*) FROM logs', [folder])).skipped).toEqual([])
  })
})
