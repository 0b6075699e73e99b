import type { Phrase } from '../../iam/phrase.ts'
import type { Memory } from './memory.ts'

/** What came of asking an input for more bytes. */
export interface Filled {
  /** Bytes laid into the memory; where it is 0, the input is at its end. */
  readonly written: number
  /** One clause about why the input ended too early; null where all is well. */
  readonly fault: Phrase | null
}

/** A text that is laid into the memory piece by piece, at places that follow each other. */
export interface Input {
  /** Lays about `wanted` bytes at `at`; what lies between `windowStart` and `at` is the text before them. */
  readonly fill: (memory: Memory, at: number, windowStart: number, wanted: number) => Filled
  /** First place of memory that the input does not use itself. */
  readonly base: number
  /** Bytes before `at` that the input looks back to. */
  readonly lookBack: number
}

/** An input of pieces that are made one after the other; what throws is told as the fault. */
export function piecesInput(pieces: Iterator<Uint8Array>, base: number, faultOf: (error: unknown) => Phrase): Input {
  let rest: Uint8Array = new Uint8Array(0)
  const fill: Input['fill'] = (memory, at, _, wanted) => {
    try {
      while (rest.length === 0) {
        const next = pieces.next()
        if (next.done === true) return { written: 0, fault: null }
        rest = next.value
      }
    } catch (error) {
      return { written: 0, fault: faultOf(error) }
    }
    const piece = rest.subarray(0, wanted)
    rest = rest.subarray(piece.length)
    memory.bytes().set(piece, at)
    return { written: piece.length, fault: null }
  }
  return { fill, base, lookBack: 0 }
}
