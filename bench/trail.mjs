// How fast failed calls are found in CloudTrail logs, beside what else could find them. Run after `npm run build`:
//   node bench/trail.mjs [--events 2000000] [--folder DIR] [--write]
// Makes its logs (fixed seed) in a scratch folder that later runs use again. --write writes docs/performance.svg.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { chartOf } from './trail-chart.mjs'
import { corpora, makeCorpus } from './trail-corpus.mjs'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '2000000' },
    folder: { type: 'string', default: join(tmpdir(), 'undeny-bench-trail') },
    write: { type: 'boolean', default: false },
  },
})
const runner = fileURLToPath(new URL('trail-run.mjs', import.meta.url))
const chart = fileURLToPath(new URL('../docs/performance.svg', import.meta.url))
const cores = availableParallelism()
const scratch = mkdtempSync(join(tmpdir(), 'undeny-bench-'))
process.env.BENCH_PROGRAM = await builtSearch()

print(`node ${process.versions.node}, ${cores} cores, load ${loadavg()[0].toFixed(1)} at the start`)
const results = []
try {
  for (const corpus of corpora(Number(values.events))) results.push(await measured(corpus))
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
print(`load ${loadavg()[0].toFixed(1)} at the end`)
if (values.write) writeFileSync(chart, chartOf(results))

async function measured(corpus) {
  const made = makeCorpus(values.folder, corpus)
  const files = filesBelow(made.root)
  const title = `${made.files.toLocaleString('en')} files of ${corpus.eventsPerFile.toLocaleString('en')} events`
  print(
    `\n${title}: ${made.events.toLocaleString('en')} events, ${mb(made.rawBytes)} MB, ${mb(made.storedBytes)} MB as stored`,
  )
  // Into the page cache, so that the first measured is not the one that waits for the disk.
  await inParallel(files, 'cat')
  const rows = []
  const add = (name, time, note = '') => {
    rows.push({ name, ...time, note })
    print(
      `  ${name.padEnd(34)} ${time.wall.toFixed(2).padStart(8)} s  CPU ${time.cpu.toFixed(2).padStart(7)} s  ${note}`,
    )
  }
  const inflater = tool('libdeflate-gunzip') ? 'libdeflate-gunzip' : 'node:zlib'
  const inflate = () => (inflater === 'node:zlib' ? ours(made, 'zlib') : inParallel(files, 'libdeflate-gunzip -c'))
  // In turns: what else the machine has to do then slows both.
  const [inflating, first] = await bestInTurns([inflate, () => ours(made, 'find')])
  add(`inflating alone (${inflater})`, inflating)
  const expected = `${made.denied} of ${made.denied} denials`
  add('undeny', first, `${expected}, first row after ${first.first.toFixed(2)} s, ${first.memory} MB`)
  const cache = join(scratch, corpus.name)
  await ours(made, 'find', cache)
  const [again] = await bestInTurns([() => ours(made, 'find', cache)])
  add('undeny, asked again', again, expected)
  const duck = await ours(made, 'duckdb')
  add('DuckDB over the raw files', duck, expected)
  const slice = shareOf(files)
  if (tool('jq')) {
    const share = slice.length / files.length
    const note = share < 1 ? `measured on ${slice.length} of ${files.length} files, scaled` : ''
    const scaled = ({ wall, cpu }) => ({ wall: wall / share, cpu: cpu / share })
    const article = scaled(await inParallel(slice, jqScript, 1))
    add('zcat | jq, one pipe', article, note)
    const all = scaled(await inParallel(slice, jqScript))
    add('zcat | jq, a pipe for each core', all, note)
    print(
      `  undeny is ${(article.wall / first.wall).toFixed(0)} times as fast as the one pipe of the article, ` +
        `${(all.wall / first.wall).toFixed(0)} times as a pipe for each core (CPU: ${(all.cpu / first.cpu).toFixed(0)})`,
    )
  } else print('  jq is not installed; it is not measured')
  print(
    `  undeny takes ${(first.wall / inflating.wall).toFixed(2)} times as long as inflating alone (CPU: ${(first.cpu / inflating.cpu).toFixed(2)})`,
  )
  return { title, rows }
}

/** Files from all over, for what takes long: a twentieth of them, at least one for each core where there are as many. */
function shareOf(files) {
  const wanted = Math.max(cores, Math.round(files.length / 20))
  const step = Math.max(1, Math.floor(files.length / wanted))
  return files.filter((_, at) => at % step === 0)
}

/** The search as the package has it, bundled, with the two names that the runs need. */
async function builtSearch() {
  const outfile = fileURLToPath(new URL('../node_modules/.cache/undeny-bench/find.mjs', import.meta.url))
  const names = { findInFiles: 'trail/files/find-in-files.ts', everyDenial: 'trail/question.ts' }
  const contents = Object.entries(names).map(([name, path]) => `export { ${name} } from './src/${path}'`)
  const resolveDir = fileURLToPath(new URL('..', import.meta.url))
  const stdin = { contents: contents.join('\n'), resolveDir }
  await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node', external: ['@duckdb/node-api'] })
  return outfile
}

/** The filter of https://repost.aws/knowledge-center/troubleshoot-iam-permission-errors, over log files. */
function jqScript(list) {
  const filter = `.Records[] | select(.errorCode != null and (.errorCode | ascii_downcase | (contains("accessdenied") or contains("unauthorized")))) | [.eventTime, .userIdentity.arn, .eventID, .eventSource, .eventName, .errorCode, .errorMessage] | @csv`
  return `xargs -r -a ${list} zcat | jq -r '${filter}'`
}

/** Runs a command over files, by default as many processes at once as there are cores; it fails where one of them does. */
async function inParallel(files, command, processes = cores) {
  const lists = Array.from({ length: processes }, (_, at) => {
    const list = join(scratch, `list-${at}`)
    writeFileSync(
      list,
      files
        .filter((_, index) => index % processes === at)
        .map((path) => `${path}\n`)
        .join(''),
    )
    return list
  })
  const script = lists
    .map(
      (list) =>
        `(${typeof command === 'string' ? `xargs -r -a ${list} ${command}` : command(list)}) > /dev/null & all+=($!)`,
    )
    .join('\n')
  return timed('bash', [
    '-c',
    `set -o pipefail\nall=()\n${script}\nfor one in "\${all[@]}"; do wait "$one" || exit; done`,
  ])
}

/** Runs a search in a process of its own, which prints what it found as JSON; one that misses a denial is no measurement. */
async function ours({ root, denied }, what, ...more) {
  const { wall, cpu, output } = await timed(process.execPath, [runner, what, root, ...more])
  const answer = JSON.parse(output)
  if (what !== 'zlib' && answer.found !== denied)
    throw new Error(`${what}: ${answer.found} denials found instead of ${denied}`)
  return { ...answer, wall, cpu }
}

/** The best of five runs of each. */
async function bestInTurns(runs) {
  const best = []
  for (let turn = 0; turn < 5; turn++) {
    for (const [at, run] of runs.entries()) {
      const time = await run()
      if (best[at] === undefined || time.wall < best[at].wall) best[at] = time
    }
  }
  return best
}

/** Wall time, and CPU time of the process and all that it waited for. */
async function timed(command, args) {
  const clock = join(scratch, 'times')
  const start = performance.now()
  const child = spawn('bash', ['-c', `"$@"; code=$?; times > ${clock}; exit $code`, 'bash', command, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pieces = []
  child.stdout.on('data', (piece) => pieces.push(piece))
  const code = await new Promise((resolve) => child.on('close', resolve))
  const wall = (performance.now() - start) / 1000
  if (code !== 0) throw new Error(`${command} ended with exit code ${code}`)
  const { stdout } = spawnSync('cat', [clock], { encoding: 'utf8' })
  const cpu = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0)
  return { wall, cpu, output: Buffer.concat(pieces).toString() }
}

function tool(name) {
  return spawnSync('bash', ['-c', `command -v ${name}`]).status === 0
}

function filesBelow(root) {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.gz'))
    .map((path) => join(root, path))
    .filter((path) => existsSync(path))
    .sort()
}

function mb(bytes) {
  return Math.round(bytes / 1e6).toLocaleString('en')
}

function print(line) {
  process.stdout.write(`${line}\n`)
}
