// A real Trino server for tests: its parts come from Maven by the user's own settings, once, and are kept.
import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { complete, freePort, isComplete, run, startProcess } from './server-process.mjs'

const version = '411'
const recipes = fileURLToPath(new URL('trino', import.meta.url))
const cache = fileURLToPath(new URL(`../node_modules/.cache/trino-${version}`, import.meta.url))
const dependencies = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies'

/** Why no server can be started here, in one sentence; null where one can. */
export function trinoProblem() {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' })
  const major = Number(/version "(\d+)/.exec(java.stderr ?? '')?.[1] ?? 0)
  if (major < 17) return `Trino needs Java 17 or newer; ${major === 0 ? 'none is installed' : `this is Java ${major}`}.`
  if (spawnSync('javac', ['-version']).status !== 0)
    return 'Trino needs a JDK, with javac; only a Java runtime is installed.'
  if (!isComplete(cache) && spawnSync('mvn', ['--version']).status !== 0) {
    return 'The parts of Trino come from Maven, and mvn is not installed.'
  }
  return null
}

/** Starts a server with a Hive catalog `hive` over local files. */
export async function startTrino() {
  complete(cache, fetchParts)
  const folder = mkdtempSync(join(tmpdir(), 'undeny-trino-'))
  const port = await freePort()
  configure(folder, port)
  const log = join(folder, 'server.log')
  const output = openSync(log, 'w')
  const server = `http://127.0.0.1:${port}`
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const kill = await startProcess({
    command: 'java',
    args: [
      ...['-Xmx1G', '-XX:TieredStopAtLevel=1', '-cp', join(cache, 'server', '*')],
      ...[`-Dconfig=${join(folder, 'etc', 'config.properties')}`, join(recipes, 'StartServer.java'), version],
    ],
    options: { cwd: folder, stdio: ['pipe', output, output] },
    isReady: () => isReady(server),
    mostSeconds: 120,
    fault: () => {
      const faults = faultsIn(readFileSync(log, 'utf8'))
      remove()
      return `Trino did not start:\n${faults}`
    },
  })
  const stop = async () => {
    await kill()
    remove()
  }
  return { server, version, stop }
}

function faultsIn(log) {
  const lines = log.split('\n').filter((line) => /ERROR|Exception/.test(line))
  return lines.slice(0, 20).join('\n')
}

function fetchParts() {
  for (const part of ['server', 'hive']) {
    const pom = join(recipes, `${part}.pom.xml`)
    const options = [
      '-q',
      '-B',
      '-f',
      pom,
      dependencies,
      '-DincludeScope=runtime',
      `-DoutputDirectory=${join(cache, part)}`,
    ]
    run('mvn', options)
  }
  const classes = join(cache, 'plugin', 'classes')
  mkdirSync(join(classes, 'META-INF', 'services'), { recursive: true })
  writeFileSync(join(classes, 'META-INF', 'services', 'io.trino.spi.Plugin'), 'HivePlugin\n')
  run('javac', ['-cp', join(cache, 'hive', '*'), '-d', classes, join(recipes, 'HivePlugin.java')])
}

function configure(folder, port) {
  const plugin = join(folder, 'plugin', 'hive')
  for (const path of [join(folder, 'etc', 'catalog'), join(folder, 'data'), plugin])
    mkdirSync(path, { recursive: true })
  for (const jar of readdirSync(join(cache, 'hive'))) symlinkSync(join(cache, 'hive', jar), join(plugin, jar))
  symlinkSync(join(cache, 'plugin', 'classes'), join(plugin, 'classes'), 'junction')
  properties(join(folder, 'etc', 'config.properties'), {
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'http-server.http.port': String(port),
    'discovery.uri': `http://127.0.0.1:${port}`,
    'node.environment': 'test',
    'node.internal-address': '127.0.0.1',
    'query.max-memory-per-node': '300MB',
  })
  properties(join(folder, 'etc', 'catalog', 'hive.properties'), {
    'connector.name': 'hive',
    'hive.metastore': 'file',
    'hive.metastore.catalog.dir': `file://${join(folder, 'data')}`,
    'hive.partition-projection-enabled': 'true',
    // A local folder that is absent is an error, unlike a prefix of a bucket.
    'hive.ignore-absent-partitions': 'true',
  })
}

function properties(file, values) {
  const lines = Object.entries(values).map(([key, value]) => `${key}=${value}\n`)
  writeFileSync(file, lines.join(''))
}

/** A server that has started still needs seconds to hand out work of the catalog; one that reads a row back is ready. */
async function isReady(server) {
  const info = await fetch(`${server}/v1/info`)
    .then((answer) => answer.json())
    .catch(() => null)
  if (info?.starting !== false) return false
  const statements = [
    'CREATE SCHEMA IF NOT EXISTS hive.ready',
    'CREATE TABLE IF NOT EXISTS hive.ready.ready AS SELECT 1 AS a',
    'SELECT a FROM hive.ready.ready',
  ]
  for (const sql of statements) {
    if (!(await succeeds(server, sql))) return false
  }
  return true
}

async function succeeds(server, sql) {
  const request = { method: 'POST', headers: { 'X-Trino-User': 'test' }, body: sql }
  let page = await fetch(`${server}/v1/statement`, request).then((answer) => answer.json())
  while (page.nextUri !== undefined) page = await fetch(page.nextUri).then((answer) => answer.json())
  return page.error === undefined
}
