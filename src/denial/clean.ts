import { withoutSignatures } from './signed-url.ts'
import { unfoldTables } from './tables.ts'
import { joinWrappedLines } from './wraps.ts'

/** The text as its author meant it: no terminal codes, escapes, Markdown, gutters, table cells or hard wraps inside words. */
export function cleanText(text: string): string {
  const plain = withoutControlCharacters(withoutEscapes(withoutTerminalCodes(withoutReturns(text))))
  return withoutSignatures(joinWrappedLines(unfoldTables(withoutGutters(withoutMarkup(plain)))))
}

// Each of these looks for a character that it cannot do without before it searches a long text for the whole of its pattern.

function withoutReturns(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}

const terminalEscape = String.fromCharCode(27)
const bell = String.fromCharCode(7)

function withoutTerminalCodes(text: string): string {
  const [first = '', ...rest] = text.split(terminalEscape)
  const kept = rest.map((part) => (part.startsWith(']') ? afterTitle(part) : part.replace(/^\[[0-?]*[ -/]*[@-~]/, '')))
  // Logs that lose the terminalEscape character keep the rest: `[31m`.
  const joined = kept.length === 0 ? first : [first, ...kept].join('')
  return joined.includes('[') ? joined.replace(/\[\d{1,3}(?:;\d{1,3}){0,4}m/g, '') : joined
}

function afterTitle(part: string): string {
  const end = part.indexOf(bell)
  return end === -1 ? part.replace(/^\][^\n\\]{0,500}\\?/, '') : part.slice(end + 1)
}

// At most 16 backslashes and only from the start of a run: a line of backslashes is read once, not once per character.
const escaped = /(?<!\\)\\{1,16}(u[0-9a-fA-F]{4}|[xX]1[bB]\[[0-9;]{0,12}m|[nrt"'/_*[\]()<>#~.|{}!+`-])/g

/** JSON in JSON and Markdown both hide characters behind backslashes. */
function withoutEscapes(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(escaped, (_, code: string) => {
    if (code === 'n' || code === 'r') return '\n'
    if (code === 't') return ' '
    if (code.startsWith('u')) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return code.length > 1 ? '' : code
  })
}

const characterByName: ReadonlyMap<string, string> = new Map([
  ['quot', '"'],
  ['#34', '"'],
  ['#39', "'"],
  ['#x27', "'"],
  ['apos', "'"],
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['nbsp', ' '],
])

function withoutControlCharacters(text: string): string {
  if (!/[^\n\t -~]/.test(text)) return text
  return text
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2018\u2019]/g, "'")
}

const htmlTag =
  /<\/?(?:br|p|b|i|em|strong|code|pre|span|div|td|tr|th|li|ul|ol|a|h\d|html|body|head|title)(?: [^<>\n]{0,300})?\/?>/g

function withoutMarkup(text: string): string {
  return withoutStars(withoutFences(withoutTags(withoutEntities(text))).replaceAll('`', ''))
}

function withoutFences(text: string): string {
  if (!text.includes('```') && !text.includes('~~~')) return text
  return text.replace(/^[ \t]{0,8}(?:```|~~~).{0,40}$/gm, '')
}

function withoutEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(quot|#34|#39|#x27|apos|lt|gt|amp|nbsp);/g,
    (whole, name: string) => characterByName.get(name) ?? whole,
  )
}

function withoutTags(text: string): string {
  if (!text.includes('<')) return text
  return text.replace(htmlTag, (tag) => (/^<\/?(?:br|p|div|tr|li|pre)/i.test(tag) ? '\n' : ''))
}

/** Emphasis of Markdown; a text without a star is not searched five times for one. */
function withoutStars(text: string): string {
  if (!text.includes('*')) return text
  return (
    text
      .replace(/(?<=^|[\s(])\*(\w[^*\n]{0,200}\w)\*(?=[\s.,;:)]|$)/gm, '$1')
      // A whole line in bold: the wildcard that a value ends with stays.
      .replace(/^([ \t>-]{0,8})\*\*(?=[^\s*])([^\n]{1,4000})\*\*[ \t]{0,8}$/gm, (line, lead: string, inner: string) =>
        inner.includes('**') ? line : `${lead}${inner}`,
      )
      .replace(/(?<![*/:\w])\*\*([^\s*][^*\n]{0,300})\*\*(?![*\w/])/g, '$1')
      // Bold opens before a word and closes after one; `***` is a mask and `/**` a pattern.
      .replace(/(?<![*/:\w])\*\*(?=[^\s*])/g, '')
      .replace(/(?<=[\w."')\]])\*\*(?=[\s.,;:)\]]|$)/g, '')
  )
}

const gutter = /^[ \t]{0,40}(?:(?:[│┃┆╷╵╭╰║]|>(?!=)|,(?=[ \t]{2}))[ \t]{0,4}){1,6}/gm

// A single `|` before the text, as YAML and tree listings draw it; more of them are a table.
const blockGutter = /^[ \t]{0,40}(?:-[ \t])?\|[ \t]{1,4}(?=[^|\n]{0,2000}$)/gm

// Comments of programs in which somebody kept an error.
const commentMark = /^[ \t]{0,80}(?:\/\/|#)[ \t]{1,8}(?=[^\s#])/gm

function withoutGutters(text: string): string {
  const plain = text.replace(gutter, '')
  const uncommented = plain.includes('//') || plain.includes('#') ? plain.replace(commentMark, '') : plain
  const ungrouped = uncommented.includes('|') ? uncommented.replace(blockGutter, '') : uncommented
  return ungrouped.replace(/[│┃║][ \t]{0,4}$/gm, '')
}
