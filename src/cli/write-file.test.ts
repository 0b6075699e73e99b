import { execFileSync } from 'node:child_process'
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { mayWrite, writeWhole } from './write-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'undeny-write-'))
const at = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

describe('mayWrite', () => {
  it('says before the work what would fail after it', async () => {
    await expect(mayWrite(at('page'))).resolves.toBeUndefined()
    await expect(mayWrite(at('none/page'))).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(mayWrite(folder)).rejects.toMatchObject({ code: 'EISDIR' })
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('writeWhole', () => {
  it('writes a new file for its owner alone, and keeps who may read an old one', async () => {
    await writeWhole(at('new'), 'page')
    writeFileSync(at('old'), 'before', { mode: 0o644 })
    await writeWhole(at('old'), 'page')
    expect([at('new'), at('old')].map((path) => [readFileSync(path, 'utf8'), statSync(path).mode & 0o777])).toEqual([
      ['page', 0o600],
      ['page', 0o644],
    ])
  })

  it('writes what a link points to', async () => {
    writeFileSync(at('target'), 'before')
    symlinkSync('target', at('link'))
    await writeWhole(at('link'), 'page')
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true)
    expect(readFileSync(at('target'), 'utf8')).toBe('page')
  })

  it('writes into a pipe', async () => {
    execFileSync('mkfifo', [at('pipe')])
    const [text] = await Promise.all([readFile(at('pipe'), 'utf8'), writeWhole(at('pipe'), 'page')])
    expect(text).toBe('page')
    expect(statSync(at('pipe')).isFIFO()).toBe(true)
  })

  it('leaves nothing behind where it fails', async () => {
    await expect(writeWhole(at('none/page'), 'page')).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(writeWhole(folder, 'page')).rejects.toMatchObject({ code: 'EISDIR' })
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})
