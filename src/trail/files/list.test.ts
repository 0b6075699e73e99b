import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findLogFiles } from '../duckdb/log-files.ts'
import { listFiles } from './list.ts'

const folder = mkdtempSync(join(tmpdir(), 'undeny-list-'))

beforeAll(() => {
  mkdirSync(join(folder, 'dup'))
  // Equal in all but the file itself.
  for (const name of ['a.json', 'dup/b.json']) writeFileSync(join(folder, name), '{"Records":[]}')
  symlinkSync(join(folder, 'a.json'), join(folder, 'dup', 'linked.json'))
  linkSync(join(folder, 'a.json'), join(folder, 'dup', 'hard.json'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const names = (paths: readonly string[]): readonly string[] =>
  listFiles(paths)
    .files.map(({ path }) => relative(folder, path))
    .toSorted()

describe('listFiles', () => {
  it('reads a file once, whatever its links are', () => {
    expect(names([folder])).toEqual(['a.json', 'dup/b.json'])
    expect(findLogFiles([folder]).files.length).toBe(2)
  })

  it('reads a file once, however often it is named', () => {
    const file = join(folder, 'a.json')
    expect(names([file, `${folder}/dup/../a.json`, join(folder, 'dup', 'linked.json'), file])).toEqual(['a.json'])
    expect(names([join(folder, 'dup'), file])).toEqual(['dup/b.json', 'dup/hard.json'])
  })
})
