import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { constants, deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { said } from '../../../test/phrase-fixture.ts'
import { isDeniedRecord } from '../../denial/event-denial.ts'
import { type JsonObject, stringAt } from '../../denial/json-value.ts'
import { everyDenial } from '../question.ts'
import { newMemory } from './memory.ts'
import { bytesOf } from './open-input.ts'
import { readFound } from './read-found.ts'
import { recordsIn } from './records.ts'
import { type ScannedFile, scanBytes, scanFile } from './scan-file.ts'
import { newSort } from './wanted.ts'

const sort = newSort({ kind: 'failed', question: everyDenial, keepsOthers: true })
const memory = newMemory({ text: 'errorCode', isMember: true })

function scan(content: string | Uint8Array): ScannedFile {
  return scanBytes(memory, bytesOf(typeof content === 'string' ? Buffer.from(content) : content), sort)
}

function idsOf({ found }: ScannedFile): readonly unknown[] {
  return found.map(({ text }) => JSON.parse(text).eventID)
}

/** Ids of what was found in a text, and whether anything was wrong with it. */
function found(content: string | Uint8Array): readonly unknown[] {
  const file = scan(content)
  expect(file.problems).toEqual([])
  return idsOf(file)
}

const failure = { errorCode: 'AccessDenied', errorMessage: 'Access Denied' }

function record(eventID: string, rest: object = {}): JsonObject {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/reader/mina' },
    eventTime: '2026-03-02T10:15:30Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    eventID,
    ...rest,
  }
}

const denied = (id: string, rest: object = {}): JsonObject => record(id, { ...failure, ...rest })

describe('the shapes of a log', () => {
  const [one, two, three] = [denied('1'), record('2'), denied('3')]
  const all = [one, two, three]
  const lookup = all.map((event) => ({ EventId: 'x', CloudTrailEvent: JSON.stringify(event) }))
  const envelope = (detail: JsonObject): object => ({
    version: '0',
    'detail-type': 'AWS API Call via CloudTrail',
    detail,
  })

  it.each<[string, string]>([
    ['a log file', JSON.stringify({ Records: all })],
    ['a log file, pretty', JSON.stringify({ Records: all }, null, 2)],
    ['a log file with tabs and CRLF', JSON.stringify({ Records: all }, null, '\t').replaceAll('\n', '\r\n')],
    ['a log file with a byte order mark', `\ufeff${JSON.stringify({ Records: all })}`],
    ['several log files behind each other', all.map((event) => JSON.stringify({ Records: [event] })).join('')],
    ['a list', JSON.stringify(all)],
    ['a list, pretty', JSON.stringify(all, null, 4)],
    ['JSON lines', all.map((event) => JSON.stringify(event)).join('\n')],
    ['JSON lines with empty ones', `\n${all.map((event) => `${JSON.stringify(event)}\r\n\r\n`).join('')}`],
    ['pretty events behind each other', all.map((event) => JSON.stringify(event, null, 2)).join('\n')],
    ['events with tabs between, as the CLI prints texts', all.map((event) => JSON.stringify(event)).join('\t')],
    [
      'lines that begin with a time',
      all.map((event) => `2026-03-02T10:16:00.000Z ${JSON.stringify(event)}`).join('\n'),
    ],
    ['EventBridge events', all.map((event) => JSON.stringify(envelope(event))).join('\n')],
    ['an answer of LookupEvents', JSON.stringify({ Events: lookup, NextToken: 'abc' })],
    ['an answer of LookupEvents, pretty', JSON.stringify({ Events: lookup }, null, 4)],
    ['its events alone, as texts', JSON.stringify(all.map((event) => JSON.stringify(event)))],
    ['an answer of CloudWatch Logs', JSON.stringify({ events: all.map((e) => ({ message: JSON.stringify(e) })) })],
    ['a log file whose list comes last', JSON.stringify({ version: 1, Records: all })],
    ['a log file whose list comes first', JSON.stringify({ Records: all, version: 1 })],
    ['two lists', `{"Records":${JSON.stringify([one])},"Events":${JSON.stringify([two, three])}}`],
    ['lists in a list', JSON.stringify([[one, two], [three]])],
  ])('is read from %s', (_, text) => {
    expect(found(text)).toEqual(['1', '3'])
    expect(found(gzipSync(text))).toEqual(['1', '3'])
  })

  it.each(['utf-16le', 'utf-16be'])('is read from %s, as PowerShell writes it', (encoding) => {
    const text = Buffer.from(`\ufeff${JSON.stringify({ Records: all })}`, 'utf16le')
    expect(found(encoding === 'utf-16le' ? text : text.swap16())).toEqual(['1', '3'])
  })

  it('is read from one event', () => {
    expect(found(JSON.stringify(one))).toEqual(['1'])
    expect(found(JSON.stringify(two))).toEqual([])
  })

  it('counts the events', () => {
    expect(scan(JSON.stringify({ Records: all })).events).toBe(3)
    expect(scan(all.map((event) => JSON.stringify(event)).join('\n')).events).toBe(3)
    expect(scan(JSON.stringify({ Records: [] }))).toEqual({ found: [], events: 0, problems: [] })
  })
})

