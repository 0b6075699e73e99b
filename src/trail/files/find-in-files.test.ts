import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { said } from '../../../test/phrase-fixture.ts'
import { builtWorker } from '../../../test/worker-program.ts'
import type { TrailBatch, TrailProblem } from '../found.ts'
import { everyDenial, type TrailQuestion, timeOfRecord } from '../question.ts'
import { type FindOptions, findInFiles, findRecordsInFiles } from './find-in-files.ts'
import type { Holding } from './wanted.ts'

const folder = mkdtempSync(join(tmpdir(), 'undeny-find-'))
const programs = mkdtempSync(join(tmpdir(), 'undeny-worker-'))
let program: URL
beforeAll(async () => {
  program = await builtWorker('src/trail/files/worker.ts', programs)
})
afterAll(() => {
  for (const one of [folder, programs]) rmSync(one, { recursive: true })
})

function record(eventID: string, eventTime: string, rest: object = {}): object {
  return { eventTime, eventSource: 's3.amazonaws.com', eventName: 'GetObject', eventID, ...rest }
}

const denied = { errorCode: 'AccessDenied', errorMessage: 'Access Denied' }

function write(path: string, content: string | Uint8Array): string {
  const file = join(folder, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content)
  return file
}

/** A log as CloudTrail lays it, with one denial and one call that succeeded. */
function writeLog(root: string, day: number, id: string): string {
  const date = `2026-03-${String(day).padStart(2, '0')}`
  const records = [record(id, `${date}T10:10:00Z`, denied), record(`${id}-ok`, `${date}T10:10:01Z`)]
  const name = `111122223333_CloudTrail_eu-west-1_${date.replaceAll('-', '')}T1015Z_${id}.json.gz`
  return write(
    `${root}/CloudTrail/eu-west-1/${date.replaceAll('-', '/')}/${name}`,
    gzipSync(JSON.stringify({ Records: records })),
  )
}

interface Found {
  readonly ids: readonly unknown[]
  readonly problems: readonly TrailProblem[]
  readonly batches: readonly TrailBatch[]
}

async function gathered(batches: AsyncIterable<TrailBatch>): Promise<Found> {
  const all: TrailBatch[] = []
  for await (const batch of batches) all.push(batch)
  return {
    ids: all.flatMap(({ events }) => events.map(({ record: one }) => one.eventID)),
    problems: all.flatMap(({ problems }) => problems),
    batches: all,
  }
}

function find(paths: readonly string[], asked: Partial<TrailQuestion> = {}, options: FindOptions = {}): Promise<Found> {
  return gathered(findInFiles(paths, { ...everyDenial, ...asked }, options))
}

