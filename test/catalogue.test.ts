import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { languages } from '../src/causes/cause.ts'
import { causes } from '../src/causes/index.ts'
import { readPage } from './doc-page.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const sourceFolder = `${root}/src/causes`
const pageFolder = (language: string): string => `${root}/docs/causes${language === 'en' ? '' : `/${language}`}`

const catalogue = resolve(root, process.env.SHARED ?? '../shared', 'causes.md')

/** Family digit by name, as the shared catalogue groups them. */
function familyByName(markdown: string): ReadonlyMap<string, string> {
  const families = new Map<string, string>()
  let family = ''
  for (const line of markdown.split('\n').filter((text) => text.startsWith('|'))) {
    family = /^\| \*\*(\d) /.exec(line)?.[1] ?? family
    for (const [, name = ''] of (line.split('|')[1] ?? '').matchAll(/`([a-z0-9-]+)`/g)) families.set(name, family)
  }
  return families
}

describe('the catalogue of causes', () => {
  it('gives every cause a code of its own', () => {
    const codes = causes.map((cause) => cause.code)
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes.filter((code) => !/^UD[1-9]\d\d$/.test(code))).toEqual([])
  })

  it('gives every cause a name of its own', () => {
    const names = causes.map((cause) => cause.name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([])
  })

  it('lists the causes by code', () => {
    const codes = causes.map((cause) => cause.code)
    expect(codes).toEqual(codes.toSorted())
  })

  it('has a file and a test for every cause', () => {
    const files = new Set(readdirSync(sourceFolder))
    const missing = causes.flatMap(({ name }) => [`${name}.ts`, `${name}.test.ts`]).filter((file) => !files.has(file))
    expect(missing).toEqual([])
  })

  it('says since which version it tells a cause', () => {
    expect(causes.filter((cause) => !/^\d+\.\d+\.\d+$/.test(cause.since)).map((cause) => cause.name)).toEqual([])
  })

  it.each(languages)('has one page for every cause and no other (%s)', (language) => {
    const pages = readdirSync(pageFolder(language)).filter((file) => file.endsWith('.md'))
    expect(pages.toSorted()).toEqual(causes.map((cause) => `${cause.name}.md`).toSorted())
  })

  it.each(languages)('gives every page the code and the name of its cause as title (%s)', (language) => {
    const titles = causes.map(({ name }) => readPage(readFileSync(`${pageFolder(language)}/${name}.md`, 'utf8')).title)
    expect(titles).toEqual(causes.map((cause) => `${cause.code} ${cause.name}`))
  })

  it.skipIf(!existsSync(catalogue))('takes names and families from the shared catalogue', () => {
    const families = familyByName(readFileSync(catalogue, 'utf8'))
    expect(families.size).toBeGreaterThan(50)
    expect(causes.filter(({ code, name }) => families.get(name) !== code[2]).map((cause) => cause.name)).toEqual([])
  })
})