describe('records that look failed or do not', () => {
  const log = (...records: readonly unknown[]): string => JSON.stringify({ Records: records })
  const inner = denied('inner')

  it.each<[string, string, readonly string[]]>([
    ['`errorCode` nested in a call that succeeded', log(record('1', { responseElements: { errorCode: 'X' } })), []],
    ['`errorCode` nested in a failed call', log(denied('1', { requestParameters: { errorCode: 'X' } })), ['1']],
    ['a whole record nested in an object', log(record('1', { requestParameters: { event: inner } })), []],
    ['whole records nested in a list', log(record('1', { requestParameters: { e: [inner, inner, inner] } })), []],
    ['records nested behind something else', log(record('1', { e: [{ a: 1 }, inner, inner] }), denied('2')), ['2']],
    ['a record as text in a record', log(record('1', { requestParameters: { e: JSON.stringify(inner) } })), []],
    ['the word in a text', log(record('1', { userAgent: 'x "errorCode":"AccessDenied" y' }), denied('2')), ['2']],
    ['the word as a value', log(record('1', { userAgent: 'errorCode' })), []],
    ['no failure: null', log(record('1', { errorCode: null })), []],
    ['no failure: an empty text', log(record('1', { errorCode: '' })), []],
    ['no failure: a number', log(record('1', { errorCode: 403 })), []],
    ['no failure: an object', log(record('1', { errorCode: { a: 'b' } })), []],
    ['brackets and quotes in texts', log(record('1', { userAgent: '}]}{["\\' }), denied('2', { x: '\\"]}' })), ['2']],
    ['an escaped key', log(denied('1')).replace('errorCode', 'error\\u0043ode'), ['1']],
    ['a key escaped throughout', log(denied('1')).replace('errorCode', [...'errorCode'].map(escaped).join('')), ['1']],
    ['an escaped key in capitals', log(denied('1')).replace('errorCode', 'err\\u006FrCode'), ['1']],
    ['a key that ends like it', log(record('1', { 'x"errorCode': 'AccessDenied' }), denied('2')), ['2']],
    ['white space around', log(denied('1')).replace('"errorCode":', '"errorCode" \n\t : '), ['1']],
    ['null with white space', log(record('1', { errorCode: null })).replace('"errorCode":', '"errorCode" : '), []],
    [
      'a key twice, the last null',
      log(denied('1')).replace('"errorCode":', '"errorCode":"X","errorCode":null,"x":'),
      [],
    ],
    ['a key twice, the first null', log(denied('1')).replace('"errorCode":', '"errorCode":null,"errorCode":'), ['1']],
    ['a key twice, both failing', log(denied('1')).replace('"errorCode":', '"errorCode":"X","errorCode":'), ['1']],
    ['any order of keys', log(Object.fromEntries(Object.entries(denied('1')).reverse()), record('2')), ['1']],
    ['text beyond ASCII', log(record('1', { userAgent: '한국어 🎉 \u2028' }), denied('2', { userAgent: '🎉' })), ['2']],
    ['an element that is no record', log({ a: 1 }, 'x', null, denied('2')), ['2']],
    ['a key named after the prototype', log(record('1', { __proto__: { errorCode: 'X' } }), denied('2')), ['2']],
  ])('%s', (_, text, ids) => {
    expect(found(text)).toEqual(ids)
    expect(found(gzipSync(JSON.stringify(JSON.parse(text), null, 1)))).toEqual(ids)
  })

  it('are told apart by the question', () => {
    const file = scan(log(denied('1'), record('2', { errorCode: 'NoSuchKey' }), record('3')))
    const read = readFound(file.found)?.map(({ text }) => text)
    expect(read?.map(({ isAnswer, isDenied, time }) => ({ isAnswer, isDenied, time }))).toEqual([
      { isAnswer: true, isDenied: true, time: Date.UTC(2026, 2, 2, 10, 15, 30) },
      { isAnswer: false, isDenied: false, time: Date.UTC(2026, 2, 2, 10, 15, 30) },
    ])
  })

  it('are found in records longer than any buffer', () => {
    const huge = { requestParameters: { text: 'x"{['.repeat(400_000) } }
    const text = log(record('1', huge), denied('2', huge), record('3'), denied('4'))
    expect(found(text)).toEqual(['2', '4'])
    expect(found(gzipSync(text))).toEqual(['2', '4'])
  })
})

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}

