import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TrailBatch } from '../found.ts'
import { everyDenial, type TrailQuestion } from '../question.ts'
import { cacheFolder } from './cache.ts'
import { openDatabase } from './cache-database.ts'
import { findInFiles } from './find-in-files.ts'

const running = vi.hoisted(() => ({ version: '1.0.0' }))
vi.mock('../../version.ts', () => running)

let root = ''
let logs = ''
let cache = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'undeny-cache-'))
  logs = join(root, 'logs')
  cache = join(root, 'cache')
  mkdirSync(logs)
})
afterEach(() => rmSync(root, { recursive: true }))

function record(eventID: string, day: number, rest: object = {}): object {
  return {
    eventID,
    eventTime: `2026-03-0${day}T10:00:00Z`,
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    ...rest,
  }
}

function write(name: string, records: readonly object[], space = 0): string {
  const path = join(logs, name)
  writeFileSync(path, JSON.stringify({ Records: records }, null, space))
  // A whole second, which `hide` can set again.
  utimesSync(path, 1_800_000_000, 1_800_000_000)
  return path
}

async function find(
  asked: Partial<TrailQuestion> = {},
): Promise<{ ids: readonly unknown[]; last: TrailBatch | undefined }> {
  const batches: TrailBatch[] = []
  const options = { workers: 0, cacheFolder: cache, cachedFrom: 0 }
  for await (const batch of findInFiles([logs], { ...everyDenial, ...asked }, options)) batches.push(batch)
  const ids = batches.flatMap(({ events }) => events.map((one) => one.record.eventID)).sort()
  expect(batches.flatMap(({ problems }) => problems)).toEqual([])
  return { ids, last: batches.at(-1) }
}

/** Writes other words into a file, as nobody does who leaves size and time as they were: only the cache knows the first. */
function hide(path: string): void {
  const { size, atime, mtime } = statSync(path)
  writeFileSync(path, '[]'.padEnd(size))
  utimesSync(path, atime, mtime)
}

const denied = { errorCode: 'AccessDenied', errorMessage: 'Access Denied' }
const missing = { errorCode: 'NoSuchKey', errorMessage: 'The key does not exist.\nReally.' }
const hasDatabase = (await openDatabase()) !== null

describe.skipIf(!hasDatabase)('the cache', () => {
  it('answers again, and other questions too, without the files', async () => {
    const [a, b] = [
      write('a.json', [record('1', 1, denied), record('2', 1)]),
      write('b.json', [record('3', 2, missing)], 2),
    ]
    expect((await find()).ids).toEqual(['1'])
    for (const path of [a, b]) hide(path)
    const again = await find()
    expect(again.ids).toEqual(['1'])
    expect(again.last).toMatchObject({ progress: { events: 3, parts: 2, totalParts: 2 }, newestLeft: -1 })
    expect((await find({ allErrors: true })).ids).toEqual(['1', '3'])
    expect((await find({ allErrors: true, since: Date.UTC(2026, 2, 2) })).ids).toEqual(['3'])
    expect((await find({ service: 'kms' })).ids).toEqual([])
  })

  it('tells the failures of a file apart that it keeps together', async () => {
    const a = write('a.json', [
      record('1', 1, denied),
      record('2', 2, missing),
      record('3', 3, denied),
      record('4', 3),
      record('5', 4, { ...missing, eventTime: 'never' }),
    ])
    await find()
    hide(a)
    expect((await find()).ids).toEqual(['1', '3'])
    expect((await find({ since: Date.UTC(2026, 2, 2) })).ids).toEqual(['3'])
    expect((await find({ until: Date.UTC(2026, 2, 2) })).ids).toEqual(['1'])
    expect((await find({ since: Date.UTC(2026, 2, 4) })).ids).toEqual([])
    expect((await find({ allErrors: true })).ids).toEqual(['1', '2', '3', '5'])
    expect((await find({ allErrors: true, since: Date.UTC(2026, 2, 2) })).ids).toEqual(['2', '3'])
  })

  it('lies in a folder for its owner alone', async () => {
    write('a.json', [record('1', 1, denied)])
    await find()
    expect(statSync(cache).mode & 0o777).toBe(0o700)
    expect(readdirSync(cache).map((name) => name.replace(/^[0-9a-f]{32}/, 'x'))).toEqual(['x.parquet'])
  })

  it('reads what is new or changed, and forgets what is gone', async () => {
    const [a, b] = [write('a.json', [record('1', 1, denied)]), write('b.json', [record('2', 1, denied)])]
    expect((await find()).ids).toEqual(['1', '2'])
    write('c.json', [record('3', 1, denied)])
    writeFileSync(b, JSON.stringify([record('4', 1, denied), record('5', 1, denied)]))
    hide(a)
    expect((await find()).ids).toEqual(['1', '3', '4', '5'])
    unlinkSync(a)
    expect((await find()).ids).toEqual(['3', '4', '5'])
  })

  it('keeps what it had where much is added', async () => {
    const a = write('a.json', [record('1', 1, denied)])
    await find()
    const long = { requestParameters: { text: 'x'.repeat(900_000) } }
    const b = write('b.json', [record('2', 2, denied), ...[3, 4, 5, 6, 7].map((id) => record(`${id}`, 2, long))])
    expect((await find({ since: Date.UTC(2026, 2, 2) })).ids).toEqual(['2'])
    for (const path of [a, b]) hide(path)
    expect((await find()).ids).toEqual(['1', '2'])
  })

  it('is not that of another version, which may take other failures for denials', async () => {
    const a = write('a.json', [record('1', 1, denied)])
    await find()
    hide(a)
    expect((await find()).ids).toEqual(['1'])
    running.version = '1.1.0'
    expect((await find()).ids).toEqual([])
    running.version = '1.0.0'
    expect((await find()).ids).toEqual(['1'])
  })

  it('is made anew where it is damaged', async () => {
    const a = write('a.json', [record('1', 1, denied)])
    await find()
    const [name = ''] = readdirSync(cache)
    writeFileSync(join(cache, name), 'PAR1 no more')
    expect((await find()).ids).toEqual(['1'])
    hide(a)
    expect((await find()).ids).toEqual(['1'])
  })

  it('does not keep a file with a problem', async () => {
    const a = write('a.json', [record('1', 1, denied)])
    writeFileSync(a, JSON.stringify(record('1', 1, denied)).slice(0, -1))
    const batches: TrailBatch[] = []
    for (let times = 0; times < 2; times++) {
      const options = { workers: 0, cacheFolder: cache, cachedFrom: 0 }
      for await (const batch of findInFiles([logs], everyDenial, options)) batches.push(batch)
    }
    expect(batches.flatMap(({ problems }) => problems)).toHaveLength(2)
  })

  it('serves two searches at once', async () => {
    write('a.json', [record('1', 1, denied)])
    const both = await Promise.all([find(), find()])
    expect(both.map(({ ids }) => ids)).toEqual([['1'], ['1']])
    expect(readdirSync(cache)).toHaveLength(1)
  })

  it('is done without where it cannot be written', async () => {
    write('a.json', [record('1', 1, denied)])
    writeFileSync(cache, 'a file where the folder would be')
    expect((await find()).ids).toEqual(['1'])
  })
})

it('lies where the system keeps caches', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' })).toBe('/x/undeny/trail')
  expect(cacheFolder({ XDG_CACHE_HOME: 'relative' })).toMatch(/\.cache[/\\]undeny[/\\]trail$/)
})
