import type { Io } from '../src/cli/io.ts'

/** Streams that are kept instead of printed. */
export interface Written {
  stdout: string
  stderr: string
}

/** An `Io`, and what a command wrote to it. */
export interface KeptIo {
  readonly io: Io
  readonly written: Readonly<Written>
  /** Files written, by path. */
  readonly files: Readonly<Record<string, string>>
}

/** An `Io` of nothing: no file, no input, no environment, nobody who looks. */
export function ioOf(more: Partial<Io> = {}): KeptIo {
  const written: Written = { stdout: '', stderr: '' }
  const files: Record<string, string> = {}
  const io: Io = {
    stdout: (text) => {
      written.stdout += text
    },
    stderr: (text) => {
      written.stderr += text
    },
    readFile: () => Promise.reject(Object.assign(new Error('no such file'), { code: 'ENOENT' })),
    readStdin: () => Promise.resolve(new Uint8Array()),
    mayWrite: () => Promise.resolve(),
    writeFile: (path, text) => {
      files[path] = text
      return Promise.resolve()
    },
    interruption: () => new AbortController().signal,
    stdinIsTerminal: true,
    stderrIsTerminal: false,
    isTerminal: false,
    env: {},
    now: () => new Date(0),
    cwd: () => '/',
    ...more,
  }
  return { io, written, files }
}
