import { kernelBytes } from './kernel.generated.ts'

/**
 * The part of the search that runs as WebAssembly (`tools/kernel/`): inflating, and finding the elements of a JSON text that
 * hold some bytes. Numbers are places in `memory`.
 */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number }
  readonly start: (input: number, length: number) => void
  readonly inflate: (output: number, windowStart: number, pauseAt: number) => number
  readonly inputPosition: () => number
  readonly outputPosition: () => number
  readonly beginSum: () => void
  /** Takes bytes into the checksum: a multiple of 16, with at least `sumWindow` bytes after them. */
  readonly fold: (from: number, length: number) => void
  /** Lays the bytes that are left, with what was folded, where only their own checksum is missing. */
  readonly foldLast: (from: number, length: number) => number
  readonly sumWindow: { readonly value: number }
  readonly needlePlace: () => number
  readonly setNeedle: (length: number, pair: number, isMember: number) => void
  readonly begin: (at: number) => void
  readonly scan: (from: number, to: number) => number
  readonly moved: (by: number) => void
  readonly keptFrom: () => number
  readonly foundPlace: () => number
  /** Three numbers each: start, end, and where the value of the member begins that is looked for; 0 and 1 as in `Element`. */
  readonly countFound: () => number
  readonly clearFound: () => void
  readonly countElements: () => number
  readonly isOdd: () => number
  readonly isClosed: (at: number) => number
  /** Where input may be laid. */
  readonly heap: { readonly value: number }
  /** Bytes that must be there after every input and output. */
  readonly slack: { readonly value: number }
  readonly paused: { readonly value: number }
  readonly done: { readonly value: number }
  readonly damaged: { readonly value: number }
  readonly cut: { readonly value: number }
}

// The types of Node.js 20 leave WebAssembly out.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}

/** What a kernel looks for. */
export interface Needle {
  /** Printable ASCII without quotes and backslashes; none asks for every element. */
  readonly text: string
  /** Whether it is the name of a member, of which an element without a value is not wanted. */
  readonly isMember: boolean
}

/** A kernel of its own memory, which looks for a text. */
export function newKernel({ text, isMember }: Needle): Kernel {
  const module = new WebAssembly.Module(Buffer.from(kernelBytes, 'base64'))
  // What the kernel exports is what `tools/kernel/index.ts` says.
  const kernel = new WebAssembly.Instance(module, {}).exports as Kernel
  const needle = text.slice(0, longestNeedle)
  const bytes = Buffer.from(needle)
  new Uint8Array(kernel.memory.buffer).set(bytes, kernel.needlePlace())
  kernel.setNeedle(bytes.length, rarestPair(needle), isMember ? 1 : 0)
  return kernel
}

/** Whether a kernel can look for the text: its bytes are written in JSON as they are, or as an escape that the kernel knows. */
export function isNeedle(text: string): boolean {
  return text.length > 1 && /^[A-Za-z0-9-]+$/.test(text)
}

const longestNeedle = 60

/** Where the two neighbours stand that are met most rarely in a log: an inner capital after its neighbour, else the last. */
function rarestPair(needle: string): number {
  const capital = /[a-z][A-Z]/.exec(needle)
  return capital?.index ?? Math.max(0, needle.length - 2)
}