describe('what is compressed', () => {
  const text = JSON.stringify({ Records: Array.from({ length: 500 }, (_, at) => (at % 7 ? record : denied)(`${at}`)) })
  const ids = Array.from({ length: 500 }, (_, at) => at).filter((at) => at % 7 === 0)
  const folder = mkdtempSync(join(tmpdir(), 'undeny-scan-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each<[string, Uint8Array]>([
    ...[0, 1, 6, 9].map((level): [string, Uint8Array] => [`gzip of level ${level}`, gzipSync(text, { level })]),
    ['gzip with fixed codes', gzipSync(text, { strategy: constants.Z_FIXED })],
    ['gzip without matches', gzipSync(text, { strategy: constants.Z_HUFFMAN_ONLY })],
    ['gzip with runs alone', gzipSync(text, { strategy: constants.Z_RLE })],
    ['gzip in several members', Buffer.concat([gzipSync(text.slice(0, 999)), gzipSync(''), gzipSync(text.slice(999))])],
    ['gzip with padding behind', Buffer.concat([gzipSync(text), Buffer.alloc(512)])],
  ])('is read from %s', (_, bytes) => {
    expect(found(bytes)).toEqual(ids.map(String))
  })

  it('is read from gzip with a name, a comment and more in its header', () => {
    const plain = gzipSync(text)
    const extra = Buffer.from([0x1f, 0x8b, 8, 4 + 8 + 16 + 2, 0, 0, 0, 0, 0, 3, 2, 0, 65, 66, 97, 0, 98, 0, 1, 2])
    expect(found(Buffer.concat([extra, plain.subarray(10)]))).toEqual(ids.map(String))
  })

  it('is read from zstd, in several frames too', () => {
    const frames = [text.slice(0, 5_000), text.slice(5_000)].map(zstdStored)
    expect(found(Buffer.concat(frames))).toEqual(ids.map(String))
    expect(scan(Buffer.concat(frames).subarray(0, 9_000)).problems).toHaveLength(1)
  })

  it('is read from tar archives', () => {
    for (const name of ['a.json', 'b.json', '111122223333_CloudTrail-Digest_x.json']) {
      writeFileSync(join(folder, name), text)
    }
    execFileSync('tar', ['-cf', 'all.tar', 'a.json', 'b.json', '111122223333_CloudTrail-Digest_x.json'], {
      cwd: folder,
    })
    const file = scanFile(memory, join(folder, 'all.tar'), sort)
    expect(file).toMatchObject({ events: 1_000, problems: [] })
    expect(idsOf(file)).toEqual([...ids, ...ids].map(String))
  })

  it('is searched up to where it is cut, and named', () => {
    const stored = gzipSync(text)
    for (const length of [stored.length - 1, stored.length - 9, stored.length - 400, 200]) {
      const file = scan(stored.subarray(0, length))
      expect(file.problems).toEqual([
        { inside: '', line: null, message: said('It is damaged: it is cut short; what comes before was searched.') },
      ])
      const got = idsOf(file).map(Number)
      expect(got).toEqual(ids.slice(0, got.length))
    }
    expect(idsOf(scan(stored.subarray(0, stored.length - 1)))).toEqual(ids.map(String))
    expect(idsOf(scan(stored.subarray(0, stored.length - 400))).length).toBeGreaterThan(30)
    expect(scan(stored.subarray(0, 10)).problems).toHaveLength(1)
  })

  it('is named where its checksum does not match', () => {
    const stored = Buffer.from(gzipSync(text))
    stored[stored.length - 8] = (stored[stored.length - 8] ?? 0) ^ 1
    expect(scan(stored).problems.map(({ message }) => message)).toEqual([
      said('It is damaged: it does not match its checksum; what comes before was searched.'),
    ])
  })

  it('never crashes on damaged bytes, and invents nothing', () => {
    const stored = gzipSync(text)
    const change = fc.record({ at: fc.nat(stored.length - 1), to: fc.nat(255) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const bytes = Buffer.from(stored)
        for (const { at, to } of changes) bytes[at] = to
        const file = scan(bytes)
        if (file.problems.length === 0) expect(file.found.length).toBe(ids.length)
      }),
      { numRuns: 300 },
    )
  })

  it('is inflated as node:zlib does it, whatever it is', () => {
    const word = fc.constantFrom(
      'errorCode',
      '"AccessDenied"',
      'aaaaaaaaaaaaaaaaaaa',
      '{"x":',
      '}',
      ',',
      'arn:aws:iam::',
    )
    const piece = fc.oneof(
      word,
      fc.string(),
      fc.uint8Array({ maxLength: 300 }).map((b) => Buffer.from(b).toString('base64')),
    )
    const options = fc.record({ level: fc.integer({ min: 0, max: 9 }), strategy: fc.integer({ min: 0, max: 4 }) })
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 400 }),
        fc.integer({ min: 1, max: 40 }),
        options,
        (pieces, times, how) => {
          const input = Buffer.from(JSON.stringify(denied('1', { x: pieces.join('').repeat(times) })))
          expect(deflateRawSync(input, how).length).toBeGreaterThan(0)
          const file = scan(gzipSync(input, how))
          expect(file.problems).toEqual([])
          expect(file.found.map((one) => one.text)).toEqual([input.toString()])
        },
      ),
      { numRuns: 200 },
    )
  })
})

