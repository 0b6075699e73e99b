import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { said } from '../../test/phrase-fixture.ts'
import { readSnapshotFiles, readTrailFiles } from './read-files.ts'
import { openSnapshot } from './snapshot.ts'
import { readTrail } from './trail.ts'

const manifest = '{"format":"undeny-snapshot","version":1}'
const identity = '111122223333/global/sts/GetCallerIdentity.json'
const answer = '{"Account":"111122223333"}'
let folder = ''

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}
const problemOf = (path: string): string | null => {
  const read = readSnapshotFiles(path)
  return read.ok ? null : read.problem.en.replaceAll(folder, '')
}
const accountIn = (path: string): unknown => {
  const read = readSnapshotFiles(path)
  if (!read.ok) return read.problem
  return openSnapshot(read.files).answer('111122223333', 'global', 'sts', 'GetCallerIdentity')
}
const known = { kind: 'known', value: { Account: '111122223333' } }

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'undeny-read-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One entry of a POSIX archive. */
function entry(
  name: string,
  content: string,
  changes: { prefix?: string; type?: string; size?: string } = {},
): Uint8Array {
  const body = new TextEncoder().encode(content)
  const bytes = new Uint8Array(512 + Math.ceil(body.length / 512) * 512)
  const put = (text: string, at: number): void => bytes.set(new TextEncoder().encode(text), at)
  put(name, 0)
  put(changes.size ?? body.length.toString(8).padStart(11, '0'), 124)
  put(changes.type ?? '0', 156)
  put('ustar\u000000', 257)
  put(changes.prefix ?? '', 345)
  bytes.set(body, 512)
  return bytes
}
const archive = (...entries: readonly Uint8Array[]): Uint8Array => Buffer.concat([...entries, new Uint8Array(1024)])

describe('readSnapshotFiles', () => {
  it('reads a folder, also one that lies in the folder given', () => {
    write(`one/snapshot/${identity}`, answer)
    write('one/snapshot/snapshot.json', manifest)
    expect(accountIn(join(folder, 'one/snapshot'))).toMatchObject(known)
    expect(accountIn(join(folder, 'one'))).toMatchObject(known)
  })

  it('reads a folder without snapshot.json', () => {
    write(`bare/${identity}`, answer)
    expect(accountIn(join(folder, 'bare'))).toMatchObject(known)
  })

  it('reads one JSON object keyed by path, whose values are JSON or text', () => {
    const value = write('value.json', JSON.stringify({ [identity]: { Account: '111122223333' } }))
    const text = write('text.json', JSON.stringify({ 'snapshot.json': manifest, [identity]: answer }))
    expect(accountIn(value)).toMatchObject(known)
    expect(accountIn(text)).toMatchObject(known)
  })

  it('reads archives, packed or not, whatever they are called', () => {
    const tar = archive(entry('snap/snapshot.json', manifest), entry(`snap/${identity}`, answer))
    expect(accountIn(write('a.tar.gz', gzipSync(tar)))).toMatchObject(known)
    expect(accountIn(write('a.tar', tar))).toMatchObject(known)
    expect(accountIn(write('download', gzipSync(tar)))).toMatchObject(known)
  })

  it('reads long paths in each of their three forms', () => {
    const long = `s/${'d'.repeat(60)}/${'e'.repeat(60)}/${identity}`
    const cut = long.lastIndexOf('/111122223333')
    const record = `path=${long}\n`
    const length = record.length + 4
    const forms = [
      [entry(identity, answer, { prefix: long.slice(0, cut) })],
      [entry('././@LongLink', `${long}\0`, { type: 'L' }), entry(long.slice(0, 100), answer)],
      [entry('pax', `${length} ${record}`, { type: 'x' }), entry('short', answer)],
    ]
    for (const [at, entries] of forms.entries()) {
      expect(accountIn(write(`long${at}.tar`, archive(...entries)))).toMatchObject(known)
    }
  })

  it('leaves out links and paths that lead out of the archive', () => {
    const tar = archive(
      entry(identity, answer),
      entry(`../${identity}`, '{"Account":"evil"}'),
      entry(`/${identity}`, '{"Account":"evil"}'),
      entry('111122223333/global/s3/ListBuckets.json', '', { type: '2' }),
    )
    const read = readSnapshotFiles(write('links.tar', tar))
    expect(read.ok && read.files.paths()).toEqual([identity])
    expect(read.ok && read.files.read('../../etc/passwd')).toBeNull()
  })

  it('does not follow links out of a folder', () => {
    write('secret.json', '{"Account":"secret"}')
    write(`linked/${identity}`, answer)
    mkdirSync(join(folder, 'linked/111122223333/global/s3'), { recursive: true })
    symlinkSync(join(folder, 'secret.json'), join(folder, 'linked/111122223333/global/s3/ListBuckets.json'))
    const read = readSnapshotFiles(join(folder, 'linked'))
    expect(read.ok && read.files.paths()).toEqual([identity])
  })

  it('takes the account details alone as the snapshot of their account', () => {
    const details = { UserDetailList: [], RoleDetailList: [{ RoleName: 'r', Arn: 'arn:aws:iam::111122223333:role/r' }] }
    const read = readSnapshotFiles(write('details.json', JSON.stringify(details)))
    expect(read.ok && read.files.paths()).toEqual(['111122223333/global/iam/GetAccountAuthorizationDetails.json'])
  })

  it('reads the UTF-16 that PowerShell writes, and a byte order mark', () => {
    const utf16 = Buffer.from(`\ufeff${answer}`, 'utf16le')
    write(`wide/${identity}`, utf16)
    expect(accountIn(join(folder, 'wide'))).toMatchObject(known)
    write(`bom/${identity}`, `\ufeff${answer}`)
    expect(accountIn(join(folder, 'bom'))).toMatchObject(known)
  })

  it('says in one sentence what is wrong', () => {
    const tar = gzipSync(archive(entry(identity, answer.repeat(1000))))
    write('empty/notes.json', '{}')
    write('twice/a/snapshot.json', manifest)
    write('twice/b/snapshot.json', manifest)
    write('other/snapshot.json', '{"format":"something-else"}')
    write('newer/snapshot.json', '{"format":"undeny-snapshot","version":2}')
    write('torn/snapshot.json', '{"format":')
    expect([
      problemOf(join(folder, 'nowhere')),
      problemOf(join(folder, 'empty')),
      problemOf(join(folder, 'twice')),
      problemOf(join(folder, 'other')),
      problemOf(join(folder, 'newer')),
      problemOf(join(folder, 'torn')),
      problemOf(write('cut.tgz', tar.subarray(0, tar.length - 40))),
      problemOf(write('damaged.tgz', Buffer.concat([tar.subarray(0, 20), Buffer.from('damaged'), tar.subarray(27)]))),
      problemOf(write('half.tar', archive(entry(identity, answer)).subarray(0, 520))),
      problemOf(write('size.tar', archive(entry(identity, answer, { size: 'zzzzzzzzzzz' })))),
      problemOf(write('text.txt', 'AccessDenied')),
      problemOf(write('list.json', '[]')),
      problemOf(write('object.json', '{"a":1}')),
    ]).toEqual([
      '`/nowhere` could not be read: there is no such file or folder.',
      '`/empty` is no snapshot: it holds no `<account>/<region>/<service>/<Operation>.json`.',
      '`/twice` holds several snapshots, `a/` and `b/` among them: name one.',
      '`/other` is no snapshot: `snapshot.json` does not say `"format": "undeny-snapshot"`.',
      '`/newer` is a snapshot of version 2, and this undeny reads version 1.',
      '`/torn` has a `snapshot.json` that cannot be read: the text is not valid JSON: it ends too early.',
      '`/cut.tgz` could not be read: it is cut short.',
      '`/damaged.tgz` could not be read: its compressed data are damaged.',
      '`/half.tar` ends in the middle of a file.',
      '`/size.tar` holds a damaged entry.',
      '`/text.txt` is neither a folder, a tar archive nor JSON: the text is not valid JSON: a value is expected.',
      '`/list.json` is JSON, but not an object keyed by path.',
      '`/object.json` is no snapshot: it holds no `<account>/<region>/<service>/<Operation>.json`.',
    ])
  })

  it('shows no control characters of a path', () => {
    expect(problemOf('no\u001b[31msuch\u202efile')).toBe(
      '`no?[31msuch?file` could not be read: there is no such file or folder.',
    )
    expect(problemOf('no\0where')).toMatch(/^`no\?where` could not be read: [^\p{Cc}]+$/u)
  })
})

