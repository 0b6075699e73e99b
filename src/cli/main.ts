#!/usr/bin/env node
import { setMaxListeners } from 'node:events'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { isatty } from 'node:tty'
import type { Phrase } from '../iam/phrase.ts'
import { bugExit, runCommandLine } from './commands.ts'
import { cliProblem, type Io, maxInputBytes, reasonOf } from './io.ts'
import { languageOf } from './language.ts'
import { mayWrite, writeWhole } from './write-file.ts'

// The AWS SDK would print a note about versions of Node.js to come in front of every answer.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

const io: Io = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  readFile: (path) => readAll(createReadStream(path, { highWaterMark: 1024 * 1024 })),
  readStdin: () => readAll(process.stdin),
  mayWrite,
  writeFile: writeWhole,
  interruption: interruption,
  stdinIsTerminal: isatty(0),
  stderrIsTerminal: isatty(2),
  isTerminal: isatty(1),
  env: process.env,
  now: () => new Date(),
  cwd: () => process.cwd(),
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

// The first interruption ends the work in order, the second at once.
function interruption(): AbortSignal {
  const controller = new AbortController()
  // Every request on its way listens; Node.js would take more than ten for a leak and say so.
  setMaxListeners(0, controller.signal)
  process.once('SIGINT', () => controller.abort(new Error('interrupted')))
  return controller.signal
}

const language = languageOf(process.argv.slice(2), process.env)

function notWritten({ en, ko }: Phrase): Phrase {
  return { en: `the answer could not be written: ${en}.`, ko: `답을 출력하지 못했습니다. ${ko}.` }
}

// The reader of a pipe (`| head`) may leave early; that is its right, not our failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
  process.exit(cliProblem(io, 3, notWritten(reasonOf(error)), language))
})
process.stderr.on('error', () => process.exit(process.exitCode ?? 3))
process.on('uncaughtException', (error) => {
  process.exitCode = bugExit(error, language, io)
})

process.exitCode = await runCommandLine(process.argv.slice(2), io)
