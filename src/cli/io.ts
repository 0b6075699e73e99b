import type { Language } from '../causes/cause.ts'
import type { Phrase } from '../iam/phrase.ts'
import { reasonOf as systemReason } from '../snapshot/system-fault.ts'

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
  /** Whether a file that the command line names can be written; rejects with the system's error where not. */
  readonly mayWrite: (path: string) => Promise<void>
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
  | { readonly ok: false; readonly code: ExitCode; readonly problem: Phrase }

/** The largest input read into memory; a longer one is refused in a sentence instead of a crash. */
export const maxInputBytes: number = 512 * 1024 * 1024 - 1024

/** Reads the file named, or standard input for `null` and `-`, as UTF-8 (UTF-16 with a byte order mark is understood). */
export async function readInput(file: string | null, io: Io): Promise<InputText> {
  if (file !== null && file !== '-') return readNamed(file, io)
  if (io.stdinIsTerminal) {
    return { ok: false, code: 2, problem: noInput }
  }
  try {
    return await textOf(await io.readStdin(), standardInput)
  } catch (error) {
    return { ok: false, code: 3, problem: notRead(standardInput, reasonOf(error)) }
  }
}

async function readNamed(file: string, io: Io): Promise<InputText> {
  try {
    return await textOf(await io.readFile(file), fileNamed(file))
  } catch (error) {
    const { en, ko } = unreadableFile(file, error)
    const problem = /\s/.test(file) ? { en: `${en} ${textAsFile.en}`, ko: `${ko} ${textAsFile.ko}` } : { en, ko }
    return { ok: false, code: 3, problem }
  }
}

const noInput: Phrase = {
  en: 'No input: name a file, or pipe the error text into undeny.',
  ko: '입력이 없습니다. 파일을 지정하거나 오류 텍스트를 파이프로 전달하세요.',
}

const textAsFile: Phrase = {
  en: 'An error text, unlike a file, is read from standard input.',
  ko: '파일이 아닌 오류 텍스트는 표준 입력으로 전달하세요.',
}

/** What is read, as the subject of an English sentence and the object of a Korean one. */
const standardInput: Phrase = { en: 'Standard input', ko: '표준 입력을' }

function fileNamed(file: string): Phrase {
  const name = `\`${printable(file)}\``
  return { en: name, ko: `${name} 파일을` }
}

function notRead(name: Phrase, reason: Phrase): Phrase {
  return { en: `${name.en} could not be read: ${reason.en}.`, ko: `${name.ko} 읽지 못했습니다. ${reason.ko}.` }
}

/** The sentence about a file that could not be read. */
export function unreadableFile(file: string, error: unknown): Phrase {
  return notRead(fileNamed(file), reasonOf(error))
}

async function textOf(given: Uint8Array, name: Phrase): Promise<InputText> {
  const read = isPacked(given) ? await unpackedInput(given) : { ok: true as const, bytes: given }
  if (!read.ok) return { ok: false, code: 3, problem: notRead(name, read.problem) }
  const { bytes } = read
  if (bytes.length > maxInputBytes) {
    return { ok: false, code: 3, problem: notRead(name, tooLarge) }
  }
  return { ok: true, text: new TextDecoder(encodingOf(bytes)).decode(bytes) }
}

const tooLarge: Phrase = { en: 'it is larger than 512 MB', ko: '512MB를 넘습니다' }

/** Whether bytes begin as gzip or zstd writes them. */
function isPacked(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes
  return (a === 0x1f && b === 0x8b && c === 8) || (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd)
}

type Unpacked = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly problem: Phrase }

/** An error that is cut off could be taken for another one, so a part of an input is not read. */
async function unpackedInput(bytes: Uint8Array): Promise<Unpacked> {
  const [{ unpacked }, { newMemory }, { bytesOf }] = await Promise.all([
    import('../trail/files/unpacked.ts'),
    import('../trail/files/memory.ts'),
    import('../trail/files/open-input.ts'),
  ])
  const read = unpacked(newMemory({ text: '', isMember: false }), bytesOf(bytes))
  return !read.ok || read.fault === null ? read : { ok: false, problem: read.fault }
}

// PowerShell's `>` writes UTF-16 with a byte order mark.
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

/** A system error as a clause; what the system itself says is made safe to print. */
export function reasonOf(error: unknown): Phrase {
  return printablePhrase(systemReason(error))
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

/** Both languages of a phrase, made safe. */
export function printablePhrase({ en, ko }: Phrase): Phrase {
  return { en: printable(en), ko: printable(ko) }
}

/** Writes one sentence that is not the answer; what stands before it, like a place in a file, is the same in every language. */
export function tell(io: Io, sentence: Phrase, language: Language, place = ''): void {
  io.stderr(`undeny: ${place === '' ? '' : `${place}: `}${sentence[language]}\n`)
}

/** Tells what went wrong and gives the exit code, so that a command can `return cliProblem(…)`. */
export function cliProblem(io: Io, code: ExitCode, sentence: Phrase, language: Language): ExitCode {
  tell(io, sentence, language)
  return code
}

/** Whether to colour the answer: only for a terminal, and only where nobody asked for none. */
export function usesColour(io: Io): boolean {
  const { NO_COLOR: noColour, TERM: terminal } = io.env
  return io.isTerminal && (noColour === undefined || noColour === '') && terminal !== 'dumb'
}
