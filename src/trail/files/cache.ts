import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { version } from '../../version.ts'
import type { TrailQuestion } from '../question.ts'
import { quoted } from '../sql/literal.ts'
import { dayMs } from '../stretches.ts'
import { type Database, openDatabase } from './cache-database.ts'
import { type CacheRows, newCacheRows } from './cache-rows.ts'
import type { LogFile } from './list.ts'
import type { Searched } from './task.ts'

/** What an earlier search of the same sources found, and a place for what this one finds. */
export interface Cache {
  /** Events in each file that has not changed since, by path. */
  readonly known: ReadonlyMap<string, number>
  /** Texts of the failed calls in those files that may answer a question. */
  readonly rows: (question: TrailQuestion) => AsyncGenerator<readonly CachedRow[]>
  readonly keep: (searched: Searched) => void
  /** Ends it, and writes what was kept where asked to; what fails costs the cache, never the search. */
  readonly close: (writes: boolean) => Promise<void>
}

/** Failed calls of a file as the cache holds them. */
export interface CachedRow {
  readonly path: string
  /** Members of a JSON list. */
  readonly records: string
}

/** Where caches lie: `$XDG_CACHE_HOME/undeny/trail`, or `~/.cache/undeny/trail`. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CACHE_HOME: root } = env
  return join(root?.startsWith('/') === true ? root : join(homedir(), '.cache'), 'undeny', 'trail')
}

/** Most bytes of all caches together. */
const mostBytes = 1024 * 1024 * 1024

/** The cache of some sources, which holds what this version took for denials; null where none can be had: without DuckDB, without a place to write. */
export async function openCache(
  folder: string,
  sources: readonly string[],
  files: readonly LogFile[],
  question: TrailQuestion,
): Promise<Cache | null> {
  const file = cacheFile(folder, sources)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return newCache(file)
  } catch {
    return null
  }
  const database = await openDatabase()
  if (database === null) return null
  try {
    return cacheOf(database, file, await knownFiles(database, file, files, question), files)
  } catch {
    database.close()
    return null
  }
}

/** Whether an earlier search of the same sources left a cache. */
export function hasCache(folder: string, sources: readonly string[]): boolean {
  return existsSync(cacheFile(folder, sources))
}

function cacheFile(folder: string, sources: readonly string[]): string {
  const key = createHash('sha256').update([version, ...sources.map((path) => resolve(path))].join('\n'))
  return join(folder, `${key.digest('hex').slice(0, 32)}.parquet`)
}

/** A cache of sources that were never searched: the database is loaded after the search has begun. */
function newCache(file: string): Cache {
  const fresh = newCacheRows(join(file, '..', `${randomUUID()}.rows`))
  let opening: Promise<Database | null> | null = null
  const known: ReadonlyMap<string, number> = new Map()
  const keep: Cache['keep'] = (searched) => {
    opening ??= openDatabase()
    fresh.add(searched)
  }
  const close = async (writes: boolean): Promise<void> => {
    const database = await opening
    await closeCache({ database, file, known, files: [], fresh }, writes)
  }
  return { known, rows: async function* () {}, keep, close }
}

function cacheOf(
  database: Database,
  file: string,
  known: ReadonlyMap<string, number>,
  files: readonly LogFile[],
): Cache {
  const fresh = newCacheRows(join(file, '..', `${randomUUID()}.rows`))
  return {
    known,
    rows: (question) => rowsOf(database, file, known, question),
    keep: fresh.add,
    close: (writes) => closeCache({ database, file, known, files, fresh }, writes),
  }
}

/** What a cache is closed with. */
interface Kept {
  readonly database: Database | null
  readonly file: string
  readonly known: ReadonlyMap<string, number>
  readonly files: readonly LogFile[]
  readonly fresh: CacheRows
}

