import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { licenceProblems } from '../tools/check-licences.mjs'

const root = new URL('..', import.meta.url)
const page = '| `tiny` | a purpose |'

function lockOf(entry: object, path = 'node_modules/tiny'): unknown {
  return { packages: { '': { devDependencies: { tiny: '1.0.0' } }, [path]: entry } }
}

describe('the licence check', () => {
  it('finds nothing wrong with what is locked', () => {
    const lock: unknown = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'))
    expect(licenceProblems(lock, readFileSync(new URL('docs/dependencies.md', root), 'utf8'))).toEqual([])
  })

  it.each(['MIT', 'Apache-2.0', 'MIT OR Apache-2.0', '(MIT OR GPL-3.0-only)', 'MIT AND ISC'])(
    'lets %s pass',
    (license) => {
      expect(licenceProblems(lockOf({ license, dev: true }), page)).toEqual([])
    },
  )

  it.each(['AGPL-3.0', 'GPL-3.0-or-later', 'MIT AND GPL-2.0', 'LGPL-3.0', 'MPL-2.0', 'UNLICENSED', ''])(
    'refuses %j',
    (license) => {
      expect(licenceProblems(lockOf({ license, dev: true }), page)).toEqual([
        `tiny has the licence ${license}, which is not on the list.`,
      ])
    },
  )

  it('refuses a package without a licence', () => {
    expect(licenceProblems(lockOf({}), page)).toEqual(['tiny has the licence (none), which is not on the list.'])
  })

  it('lets the one MPL-2.0 package pass at development time only', () => {
    const path = 'node_modules/lightningcss'
    expect(licenceProblems(lockOf({ license: 'MPL-2.0', dev: true }, path), page)).toEqual([])
    expect(licenceProblems(lockOf({ license: 'MPL-2.0' }, path), page)).toHaveLength(1)
  })

  it('refuses a download address and a dependency without its line', () => {
    const lock = lockOf({ license: 'MIT', resolved: 'https://registry.example/tiny.tgz' })
    expect(licenceProblems(lock, '')).toEqual([
      'tiny has a download address in package-lock.json.',
      'docs/dependencies.md has no line for tiny.',
    ])
  })
})