describe.each([0, 3])('findInFiles with %i workers', (workers) => {
  const options = (): FindOptions => ({ workers, workerProgram: program })

  it('finds the denials of a folder, keeps its promises, and counts', async () => {
    const root = `days-${workers}`
    for (let day = 1; day <= 28; day++) writeLog(root, day, `d${day}`)
    write(`${root}/111122223333/CloudTrail-Digest/x.json.gz`, gzipSync('{"digestStartTime":"x"}'))
    write(`${root}/111122223333/CloudTrail-Insight/x.json.gz`, gzipSync('{}'))
    const { ids, problems, batches } = await find([join(folder, root)], {}, options())
    expect(problems).toEqual([])
    expect([...ids].sort()).toEqual(Array.from({ length: 28 }, (_, at) => `d${at + 1}`).sort())
    expect(batches.at(-1)?.progress).toMatchObject({ events: 56, parts: 28, totalParts: 28 })
    expect(batches.at(-1)?.progress.bytes).toBe(batches.at(-1)?.progress.totalBytes)
    const promises = batches.map(({ newestLeft }) => newestLeft ?? Number.POSITIVE_INFINITY)
    expect(promises).toEqual([...promises].sort((a, b) => b - a))
    batches.forEach(({ newestLeft }, at) => {
      const later = batches.slice(at + 1).flatMap(({ events }) => events.map((one) => timeOfRecord(one.record) ?? 0))
      expect(Math.max(0, ...later)).toBeLessThanOrEqual(Math.max(0, newestLeft ?? Number.POSITIVE_INFINITY))
    })
  })

  it('reads files without a date before it promises anything', async () => {
    const root = `undated-${workers}`
    writeLog(root, 1, 'old')
    writeLog(root, 2, 'new')
    write(`${root}/notes.json`, JSON.stringify([record('loose', '2020-01-01T00:00:00Z', denied)]))
    const { ids, batches } = await find([join(folder, root)], {}, { ...options(), workers: Math.min(workers, 1) })
    expect(ids).toEqual(['loose', 'new', 'old'])
    expect(batches[0]?.newestLeft).toBe(Date.UTC(2026, 2, 2, 10, 16))
    expect(batches.at(-1)?.newestLeft).toBe(-1)
  })

  it('answers a question, and does not open what is too old for it', async () => {
    const root = `asked-${workers}`
    const old = writeLog(root, 1, 'old')
    writeFileSync(old, 'no log, but nobody looks')
    writeLog(root, 3, 'new')
    const since = Date.UTC(2026, 2, 2)
    expect(await find([join(folder, root)], { since }, options())).toMatchObject({ ids: ['new'], problems: [] })
    expect(await find([join(folder, root)], { since, service: 'kms' }, options())).toMatchObject({ ids: [] })
  })

  it('names what cannot be read and searches the rest', async () => {
    const root = `bad-${workers}`
    writeLog(root, 1, 'good')
    const cut = writeLog(root, 2, 'cut')
    writeFileSync(
      cut,
      gzipSync(JSON.stringify({ Records: [record('cut', '2026-03-02T10:00:00Z', denied)] })).subarray(0, -6),
    )
    write(`${root}/readme.txt`, 'hello')
    symlinkSync('nowhere', join(folder, root, 'gone.json'))
    symlinkSync('self', join(folder, root, 'self'))
    symlinkSync('.', join(folder, root, 'again'))
    const { ids, problems } = await find([join(folder, root)], {}, options())
    expect([...ids].sort()).toEqual(['cut', 'good'])
    const short = problems.map(({ from, message }) => [from.slice(folder.length + root.length + 2), message])
    expect(Object.fromEntries(short)).toMatchObject({
      'gone.json': said('It could not be read: there is no such file or folder.'),
      self: said('It could not be read: it is a link that leads back to itself.'),
      'readme.txt': said('It holds no CloudTrail records.'),
      [cut.slice(folder.length + root.length + 2)]: said(
        'It is damaged: it is cut short; what comes before was searched.',
      ),
    })
  })

  it('tells of many unreadable files in a few sentences', async () => {
    const root = join(folder, `many-${workers}`)
    mkdirSync(root)
    for (let number = 0; number < 10_000; number++) symlinkSync('nowhere', join(root, `${number}.json`))
    const { problems } = await find([root], {}, options())
    expect(problems).toHaveLength(6)
    expect(problems.at(-1)?.message).toEqual(
      said('The same holds for 9,995 more files: It could not be read: there is no such file or folder.'),
    )
  })

  it('parses what its bytes alone had told to be a denial', async () => {
    const root = `odd-${workers}`
    const versioned = (id: string): string =>
      JSON.stringify({ eventVersion: '1.11', ...record(id, '2026-03-01T00:00:00Z', denied) })
    const inner = JSON.stringify({ errorCode: 'AccessDenied', detail: record('inner', '2026-03-01T00:00:00Z', denied) })
    const other = '{"eventVersion":"1.11","errorCode":"AccessDenied","eventName":"of nobody"}'
    write(`${root}/a.json`, `{"Records":[${versioned('1')},${other},${inner},${versioned('2')}]}`)
    expect(await find([join(folder, root)], {}, options())).toMatchObject({ ids: ['1', 'inner', '2'], problems: [] })
    const broken = write(`${root}/b.json`, `${versioned('3')}\n{"errorCode":"AccessDenied",,}\n${versioned('4')}`)
    const { ids, problems } = await find([broken], {}, options())
    expect([ids, problems.map(({ line }) => line)]).toEqual([['3', '4'], [2]])
  })

  it('finds other records by parts of their event names', async () => {
    const root = `named-${workers}`
    const named = (id: string, eventName: unknown): object => record(id, '2026-03-01T00:00:00Z', { eventName })
    const list = [named('a', 'AssumeRoleWithSAML'), named('b', 'GetObject'), named('c', 'PutBucketPolicy')]
    const escaped = JSON.stringify(named('d', 'AssumeRole')).replace('AssumeRole', 'Assume\\u0052ole')
    const nested = { ...named('e', 'GetObject'), requestParameters: named('f', 'AssumeRole') }
    const versioned = { eventVersion: '1.11', ...named('g', 'PutObject') }
    const all = [JSON.stringify(versioned), ...[...list, nested].map((one) => JSON.stringify(one)), escaped]
    write(`${root}/a.json`, `{"Records":[${all.join(',')}]}`)
    const ids = async (...holding: readonly Holding[]): Promise<readonly unknown[]> => {
      const question = { holding, accepts: () => true }
      return (await gathered(findRecordsInFiles([join(folder, root)], question, options()))).ids
    }
    expect(await ids({ eventNames: ['AssumeRole', 'Policy'], texts: null })).toEqual(['a', 'c', 'd'])
    expect(await ids({ eventNames: ['AssumeRole'], texts: ['GetObject', '2026-03-01T'] })).toEqual(['a', 'd'])
    expect(await ids({ eventNames: ['GetObject'], texts: ['AssumeRole'] })).toEqual(['e'])
    expect(await ids({ eventNames: null, texts: ['AssumeRole', 'Policy'] })).toEqual(['a', 'c', 'e', 'd'])
    expect(await ids({ eventNames: ['Policy'], texts: [] }, { eventNames: ['PutObject'], texts: null })).toEqual(['g'])
    expect(await ids({ eventNames: null, texts: ['not: plain'] })).toEqual(['g', 'a', 'b', 'c', 'e', 'd'])
    expect(await ids()).toEqual([])
  })

  it('finds other records by a text that they hold', async () => {
    const root = `roles-${workers}`
    const session = record('a', '2026-03-01T00:00:00Z', { eventName: 'AssumeRole' })
    const mention = record('b', '2026-03-01T00:00:00Z', { userAgent: 'AssumeRole' })
    const escaped = JSON.stringify({ ...session, eventID: 'c' }).replace('AssumeRole', 'Assume\\u0052ole')
    write(`${root}/a.json`, `{"Records":[${JSON.stringify(session)},${JSON.stringify(mention)},${escaped}]}`)
    writeLog(root, 1, 'denied')
    const roles = {
      holding: [{ eventNames: null, texts: ['AssumeRole'] }],
      accepts: (one: object) => 'eventName' in one && one.eventName === 'AssumeRole',
    }
    expect((await gathered(findRecordsInFiles([join(folder, root)], roles, options()))).ids).toEqual(['a', 'c'])
    const all = { holding: [{ eventNames: null, texts: null }], accepts: () => true }
    expect([...(await gathered(findRecordsInFiles([join(folder, root)], all, options()))).ids].sort()).toEqual(
      ['a', 'b', 'c', 'denied', 'denied-ok'].sort(),
    )
  })

  it('can be left before its end', async () => {
    const root = `left-${workers}`
    for (let day = 1; day <= 9; day++) writeLog(root, day, `d${day}`)
    for await (const { events } of findInFiles([join(folder, root)], everyDenial, options())) {
      expect(events.length).toBeGreaterThan(0)
      break
    }
  })
})

