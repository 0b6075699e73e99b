// The measured times as a bar chart: one group for each corpus, wall time on a logarithmic axis.
const [width, left, barHeight, gap] = [760, 240, 20, 6]
const [least, most] = [0.1, 1_000]

/** An SVG of its own, for light and dark pages. */
export function chartOf(results) {
  let y = 28
  const parts = []
  for (const { title, rows } of results) {
    parts.push(text(0, y, title, 'bold'))
    y += 14
    for (const { name, wall } of rows) {
      const length = Math.max(2, xOf(wall) - left)
      parts.push(text(left - 8, y + 15, name, 'end'))
      parts.push(
        `<rect x="${left}" y="${y}" width="${length.toFixed(0)}" height="${barHeight}" class="${name.startsWith('undeny') ? 'own' : 'other'}"/>`,
      )
      parts.push(text(left + length + 6, y + 15, `${wall.toFixed(wall < 10 ? 2 : 0)} s`))
      y += barHeight + gap
    }
    y += 28
  }
  const grid = [0.1, 1, 10, 100].map((time) => `<path d="M${xOf(time).toFixed(0)} 36V${y - 28}" class="grid"/>`)
  const style =
    'text{font:13px system-ui,sans-serif;fill:#1f2328}.bold{font-weight:600}.end{text-anchor:end}.own{fill:#1a7f64}.other{fill:#8c959f}.grid{stroke:#8884;fill:none}' +
    '@media(prefers-color-scheme:dark){text{fill:#e6edf3}}'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" role="img" aria-label="Seconds to find the denials, logarithmic"><style>${style}</style>\n${[...grid, ...parts].join('\n')}\n</svg>\n`
}

function xOf(seconds) {
  const share = Math.log10(Math.max(seconds, least) / least) / Math.log10(most / least)
  return left + share * (width - left - 70)
}

function text(x, y, content, kind = '') {
  const safe = content.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return `<text x="${x.toFixed(0)}" y="${y}"${kind === '' ? '' : ` class="${kind}"`}>${safe}</text>`
}
