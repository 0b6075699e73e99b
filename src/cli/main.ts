#!/usr/bin/env node
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { isatty } from 'node:tty'
import { bugExit, runCommandLine } from './commands.ts'
import { cliProblem, type Io, maxInputBytes, reasonOf } from './io.ts'

const io: Io = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  readFile: (path) => readAll(createReadStream(path, { highWaterMark: 1024 * 1024 })),
  readStdin: () => readAll(process.stdin),
  stdinIsTerminal: isatty(0),
  isTerminal: isatty(1),
  env: process.env,
  now: () => new Date(),
  cwd: () => process.cwd(),
  stop: () => {
    const stop = new AbortController()
    // A second Ctrl-C ends the program at once.
    process.once('SIGINT', () => stop.abort())
    return stop.signal
  },
}

// A device or a pipe may never end, so reading stops once the input is too large to take.
async function readAll(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue
    chunks.push(chunk)
    size += chunk.length
    if (size > maxInputBytes) break
  }
  return Buffer.concat(chunks)
}

// The reader of a pipe (`| head`) may leave early; that is its right, not our failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
  process.exit(cliProblem(io, 3, `the answer could not be written: ${reasonOf(error)}.`))
})
process.stderr.on('error', () => process.exit(process.exitCode ?? 3))
process.on('uncaughtException', (error) => {
  process.exitCode = bugExit(error, io)
})

process.exitCode = await runCommandLine(process.argv.slice(2), io)
