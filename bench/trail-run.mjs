// One measured run of bench/trail.mjs in a process of its own: `find ROOT [CACHE]`, `duckdb ROOT` or `zlib ROOT`.
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'

const workerProgram = new URL('../dist/trail-worker.cjs', import.meta.url)

if (isMainThread) {
  const [what, root, cache] = process.argv.slice(2)
  const runs = { find: () => find(root, cache), duckdb: () => duckdb(root), zlib: () => zlib(root) }
  process.stdout.write(JSON.stringify(await runs[what]()))
} else for (const path of workerData) inflate(path)

async function find(root, cache) {
  const start = performance.now()
  const { findInFiles, everyDenial } = await import(process.env.BENCH_PROGRAM)
  const logs = join(root, 'AWSLogs')
  let [found, first] = [0, null]
  for await (const { events } of findInFiles([logs], everyDenial, {
    workerProgram,
    ...(cache === undefined ? {} : { cacheFolder: cache, cachedFrom: 0 }),
  })) {
    found += events.length
    if (first === null && found > 0) first = (performance.now() - start) / 1000
  }
  return { found, first, memory: Math.round(process.resourceUsage().maxRSS / 1024) }
}

async function duckdb(root) {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const fields = ['eventTime', 'eventID', 'eventSource', 'eventName', 'errorCode', 'errorMessage'].map(
    (name) => `${name} VARCHAR`,
  )
  const records = `STRUCT(${fields.join(', ')}, userIdentity STRUCT(arn VARCHAR))[]`
  const source = `read_ndjson('${root}/AWSLogs/**/*.gz', columns = {Records: '${records}'}, maximum_object_size = 200000000)`
  const sql = `SELECT r.eventTime, r.userIdentity.arn, r.eventID, r.eventSource, r.eventName, r.errorCode, r.errorMessage
    FROM (SELECT unnest(Records) AS r FROM ${source})
    WHERE lower(r.errorCode) LIKE '%accessdenied%' OR lower(r.errorCode) LIKE '%unauthorized%'`
  return { found: (await connection.runAndReadAll(sql)).currentRowCount }
}

async function zlib(root) {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.gz'))
  const cores = availableParallelism()
  const shares = Array.from({ length: cores }, (_, at) =>
    files.filter((_, index) => index % cores === at).map((path) => join(root, path)),
  )
  await Promise.all(
    shares.map(
      (share) =>
        new Promise((resolve, reject) =>
          new Worker(new URL(import.meta.url), { workerData: share }).on('error', reject).on('exit', resolve),
        ),
    ),
  )
  return { found: 0 }
}

function inflate(path) {
  const bytes = readFileSync(path)
  gunzipSync(bytes, { chunkSize: bytes.readUInt32LE(bytes.length - 4) + 64 })
}
