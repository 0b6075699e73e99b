import { printableLine, visibleJson } from './printable.ts'

/** A sentence whose values stand in backticks, as Markdown: values stay code, everything else is escaped. */
export function sentence(text: string): string {
  return text
    .split('`')
    .map((part, i) => (i % 2 === 0 ? escaped(part) : codeSpan(part)))
    .join('')
}

/** Plain text as Markdown that shows the same characters. */
export function escaped(text: string): string {
  return printableLine(text)
    .replace(/[\\`*_[\]<>|~#]/g, (character) => `\\${character}`)
    .replace(/&/g, '&amp;')
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, ':&#47;&#47;')
}

/** A value as a code span that no character of it can close. */
export function codeSpan(value: string): string {
  const shown = printableLine(value)
  if (shown === '') return ''
  const fence = '`'.repeat(longestRun(shown) + 1)
  const padding = fence.length > 1 || shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return `${fence}${padding}${shown}${padding}${fence}`
}

/** Lines in a fence that none of them can close. */
export function fenced(language: 'json' | 'diff' | 'sh', lines: readonly string[]): string {
  const shown = lines.map(language === 'json' ? printableLine : visibleJson)
  const fence = '`'.repeat(shown.reduce((length, line) => Math.max(length, longestRun(line) + 1), 3))
  return [`${fence}${language}`, ...shown, fence].join('\n')
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0)
}
