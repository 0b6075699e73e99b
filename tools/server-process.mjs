// What the servers that tests start have in common: parts that are fetched once and kept, a port, a process.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Whether the parts in a folder are complete. */
export function isComplete(folder) {
  return existsSync(join(folder, 'complete'))
}

/** Fetches the parts into a folder where they are missing; a folder that is complete says so by a file. */
export function complete(folder, fetchParts) {
  if (isComplete(folder)) return
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  fetchParts()
  writeFileSync(join(folder, 'complete'), '')
}

/** Runs a command, and once more where it fails: a registry can be busy. */
export function run(command, options, isLastTry = false) {
  const { status, stdout, stderr } = spawnSync(command, options, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (status === 0) return
  if (!isLastTry) return run(command, options, true)
  throw new Error(`${command} ended with exit code ${status}: ${`${stdout}${stderr}`.slice(0, 2_000)}`)
}

/** A port of this machine that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

/** Starts a program and waits until it is ready; `fault` says what became of one that is not. Gives what stops it. */
export async function startProcess({ command, args, options, isReady, mostSeconds, fault }) {
  const child = spawn(command, args, options)
  const stop = async () => {
    const ended = child.exitCode === null ? new Promise((resolve) => child.once('exit', resolve)) : null
    child.stdin?.end()
    child.kill('SIGKILL')
    await ended
  }
  for (let tries = 0; !(await isReady()); tries += 1) {
    if (child.exitCode !== null || tries > mostSeconds * 10) {
      await stop()
      throw new Error(fault())
    }
    await sleep(100)
  }
  return stop
}