describe('readTrailFiles', () => {
  it('reads every form in which CloudTrail records are kept, packed or not', () => {
    const event = (name: string): object => ({ eventVersion: '1.08', eventName: name })
    write('trail/1.json', JSON.stringify({ Records: [event('A'), event('B')] }))
    write('trail/day/2.json.gz', gzipSync(JSON.stringify({ Records: [event('C')] })))
    write('trail/3.json', JSON.stringify([event('D')]))
    write('trail/4.json', JSON.stringify(event('E')))
    write('trail/5.jsonl', `${JSON.stringify(event('F'))}\n\n${JSON.stringify({ detail: event('G') })}\n{"cut`)
    write('trail/6.json', JSON.stringify({ Events: [{ EventId: '1', CloudTrailEvent: JSON.stringify(event('H')) }] }))
    write('trail/7.json', '{"Records": [}')
    write('trail/8.json', '{"digest": true}')
    write('trail/README.md', 'no records')
    const read = readTrailFiles(join(folder, 'trail'))
    const trail = read.ok ? readTrail(read.files) : null
    expect(trail?.records.map(({ file, record }) => `${file} ${Object(record).eventName}`)).toEqual([
      '1.json A',
      '1.json B',
      '3.json D',
      '4.json E',
      '5.jsonl F',
      '5.jsonl G',
      '6.json H',
      'day/2.json.gz C',
    ])
    expect(trail?.problems).toEqual([
      { file: '5.jsonl', line: 4, column: 1, pointer: '', message: said('The line is not valid JSON.') },
      {
        file: '7.json',
        line: 1,
        column: 14,
        pointer: '/Records/0',
        message: said('The text is not valid JSON: a value is expected.'),
      },
    ])
  })

  it('reads one file, and says what is wrong with another', () => {
    const one = readTrailFiles(write('event.json', '{"eventName":"AssumeRole"}'))
    expect(one.ok && readTrail(one.files).records.map(({ record }) => record)).toEqual([{ eventName: 'AssumeRole' }])
    expect(readTrailFiles(join(folder, 'none')).ok).toBe(false)
  })
})
