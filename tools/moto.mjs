// A server that plays AWS for tests: moto, from the Python package index by the user's own settings, once, and kept.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

// Not `moto[server]`, whose extras for other services weigh twice as much.
const packages = ['moto==5.2.1', 'flask==3.1.3', 'flask-cors==6.0.5']
const cache = fileURLToPath(new URL('../node_modules/.cache/moto-5.2.1', import.meta.url))
const binaries = join(cache, process.platform === 'win32' ? 'Scripts' : 'bin')

/** Why no server can be started here, in one sentence; null where one can. */
export function motoProblem() {
  if (existsSync(join(cache, 'complete'))) return null
  const { status } = spawnSync('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))'])
  return status === 0 ? null : 'moto needs Python 3.10 or newer with its module venv, and there is none.'
}

/** Starts a server on a port of its own. */
export async function startMoto() {
  prepare()
  const port = await freePort()
  const child = spawn(join(binaries, 'moto_server'), ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  const stop = async () => {
    const ended = child.exitCode === null ? new Promise((resolve) => child.once('exit', resolve)) : null
    child.kill('SIGKILL')
    await ended
  }
  const server = `http://127.0.0.1:${port}`
  for (let tries = 0; !(await isReady(server)); tries += 1) {
    if (child.exitCode !== null || tries > 600) {
      await stop()
      throw new Error('moto did not start.')
    }
    await sleep(100)
  }
  return { server, stop }
}

function prepare() {
  if (existsSync(join(cache, 'complete'))) return
  rmSync(cache, { recursive: true, force: true })
  run('python3', ['-m', 'venv', cache])
  run(join(binaries, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages])
  writeFileSync(join(cache, 'complete'), '')
}

/** Runs a command, and once more where it fails: a registry can be busy. */
function run(command, options, isLastTry = false) {
  const { status, stdout, stderr } = spawnSync(command, options, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (status === 0) return
  if (!isLastTry) return run(command, options, true)
  throw new Error(`${command} ended with exit code ${status}: ${`${stdout}${stderr}`.slice(0, 2_000)}`)
}

async function isReady(server) {
  return fetch(`${server}/moto-api/`).then(
    ({ status }) => status === 200,
    () => false,
  )
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
