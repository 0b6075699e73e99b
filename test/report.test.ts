import { describe, expect, it } from 'vitest'
import { languages } from '../src/causes/cause.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import { applyScript } from '../src/report/apply-script.ts'
import { diagnosisJson } from '../src/report/json.ts'
import { reportMarkdown } from '../src/report/markdown.ts'
import { reportText } from '../src/report/text.ts'
import { reports as all } from './diagnoses.ts'

/** The same diagnosis with one number of other requests tried: how many that is belongs to the fixes, not to the report. */
function stable(diagnosis: Diagnosis): Diagnosis {
  return {
    ...diagnosis,
    fixes: diagnosis.fixes.map((fix) => {
      const { triedCount } = fix.alsoAllows
      return { ...fix, alsoAllows: { ...fix.alsoAllows, triedCount: triedCount === 0 ? 0 : 40 } }
    }),
  }
}

const reports = Object.fromEntries(Object.entries(all).map(([name, d]) => [name, stable(d)]))
const nearMiss = stable(all.nearMiss)
const twoBlockers = stable(all.twoBlockers)
const { nothingRefuses, bare, hostile } = all

const fileName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The text without the sequences that colour a terminal. */
function withoutColour(text: string): string {
  return text
    .split('\u001b')
    .map((part, i) => (i === 0 ? part : part.replace(/^\[\d+m/, '')))
    .join('')
}

describe('a whole report', () => {
  for (const [name, diagnosis] of Object.entries(reports)) {
    it.each(languages)(`${fileName(name)} reads as reviewed in %s`, async (language) => {
      const text = reportText(diagnosis, { language, colour: false })
      await expect(text).toMatchFileSnapshot(`reports/${fileName(name)}.${language}.txt`)
    })
  }

  it.each(languages)('is laid out as Markdown in %s', async (language) => {
    await expect(reportMarkdown(twoBlockers, language)).toMatchFileSnapshot(`reports/two-blockers.${language}.md`)
  })

  it('says the same with colour, which marks verdicts only', () => {
    const text = reportText(twoBlockers, { language: 'en', colour: true })
    expect(text).toContain('\u001b[')
    expect(withoutColour(text)).toBe(reportText(twoBlockers, { language: 'en', colour: false }))
  })
})

describe('an apply script', () => {
  it.each(languages)('says what each command does and who runs it in %s', async (language) => {
    await expect(applyScript([nearMiss], language)).toMatchFileSnapshot(`reports/near-miss.${language}.sh`)
  })

  it('is not printed where no fix is verified', () => {
    expect(applyScript([bare, nothingRefuses], 'en')).toBeNull()
  })

  it('quotes a hostile document so that the shell reads data only', () => {
    const script = applyScript([hostile], 'en') ?? ''
    expect(script.split('\n').filter((line) => /script|here/.test(line) && !line.startsWith('#'))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^ +"/)]),
    )
    expect(script.match(/^DOCUMENT$/gm)?.length).toBe(script.match(/<<'DOCUMENT'$/gm)?.length)
  })
})

describe('outside text', () => {
  const forms = {
    text: reportText(hostile, { language: 'en', colour: false }),
    markdown: reportMarkdown(hostile, 'en'),
    script: applyScript([hostile], 'ko') ?? '',
  }

  it.each(Object.entries(forms))('holds no control or direction character in the %s', (_, form) => {
    expect(form).not.toMatch(/[^\P{C}\n]/u)
  })

  it('stays within code spans and fences of Markdown, so that HTML, links and mentions are inert', () => {
    const outside = forms.markdown
      .replace(/^(`{3,})\w+\n[\s\S]*?\n\1$/gm, '')
      .replace(/(`+)[^\n]*?[^`]\1(?!`)/g, '')
      .replaceAll('<br>', '')
    expect(outside).not.toMatch(/<|script|@here|\]\(/)
  })

  it('is cut where a line of a policy has ten thousand characters', () => {
    for (const line of forms.text.split('\n')) expect(line.length).toBeLessThan(1_600)
  })
})

describe('the JSON form', () => {
  it.each(Object.entries(reports))('of %s has every documented member', (_, diagnosis) => {
    const json = JSON.parse(JSON.stringify(diagnosisJson(diagnosis, 'en')))
    expect(Object.keys(json)).toEqual([
      'schemaVersion',
      'denial',
      'joined',
      'keyDenial',
      'callers',
      'requests',
      'verdict',
      'certain',
      'nextDenials',
      'occasional',
      'assumptions',
      'causes',
      'fixes',
      'unknowns',
    ])
    for (const cause of json.causes) {
      expect(Object.keys(cause)).toEqual(
        expect.arrayContaining(['code', 'name', 'layer', 'request', 'status', 'evidence', 'headline', 'why', 'at']),
      )
    }
    for (const fix of json.fixes) {
      expect(Object.keys(fix)).toEqual(['edits', 'verified', 'verdictAfter', 'reason', 'alsoAllows'])
      expect(Object.keys(fix.alsoAllows)).toEqual(['tried', 'newlyAllowed', 'examples'])
      for (const edit of fix.edits) {
        expect(Object.keys(edit)).toEqual(
          expect.arrayContaining(['cause', 'target', 'kind', 'owner', 'instruction', 'cli', 'diff', 'document']),
        )
      }
    }
    for (const unknown of json.unknowns) {
      expect(Object.keys(unknown)).toEqual(['kind', 'fact', 'permission', 'command'])
    }
  })
})
