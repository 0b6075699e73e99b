/** A cause's page taken apart, so that its example can be run. */
export interface DocPage {
  /** Text of the first heading: `UD201 identity-no-allow`. */
  readonly title: string
  /** Text of the headings of the second level, in order. */
  readonly sections: readonly string[]
  /** Contents of the example's files by path: `denial.txt`, `snapshot/…`. */
  readonly files: Readonly<Record<string, string>>
  /** What stands behind `$ `; null where the page shows no command. */
  readonly command: string | null
  /** What the page says that the command prints. */
  readonly output: string
  /** Paragraphs and list items without code blocks and headings. */
  readonly prose: readonly string[]
  /** Addresses that the page links to. */
  readonly links: readonly string[]
}

const fence = /^```(\w*)$/

/** Takes a page of `docs/causes` apart. */
export function readPage(markdown: string): DocPage {
  const files: Record<string, string> = {}
  const sections: string[] = []
  const prose: string[] = []
  let title = ''
  let named: string | null = null
  let shown: readonly string[] = []
  const lines = markdown.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (fence.test(line)) {
      const end = lines.indexOf('```', i + 1)
      const block = lines.slice(i + 1, end)
      if (line === '```console') shown = block
      else if (named !== null) files[named] = `${block.join('\n')}\n`
      i = end
    } else if (line.startsWith('# ')) title = line.slice(2)
    else if (line.startsWith('## ')) sections.push(line.slice(3))
    else if (/^`[^`]+`$/.test(line)) named = line.slice(1, -1)
    else if (line !== '') prose.push(line.replace(/^- /, ''))
  }
  const [command, ...output] = shown
  return {
    title,
    sections,
    files,
    command: command?.startsWith('$ ') === true ? command.slice(2) : null,
    output: output.join('\n'),
    prose,
    links: [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, address = '']) => address),
  }
}

/** The page with another output below its command. */
export function withOutput(markdown: string, output: string): string {
  return markdown.replace(/^(```console\n\$ .*\n)[\s\S]*?^```$/m, (_, head: string) => `${head}${output}\n\`\`\``)
}
