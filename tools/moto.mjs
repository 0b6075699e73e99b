// A server that plays AWS for tests: moto, from the Python package index by the user's own settings, once, and kept.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { complete, freePort, isComplete, run, startProcess } from './server-process.mjs'

// Not `moto[server]`, whose extras for other services weigh twice as much.
const packages = ['moto==5.2.1', 'flask==3.1.3', 'flask-cors==6.0.5']
const cache = fileURLToPath(new URL('../node_modules/.cache/moto-5.2.1', import.meta.url))
const binaries = join(cache, process.platform === 'win32' ? 'Scripts' : 'bin')

/** Why no server can be started here, in one sentence; null where one can. */
export function motoProblem() {
  if (isComplete(cache)) return null
  const { status } = spawnSync('python3', ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))'])
  return status === 0 ? null : 'moto needs Python 3.10 or newer with its module venv, and there is none.'
}

/** Starts a server on a port of its own. */
export async function startMoto() {
  complete(cache, () => {
    run('python3', ['-m', 'venv', cache])
    run(join(binaries, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages])
  })
  const port = await freePort()
  const server = `http://127.0.0.1:${port}`
  const stop = await startProcess({
    command: join(binaries, 'moto_server'),
    args: ['-H', '127.0.0.1', '-p', String(port)],
    options: { stdio: 'ignore' },
    isReady: () => isReady(server),
    mostSeconds: 60,
    fault: () => 'moto did not start.',
  })
  return { server, stop }
}

async function isReady(server) {
  return fetch(`${server}/moto-api/`).then(
    ({ status }) => status === 200,
    () => false,
  )
}
