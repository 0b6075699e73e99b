import { type Position, pointerOf, positionOf, segmentsOf } from '../iam/position.ts'
import type { SnapshotFiles } from './files.ts'

/** The texts of the files and the places of values in them, each read once. */
export interface FileTexts {
  text(file: string): string | null
  position(file: string, pointer: string): Position | null
}

/** Reads texts when they are asked for. */
export function openTexts(files: SnapshotFiles): FileTexts {
  const texts = new Map<string, string | null>()
  const positions = new Map<string, Position | null>()

  function text(file: string): string | null {
    const known = texts.get(file)
    if (known !== undefined) return known
    const read = files.read(file)
    texts.set(file, read)
    return read
  }

  // One role of ten thousand is looked for once, not once for each of its policies.
  function entryAt(file: string, pointer: string): Position | null {
    const key = `${file}#${pointer}`
    const known = positions.get(key) ?? positionOf(text(file) ?? '', pointer)
    positions.set(key, known)
    return known
  }

  function position(file: string, pointer: string): Position | null {
    const segments = segmentsOf(pointer)
    if (segments === null || segments.length <= 2) return entryAt(file, pointer)
    const entry = entryAt(file, pointerOf(...segments.slice(0, 2)))
    if (entry === null) return null
    const { offset, length, line, column } = entry
    const inner = positionOf((text(file) ?? '').slice(offset, offset + length), pointerOf(...segments.slice(2)))
    if (inner === null) return null
    return {
      offset: offset + inner.offset,
      length: inner.length,
      line: line + inner.line - 1,
      column: inner.line === 1 ? column + inner.column - 1 : inner.column,
    }
  }

  return { text, position }
}