it('goes on without the file that a worker breaks down over', async () => {
  const crash = join(programs, 'crash.mjs')
  writeFileSync(
    crash,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', (paths) => {
       if (!Array.isArray(paths)) return
       if (paths.some((path) => path.includes('_d5.'))) process.exit(1)
       parentPort.postMessage(paths.map(() => ({ found: [], events: 1, problems: [] })))
     })`,
  )
  for (let day = 1; day <= 28; day++) writeLog('crash', day, `d${day}`)
  const { problems, batches } = await find(
    [join(folder, 'crash')],
    {},
    { workers: 2, workerProgram: new URL(`file://${crash}`) },
  )
  expect(problems.map(({ from, message }) => [from.includes('_d5.'), message])).toEqual([
    [true, said('It could not be searched: the worker broke down over it (it was ended).')],
  ])
  expect(batches.at(-1)?.progress).toMatchObject({ events: 27, parts: 28 })
})

const shared = join(process.env.SHARED ?? '../shared', 'data/cloudtrail')

describe.skipIf(!existsSync(shared))('the logs of other projects (SHARED)', () => {
  it.each([0, 2])('give 3,731 events and every failed call with %i workers', async (workers) => {
    const { ids, problems, batches } = await find([shared], { allErrors: true }, { workers, workerProgram: program })
    expect(problems).toEqual([])
    expect(batches.at(-1)?.progress).toMatchObject({ events: 3_731, parts: 425 })
    expect(ids).toHaveLength(692)
    expect((await find([shared], {}, { workers, workerProgram: program })).ids).toHaveLength(408)
  })
})
