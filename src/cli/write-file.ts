import type { Stats } from 'node:fs'
import { access, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Rejects with the system's error where a file cannot be written; told before the work that is to be written is done. */
export async function mayWrite(path: string): Promise<void> {
  const { target, before, isReplaced } = await placeOf(path)
  if (before?.isDirectory() === true) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
  await access(isReplaced ? dirname(target) : target, constants.W_OK)
}

/**
 * Writes a file whole or not at all: beside it first, so that a full disk or an interruption leaves the old one as it was. A link
 * stays one, and a pipe or a device is written to, not replaced. Rejects with the system's error.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const { target, before, isReplaced } = await placeOf(path)
  if (!isReplaced) return writeFile(path, text)
  const draft = `${target}.${process.pid}.tmp`
  try {
    await writeFile(draft, text, { mode: before === null ? 0o600 : before.mode & 0o777 })
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** Where a path leads, what stands there, and whether that is a file, of which a new one takes the place. */
async function placeOf(path: string): Promise<{
  readonly target: string
  readonly before: Stats | null
  readonly isReplaced: boolean
}> {
  const target = await realpath(path).catch(() => path)
  const before = await stat(path).catch(() => null)
  const isReplaced = !/^\/(?:dev|proc)\//.test(path) && (before === null || before.isFile())
  return { target, before, isReplaced }
}
