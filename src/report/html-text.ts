import { printableLine, visibleJson } from './printable.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Outside text as HTML: nothing in it is markup, and nothing in it is invisible. */
export function html(text: string): string {
  return withEntities(printableLine(text))
}

/** A line of JSON or of a command to run as HTML, whole: what is cut would be another one. */
export function htmlLine(line: string): string {
  return withEntities(visibleJson(line))
}

function withEntities(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** A sentence with values in backticks as HTML. */
export function htmlSentence(text: string): string {
  return text
    .split('`')
    .map((part, i) => (i % 2 === 0 ? html(part) : `<code>${html(part)}</code>`))
    .join('')
}

/** An element with text that is HTML already. */
export function element(name: string, content: string, attributes: Readonly<Record<string, string>> = {}): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${html(value)}"`)
  return `<${name}${written.join('')}>${content}</${name}>`
}