/** A zstd frame of raw blocks (RFC 8878), as no compressor is there to make one. */
function zstdStored(text: string): Buffer {
  const content = Buffer.from(text)
  const blocks: Buffer[] = []
  for (let at = 0; at < content.length; at += 100_000) {
    const piece = content.subarray(at, at + 100_000)
    const header = (piece.length << 3) | (at + 100_000 >= content.length ? 1 : 0)
    blocks.push(Buffer.from([header & 255, (header >> 8) & 255, header >> 16]), piece)
  }
  const size = Buffer.alloc(4)
  size.writeUInt32LE(content.length)
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), size, ...blocks])
}

describe('what is no log', () => {
  it.each<[string, string | Uint8Array]>([
    ['a text', 'Hello, world.\nIt is "late.\n'],
    ['JSON of something else', JSON.stringify({ name: 'undeny', scripts: { test: 'vitest' } })],
    ['a list of something else', JSON.stringify([{ a: 1 }, { b: 2 }])],
    ['an empty object', '{}'],
    ['bytes', Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7_919) % 251))],
    ['one long line', 'a'.repeat(100 * 1024 * 1024)],
    ['quotes that never close', '"'.repeat(100_001)],
  ])('is named: %s', (_, content) => {
    const { problems, events } = scan(content)
    expect(problems.map(({ message }) => message)).toEqual([said('It holds no CloudTrail records.')])
    expect(events).toBe(0)
  })

  const whole = JSON.stringify({ eventID: '1', ...denied('1') })
  it.each<[string, string | Uint8Array, number, string]>([
    [
      'a comma too many',
      `{"Records":[${whole.slice(0, -1)},}]}`,
      1,
      `a member name in double quotes is expected (column ${whole.length + 13})`,
    ],
    [
      'a comma too many, printed over lines',
      `${JSON.stringify({ Records: [{ a: {}, b: 1 }] }, null, 2).slice(0, -2)},}`,
      7,
      'a member name in double quotes is expected (column 5)',
    ],
    [
      'the same as PowerShell writes it',
      Buffer.from('\ufeff{"Records":[{"a":1,}]}', 'utf16le'),
      1,
      'a member name in double quotes is expected (column 20)',
    ],
    ['brackets that never close', '[{'.repeat(200_000), 1, 'a member name in double quotes is expected (column 3)'],
    ['an object that ends too early', '{"Records":[', 1, 'it ends too early (column 13)'],
  ])('is named as no JSON, with the place: %s', (_, content, line, why) => {
    const { problems, events } = scan(content)
    const [problem, ...more] = problems
    expect([problem?.line, problem?.message.en, more, events]).toEqual([
      line,
      `The text is not valid JSON: ${why}.`,
      [],
      0,
    ])
    expect(problem?.message.ko).toMatch(/^올바른 JSON이 아닙니다\. .*\(\d+번째 열\)\.$/)
  })

  it('is no matter of JSON where its lines are, but for one', () => {
    const [problem] = scan('{"a":1}\n{"b":\n{"c":2}\n').problems
    expect(problem?.message).toEqual(said('It holds no CloudTrail records.'))
  })

  it.each<[string, Uint8Array, string]>([
    ['nothing', Buffer.alloc(0), 'It could not be read: it is empty.'],
    ['bzip2', Buffer.from('BZh91AY&SY'), 'It could not be read: it is in the format bzip2; unpack it to JSON or gzip.'],
  ])('is named: %s', (_, content, message) => {
    expect(scan(content).problems.map((problem) => problem.message)).toEqual([said(message)])
  })

  it('is searched all the same where a line is damaged, and the line is named', () => {
    const lines = [denied('1'), record('2'), denied('3')].map((event) => JSON.stringify(event))
    const file = scan([lines[0], lines[1]?.slice(0, 90), lines[2], '{"a":'].join('\n'))
    expect(idsOf(file)).toEqual(['1', '3'])
    expect(file.problems).toEqual([
      { inside: '', line: 2, message: said('The line is not valid JSON. Nor are 1 others.') },
    ])
  })

  it('is searched up to where a log file breaks off', () => {
    const text = JSON.stringify({ Records: [denied('1'), record('2'), denied('3')] })
    const file = scan(text.slice(0, -40))
    expect(idsOf(file)).toEqual(['1'])
    expect(file.problems).toHaveLength(1)
  })

  it('is silent about digests and insights', () => {
    expect(scan(JSON.stringify({ digestStartTime: '2026-03-02T10:00:00Z', logFiles: [] })).problems).toEqual([])
    const insight = { eventVersion: '1.07', eventCategory: 'Insight', insightDetails: { state: 'Start' } }
    expect(scan(JSON.stringify({ Records: [insight] })).problems).toEqual([])
  })
})

