import { access, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Rejects with the system's error where a file cannot be written; told before the work that is to be written is done. */
export async function mayWrite(path: string): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const before = await stat(path).catch(() => null)
  if (before?.isDirectory() === true) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
  await access(before === null || before.isFile() ? dirname(target) : target, constants.W_OK)
}

/**
 * Writes a file whole or not at all: beside it first, so that a full disk or an interruption leaves the old one as it was. A link
 * stays one, and a pipe or a device is written to, not replaced. Rejects with the system's error.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const before = await stat(path).catch(() => null)
  if (/^\/(?:dev|proc)\//.test(path) || (before !== null && !before.isFile())) return writeFile(path, text)
  const draft = `${target}.${process.pid}.tmp`
  try {
    await writeFile(draft, text, { mode: before === null ? 0o600 : before.mode & 0o777 })
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
