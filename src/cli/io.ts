/** Everything a command may touch of the world outside: its streams, its files, its clock. */
export interface Io {
  /** Writes part of the answer. */
  readonly stdout: (text: string) => void
  /** Writes what is not the answer: problems, hints, progress. */
  readonly stderr: (text: string) => void
  /** Reads a file given on the command line; rejects with the system's error. */
  readonly readFile: (path: string) => Promise<Uint8Array>
  /** Reads standard input to its end. */
  readonly readStdin: () => Promise<Uint8Array>
  /** Writes a file that the command line names, whole or not at all; rejects with the system's error. */
  readonly writeFile: (path: string, text: string) => Promise<void>
  /** Aborts when the reader interrupts the program; asked for by commands that then end in order. */
  readonly interruption: () => AbortSignal
  /** Whether a person, not a pipe or a file, is on standard input. */
  readonly stdinIsTerminal: boolean
  /** Whether standard error goes to a person's terminal, where progress may be drawn. */
  readonly stderrIsTerminal: boolean
  /** Whether standard output goes to a person's terminal. */
  readonly isTerminal: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  readonly cwd: () => string
}

/** 0 explained, 1 not explained for certain, 2 wrong usage, 3 input that could not be read. */
export type ExitCode = 0 | 1 | 2 | 3

/** An input as text, or one sentence about why it could not be read. */
export type InputText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: ExitCode; readonly problem: string }

/** The largest input read into memory; a longer one is refused in a sentence instead of a crash. */
export const maxInputBytes: number = 512 * 1024 * 1024 - 1024

/** Reads the file named, or standard input for `null` and `-`, as UTF-8 (UTF-16 with a byte order mark is understood). */
export async function readInput(file: string | null, io: Io): Promise<InputText> {
  if (file !== null && file !== '-') return readNamed(file, io)
  if (io.stdinIsTerminal) {
    return { ok: false, code: 2, problem: 'No input: name a file, or pipe the error text into undeny.' }
  }
  try {
    return decoded(await io.readStdin(), 'Standard input')
  } catch (error) {
    return { ok: false, code: 3, problem: `Standard input could not be read: ${reasonOf(error)}.` }
  }
}

async function readNamed(file: string, io: Io): Promise<InputText> {
  try {
    return decoded(await io.readFile(file), `\`${printable(file)}\``)
  } catch (error) {
    const hint = /\s/.test(file) ? ' An error text, unlike a file, is read from standard input.' : ''
    return { ok: false, code: 3, problem: `\`${printable(file)}\` could not be read: ${reasonOf(error)}.${hint}` }
  }
}

function decoded(bytes: Uint8Array, name: string): InputText {
  if (bytes.length > maxInputBytes) {
    return { ok: false, code: 3, problem: `${name} could not be read: it is larger than 512 MB.` }
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    return { ok: false, code: 3, problem: `${name} could not be read: it is compressed; unpack it first with gunzip.` }
  }
  return { ok: true, text: new TextDecoder(encodingOf(bytes)).decode(bytes) }
}

// PowerShell's `>` writes UTF-16 with a byte order mark.
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

const reasonByErrorCode: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or folder'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'permission to read it is missing'],
  ['EPERM', 'permission to read it is missing'],
  ['ENOTDIR', 'part of its path is not a folder'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['ELOOP', 'it is a link that leads back to itself'],
  ['ENOSPC', 'no space is left'],
])

/** A system error in words, without a full stop. */
export function reasonOf(error: unknown): string {
  if (error === null || typeof error !== 'object') return 'the reason is unknown'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const message = 'message' in error && typeof error.message === 'string' ? error.message : code
  return reasonByErrorCode.get(code) ?? (printable(message) || 'the reason is unknown')
}

const longestShown = 200

/** Outside text made safe for one line of a terminal: control and direction characters escaped, long text cut. */
export function printable(text: string): string {
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
  return shown.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')
    return `\\u{${hex}}`
  })
}

/** Writes one sentence about what went wrong and gives the exit code, so that a command can `return cliProblem(…)`. */
export function cliProblem(io: Io, code: ExitCode, sentence: string): ExitCode {
  io.stderr(`undeny: ${sentence}\n`)
  return code
}

/** Whether to colour the answer: only for a terminal, and only where nobody asked for none. */
export function usesColour(io: Io): boolean {
  const { NO_COLOR: noColour, TERM: terminal } = io.env
  return io.isTerminal && (noColour === undefined || noColour === '') && terminal !== 'dumb'
}
