import { describe, expect, it } from 'vitest'
import { codeSpan, escaped, fenced, sentence } from './markdown-text.ts'

describe('Markdown text', () => {
  it('escapes what would be markup', () => {
    expect(escaped('a*b_c<d>|#`[x](y)')).toBe('a\\*b\\_c\\<d\\>\\|\\#\\`\\[x\\](y)')
  })

  it('makes links and mentions inert', () => {
    expect(escaped('@team https://example.com &lt;')).toBe('&#64;team https:&#47;&#47;example.com &amp;lt;')
  })

  it('keeps the values of a sentence as code', () => {
    expect(sentence('`a|b` denies <x>.')).toBe('`a|b` denies \\<x\\>.')
  })

  it('closes no code span with a backtick of its value', () => {
    expect(codeSpan('a`b``c')).toBe('``` a`b``c ```')
  })

  it('closes no fence with a line of its text', () => {
    expect(fenced('json', ['```', '<b>'])).toBe('````json\n```\n<b>\n````')
  })

  it('closes none with any number of lines and backticks', () => {
    const lines = [...Array<string>(200_000).fill('x'), '` '.repeat(200_000), '```']
    const [first, ...more] = fenced('sh', lines).split('\n')
    expect([first, more.at(-1), more.length]).toEqual(['````sh', '````', 200_003])
  })

  it('writes invisible characters of a command as JSON escapes, and cuts no command', () => {
    const long = `'{"a":"\u202e"}' ${'x'.repeat(9_000)}`
    expect(fenced('sh', [long])).toBe(`\`\`\`sh\n'{"a":"\\u202e"}' ${'x'.repeat(9_000)}\n\`\`\``)
  })
})
