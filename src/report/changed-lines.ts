/** A line of a diff: added, removed or context. */
interface DiffLine {
  readonly sign: '+' | '-' | ' '
  readonly text: string
}

/**
 * What a diff changes, for a reader of JSON: `+` and `-` lines without context, without lines that only gain or lose a
 * comma, brackets kept with the member they close, and without the indentation that all of them share.
 */
export function changedLines(diff: string): readonly string[] {
  const lines = withWholeMembers(withoutCommaChanges(diffLines(diff))).filter(({ sign }) => sign !== ' ')
  const indent = Math.min(...lines.map(({ text }) => text.length - text.trimStart().length))
  return lines.map(({ sign, text }) => `${sign} ${text.slice(indent)}`)
}

function diffLines(diff: string): readonly DiffLine[] {
  return diff.split('\n').flatMap((line): readonly DiffLine[] => {
    if (/^(?:---|\+\+\+) /.test(line)) return []
    const sign = line.charAt(0)
    return sign === '+' || sign === '-' || sign === ' ' ? [{ sign, text: line.slice(1) }] : []
  })
}

/** A removed line and an added one that differ in a trailing comma alone are the same line. */
function withoutCommaChanges(lines: readonly DiffLine[]): readonly DiffLine[] {
  const kept: DiffLine[] = []
  for (const line of lines) {
    const at = line.sign === '+' ? removedTwin(kept, line.text) : -1
    if (at < 0) kept.push(line)
    else kept[at] = { sign: ' ', text: line.text }
  }
  return kept
}

/** The twin stands in the run of changes just before. */
function removedTwin(kept: readonly DiffLine[], text: string): number {
  for (let at = kept.length - 1; at >= 0 && kept[at]?.sign !== ' '; at--) {
    const other = kept[at]
    if (other?.sign === '-' && bare(other.text) === bare(text)) return at
  }
  return -1
}

/** `+ },` `+ {` … before a context `}` reads better as `+ {` … `+ }`: the run of added lines is moved down by one. */
function withWholeMembers(lines: readonly DiffLine[]): readonly DiffLine[] {
  const moved = [...lines]
  for (let start = 0; start < moved.length; start++) {
    if (moved[start]?.sign !== '+' || moved[start - 1]?.sign === '+') continue
    let end = start
    while (moved[end]?.sign === '+') end++
    const [first, next] = [moved[start], moved[end]]
    const slides = first !== undefined && next?.sign === ' ' && /^\s*[\]}],?$/.test(first.text)
    if (slides && bare(first.text) === bare(next.text)) {
      moved[start] = { sign: ' ', text: first.text }
      moved[end] = { sign: '+', text: next.text }
    }
    start = end
  }
  return moved
}

function bare(text: string): string {
  return text.replace(/,$/, '')
}