async function closeCache({ database, file, known, files, fresh }: Kept, writes: boolean): Promise<void> {
  try {
    const isWorth = fresh.isWorthWriting() || (known.size === 0 && fresh.count() > 0)
    if (writes && isWorth && database !== null) await write(database, file, known, files, fresh)
  } catch {
    // A full disk: the next search does without.
  } finally {
    fresh.remove()
    database?.close()
  }
}

async function knownFiles(
  database: Database,
  file: string,
  files: readonly LogFile[],
  { allErrors }: TrailQuestion,
): Promise<ReadonlyMap<string, number>> {
  const known = new Map<string, number>()
  try {
    // Reads every byte that is asked for, so that a damaged cache is noticed before anything is taken from it.
    await database.all(
      `SELECT sum(part), sum(length(path)), min(earliest), max(latest), sum(length(denials)) ${allErrors ? ', sum(length(others))' : ''}
       FROM ${quoted(file)}`,
    )
    const byPath = new Map(files.map((one) => [one.path, one] as const))
    const rows = await database.all(`SELECT path, size, changed, events FROM ${quoted(file)} WHERE part = 0`)
    for (const [path, size, changed, events] of rows) {
      const now = byPath.get(String(path))
      if (now !== undefined && now.size === Number(size) && now.changed === Number(changed))
        known.set(now.path, Number(events))
    }
    // The caches that nobody asked for longest are dropped first.
    const used = new Date()
    utimesSync(file, used, used)
    return known
  } catch {
    rmSync(file, { force: true })
    return new Map()
  }
}

async function* rowsOf(
  database: Database,
  file: string,
  known: ReadonlyMap<string, number>,
  { since, until, allErrors }: TrailQuestion,
): AsyncGenerator<readonly CachedRow[]> {
  const tests = [
    'part > 0',
    ...(allErrors ? [] : ['denials IS NOT NULL']),
    ...(since === null ? [] : [`latest >= ${Math.floor(since)}`]),
    ...(until === null ? [] : [`earliest < ${Math.ceil(until)}`]),
  ]
  for await (const rows of database.stream(
    `SELECT path, ${allErrors ? 'coalesce(denials, others)' : 'denials'} FROM ${quoted(file)} WHERE ${tests.join(' AND ')}`,
  )) {
    yield rows
      .map(([path, records]) => ({ path: String(path), records: String(records) }))
      .filter(({ path }) => known.has(path))
  }
}

async function write(
  database: Database,
  file: string,
  known: ReadonlyMap<string, number>,
  files: readonly LogFile[],
  fresh: CacheRows,
): Promise<void> {
  const kept = fresh.finish(files.filter(({ path }) => known.has(path)).map(({ path }) => path))
  const before =
    known.size === 0 ? '' : `UNION ALL SELECT * FROM ${quoted(file)} WHERE path IN (SELECT path FROM ${kept.known})`
  const draft = `${file}.${randomUUID()}`
  try {
    await database.all(
      `COPY (SELECT path, size, changed, events, part, earliest, latest, denials, others FROM ${kept.rows} JOIN ${kept.files} USING (number)
       ${before}) TO ${quoted(draft)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048, ROW_GROUP_SIZE_BYTES '16MB')`,
    )
    renameSync(draft, file)
  } finally {
    rmSync(draft, { force: true })
  }
  dropOldest(join(file, '..'))
}

/** Drops what a search that was ended left behind, and the oldest caches while all together are too large. */
function dropOldest(folder: string): void {
  const now = Date.now()
  let room = mostBytes
  const entries = readdirSync(folder)
    .map((name) => ({ path: join(folder, name), stats: statSync(join(folder, name), { throwIfNoEntry: false }) }))
    .sort((a, b) => (b.stats?.mtimeMs ?? 0) - (a.stats?.mtimeMs ?? 0))
  for (const { path, stats } of entries) {
    if (stats?.isFile() !== true) continue
    const isLeftOver = !path.endsWith('.parquet') && now - stats.mtimeMs > dayMs
    if (path.endsWith('.parquet')) room -= stats.size
    if (isLeftOver || (path.endsWith('.parquet') && room < 0)) rmSync(path, { force: true })
  }
}
