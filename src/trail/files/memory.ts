import { type Kernel, type Needle, newKernel } from './kernel.ts'

/** A kernel with its memory as a buffer, which follows the memory where it grows. */
export interface Memory {
  readonly kernel: Kernel
  /** Valid until the next call of `reserve`. */
  readonly bytes: () => Buffer
  /** Makes sure that the memory reaches to a place; false where the machine has no more. */
  readonly reserve: (end: number) => boolean
}

const page = 65_536

/** A memory for one search after another. */
export function newMemory(needle: Needle): Memory {
  const kernel = newKernel(needle)
  let bytes = Buffer.from(kernel.memory.buffer)
  const reserve = (end: number): boolean => {
    const missing = Math.ceil((end - kernel.memory.buffer.byteLength) / page)
    if (missing <= 0) return true
    try {
      // Growing step by step would copy nothing but cost a call each.
      kernel.memory.grow(Math.max(missing, 16))
    } catch {
      return false
    }
    bytes = Buffer.from(kernel.memory.buffer)
    return true
  }
  return { kernel, bytes: () => bytes, reserve }
}

/** The next place that is a multiple of 64. */
export function aligned(place: number): number {
  return Math.ceil(place / 64) * 64
}

// A memory never shrinks; one that a huge file has stretched is let go.
const longestKept = 256 * 1024 * 1024

/** Gives the same memory again and again, or a new one after it has grown large. */
export function reusedMemory(needle: Needle): () => Memory {
  let memory: Memory | null = null
  return () => {
    if (memory === null || memory.kernel.memory.buffer.byteLength > longestKept) memory = newMemory(needle)
    return memory
  }
}
