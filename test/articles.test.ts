import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { causes } from '../src/causes/index.ts'
import { type Blocker, blockers } from './article-blockers.ts'
import { type Cure, cures } from './article-cures.ts'
import { explainArticle, refused, verifiedFix, widerThan } from './article-fixture.ts'
import type { Json } from './cause-fixture.ts'

/** What the fix of the article's document allows beyond some policies; null where no such fix is verified. */
function cureWiderThan(cure: Cure, limits: readonly Json[]): readonly string[] | null {
  const fix = verifiedFix(explainArticle(cure), cure.target)
  return fix === null ? null : widerThan(fix, [...limits, ...(cure.before === undefined ? [] : [cure.before])])
}

function blockerWiderThan(blocker: Blocker): readonly string[] | null {
  const fix = verifiedFix(explainArticle(blocker), null)
  return fix === null ? null : widerThan(fix, [blocker.before])
}

describe('a policy that an article prints as the cure', () => {
  it.each(cures)('$name: is found missing', (cure) => {
    expect(refused(explainArticle(cure))).toEqual(cure.refused)
  })

  it.each(cures)('$name: a fix of its document opens the whole call and nothing beyond the article', (cure) => {
    expect(cureWiderThan(cure, [cure.article])).toEqual([])
  })

  it.each(cures)('$name: against no article at all, that fix is wider', (cure) => {
    expect(cureWiderThan(cure, [])?.length).toBeGreaterThan(0)
  })
})

describe('a policy that an article prints as the blocker', () => {
  it.each(blockers)('$name: is found', (blocker) => {
    expect(refused(explainArticle(blocker))).toEqual(blocker.refused)
  })

  it.each(blockers)('$name: the first fix opens the whole call and no more than the denied request', (blocker) => {
    expect(blockerWiderThan(blocker)).toEqual([])
  })
})

describe('docs/articles.md', () => {
  it('names causes that exist, each with its code and its page', () => {
    const page = readFileSync('docs/articles.md', 'utf8')
    const links = new Set([...page.matchAll(/\[UD[^\]]*\]\([^)]*\)/g)].map(([link]) => link))
    const pages = new Set(causes.map(({ code, name }) => `[${code} ${name}](causes/${name}.md)`))
    expect(links.size).toBeGreaterThan(20)
    expect([...links].filter((link) => !pages.has(link))).toEqual([])
  })
})
