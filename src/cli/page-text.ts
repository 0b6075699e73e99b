import { createColors } from 'picocolors'

/** A page of the documentation as a terminal shows it: bold headings, indented code, no marks of Markdown. */
export function pageText(markdown: string, colour: boolean): string {
  const paint = createColors(colour)
  let inCode = false
  const lines = markdown.split('\n').flatMap((line) => {
    if (line.startsWith('```')) {
      inCode = !inCode
      return []
    }
    if (inCode) return [line === '' ? '' : `    ${line}`]
    const heading = /^#{1,6} (.*)$/.exec(line)?.[1]
    return [heading === undefined ? plainMarkdown(line) : paint.bold(plainMarkdown(heading))]
  })
  return `${lines.join('\n').trim()}\n`
}

/** The first paragraph below the title: the page in one sentence. */
export function firstSentence(markdown: string): string {
  const lines = markdown.split('\n').map((line) => line.trim())
  return plainMarkdown(lines.find((line) => line !== '' && !line.startsWith('#')) ?? '')
}

/** A line of Markdown without backticks; a link to another page keeps its text, any other link shows its address too. */
function plainMarkdown(line: string): string {
  const withoutLinks = line.replace(/\[([^\]]*)\]\(([^)]*)\)/g, (_, text: string, address: string) =>
    address.startsWith('https://') ? `${text}\n  ${address}` : text,
  )
  return withoutLinks.replaceAll('`', '')
}