describe('against parsing everything', () => {
  const key = fc.constantFrom(
    'errorCode',
    'errorMessage',
    'eventVersion',
    'Records',
    'detail',
    'a',
    '{"',
    'x\\',
    '키',
    '',
  )
  const text = fc.oneof(
    fc.constantFrom(
      'AccessDenied',
      'errorCode',
      '"errorCode":"AccessDenied"',
      '{"eventVersion":"1"',
      '}',
      '\\',
      '"',
      '\n',
      'rC',
    ),
    fc.string({ unit: 'grapheme', maxLength: 70 }),
  )
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      text,
      fc.constantFrom<unknown>(null, 0, 403, true, ''),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
    ),
  }))
  const fails = fc.record(
    {
      errorCode: fc.constantFrom(
        'AccessDenied',
        'NoSuchKey',
        'Client.UnauthorizedOperation',
        'ExpiredToken',
        'Odd"Code',
        '키',
      ),
      errorMessage: fc.constantFrom(
        'Access Denied',
        'You are not allowed',
        'The key does not exist.',
        'User: arn:aws:iam::111122223333:user/mina is not authorized to perform: s3:GetObject',
        'It said "errorMessage":"x"',
        '',
      ),
      responseElements: fc.constantFrom({ message: 'no identity-based policy allows the s3:GetObject action' }, null),
    },
    { requiredKeys: [] },
  )
  const anyRecord = fc
    .record({
      id: fc.uuid(),
      fails,
      nested: fc.boolean(),
      rest: fc.dictionary(key, value, { maxKeys: 4 }),
      turn: fc.nat(9),
    })
    .map(({ id, fails, nested, rest, turn }) => {
      const extra = nested ? { requestParameters: { list: [rest, denied(`n${id}`), denied(`m${id}`)] } } : {}
      const entries = Object.entries({ ...rest, ...record(id, { ...extra, ...fails }) })
      return Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)])
    })
  const shape = fc.constantFrom('records', 'list', 'lines', 'lookup', 'last', 'envelopes', 'texts')
  const indent = fc.constantFrom<string | number>('', 1, 2, '\t')

  function written(records: readonly object[], form: string, space: string | number): string {
    const json = (one: unknown): string => JSON.stringify(one, null, space)
    if (form === 'records') return json({ Records: records })
    if (form === 'list') return json(records)
    if (form === 'lookup') return json({ Events: records.map((one) => ({ CloudTrailEvent: JSON.stringify(one) })) })
    if (form === 'last') return json({ version: 1, Records: records, Events: [] })
    if (form === 'envelopes') return records.map((detail) => json({ id: 'x', detail })).join('\n')
    if (form === 'texts') return json(records.map((one) => JSON.stringify(one)))
    return records.map(json).join('\n')
  }

  it('finds the same records, whatever they hold and however they are written', () => {
    fc.assert(
      fc.property(
        fc.array(anyRecord, { minLength: 1, maxLength: 12 }),
        shape,
        indent,
        fc.nat(40),
        fc.boolean(),
        (records, form, space, escapes, zip) => {
          let content = written(records, form, space)
          // Some letters of keys and texts as escapes, which mean the same.
          if (escapes < 8 && form !== 'lookup' && form !== 'texts') content = content.replaceAll('C', '\\u0043')
          const expected = records
            .flatMap((one) => recordsIn(JSON.parse(JSON.stringify(one))))
            .filter((one) => stringAt(one, 'errorCode') !== null)
          const file = scan(zip ? gzipSync(content) : content)
          expect(file.found.map((one) => JSON.parse(one.text)).sort(byText)).toEqual([...expected].sort(byText))
          for (const { text: found, isDenied, isAnswer } of file.found)
            expect([isDenied, isAnswer]).toEqual(Array(2).fill(isDeniedRecord(JSON.parse(found))))
          expect(file.problems).toEqual([])
        },
      ),
      { numRuns: 600 },
    )
  })
})

function byText(a: unknown, b: unknown): number {
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)]
  return one < other ? -1 : one > other ? 1 : 0
}
