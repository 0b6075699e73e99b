import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readPage } from './doc-page.ts'

const tool = fileURLToPath(new URL('../tools/new-cause.mjs', import.meta.url))
let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'undeny-new-cause-'))
  mkdirSync(join(root, 'src/causes'), { recursive: true })
  writeFileSync(join(root, 'src/causes/older-fact.ts'), "defineCause({\n  code: 'UD905',\n})\n")
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function newCause(...args: readonly string[]): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...args], { cwd: root, encoding: 'utf8' })
  return { status, text: stdout + stderr }
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('npm run new:cause', () => {
  it('writes the file, the test and both pages with the next free code of the family', () => {
    const { status, text } = newCause('newer-fact', '9')
    expect(status).toBe(0)
    expect(text).toContain('Left to do for UD906 newer-fact:')
    expect(readdirSync(join(root, 'src/causes')).toSorted()).toEqual([
      'newer-fact.test.ts',
      'newer-fact.ts',
      'older-fact.ts',
    ])
    expect(read('src/causes/newer-fact.ts')).toContain("  code: 'UD906',\n  name: 'newer-fact',")
    expect(readPage(read('docs/causes/newer-fact.md'))).toMatchObject({
      title: 'UD906 newer-fact',
      sections: ['Example', 'Why AWS denies it', 'How to fix it', 'Not this cause when', 'Sources'],
    })
    expect(readPage(read('docs/causes/ko/newer-fact.md')).sections).toEqual([
      '예제',
      'AWS가 거부하는 이유',
      '해결 방법',
      '이 원인이 아닌 경우',
      '출처',
    ])
  })

  it('takes a code that is free', () => {
    expect(newCause('newer-fact', 'UD951').text).toContain('UD951 newer-fact')
  })

  it('begins a family that has no cause yet', () => {
    expect(newCause('newer-fact', '1').text).toContain('UD101 newer-fact')
  })

  it('refuses a code that is used', () => {
    expect(newCause('newer-fact', 'UD905')).toEqual({
      status: 2,
      text: 'new-cause: UD905 is the code of older-fact.\n',
    })
  })

  it('writes nothing over a file that exists', () => {
    expect(newCause('older-fact', '9')).toEqual({
      status: 2,
      text: 'new-cause: src/causes/older-fact.ts exists already.\n',
    })
  })

  it.each([[[]], [['newer-fact']], [['Newer Fact', '9']], [['../fact', '9']], [['newer-fact', '0']]])(
    'says how to call it for %j',
    (args) => {
      const { status, text } = newCause(...args)
      expect(status).toBe(2)
      expect(text).toContain('usage: npm run new:cause -- NAME FAMILY')
    },
  )
})
