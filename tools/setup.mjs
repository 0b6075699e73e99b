// Makes a fresh clone ready: installs the locked packages when they are missing or out of date, and is silent and
// offline otherwise.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const oldestNode = [20, 19]

const nodeProblem = problemOfNode(process.versions.node)
if (nodeProblem !== null) fail(nodeProblem)
if (!isInstalled()) install()

function problemOfNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOldEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
  return isOldEnough ? null : `Node.js ${oldestNode.join('.')} or newer is needed; this is ${version}.`
}

// npm writes node_modules/.package-lock.json last, so it is there only after a complete installation.
function isInstalled() {
  const wanted = packagesOf(`${root}package-lock.json`)
  const installed = packagesOf(`${root}node_modules/.package-lock.json`)
  if (wanted === null) fail('package-lock.json is missing or is not JSON.')
  if (installed === null) return false
  const isStale = ([path, { integrity, optional }]) =>
    path !== '' && installed[path]?.integrity !== integrity && !(optional && installed[path] === undefined)
  const isLeftOver = (path) => wanted[path] === undefined
  return !Object.entries(wanted).some(isStale) && !Object.keys(installed).some(isLeftOver)
}

function packagesOf(file) {
  if (!existsSync(file)) return null
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null
  } catch {
    return null
  }
}

function install() {
  process.stderr.write('Installing the locked packages (npm ci) …\n')
  // No package of ours needs its install script; not running them keeps the installation to copying files.
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status, error, stdout, stderr } = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status === 0) return
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`)
  const reason =
    error === undefined ? `npm ci ended with exit code ${status}` : `npm could not be started (${error.code})`
  fail(
    `The packages could not be installed: ${reason}. The first installation needs the npm registry; later runs do not.`,
  )
}

function fail(sentence) {
  process.stderr.write(`setup: ${sentence}\n`)
  process.exit(1)
}
