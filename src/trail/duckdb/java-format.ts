const pieces = /%(?:(\d+)\$)?([-0+, ]*)(\d*)(?:\.(\d+))?([A-Za-z%])/g

/** A format of Java's `String.format` filled with values, which come as texts: `%s`, `%05d`, `%,.2f`, `%x`. */
export function javaText(format: string, values: readonly (string | null)[]): string {
  let next = 0
  return format.replace(pieces, (piece, index: string, flags: string, width: string, digits: string, kind: string) => {
    if (kind === '%') return '%'
    if (kind === 'n') return '\n'
    const value = values[index === undefined ? next++ : Number(index) - 1]
    if (value === undefined) throw new Error(`In the format ${format}, ${piece} has no value.`)
    const text = value === null ? 'null' : valueText(value, kind, flags, digits)
    if (text === null) throw new Error(`In the format ${format}, ${piece} is not supported for ${value}.`)
    return filled(text, flags, Math.min(Number(width), 1000))
  })
}

function valueText(value: string, kind: string, flags: string, digits: string | undefined): string | null {
  switch (kind) {
    case 's':
      return digits === undefined ? value : value.slice(0, Number(digits))
    case 'S':
      return value.toUpperCase()
    case 'b':
      return value
    case 'd':
      return /^-?\d+$/.test(value) ? signed(value, flags) : null
    case 'x':
      return /^\d+$/.test(value) ? BigInt(value).toString(16) : null
    case 'f':
      return isNumber(value) ? signed(Number(value).toFixed(Math.min(Number(digits ?? 6), 100)), flags) : null
    case 'e':
      return isNumber(value)
        ? Number(value)
            .toExponential(6)
            .replace(/e([+-])(\d)$/, 'e$10$2')
        : null
    default:
      return null
  }
}

function isNumber(value: string): boolean {
  return value.trim() !== '' && Number.isFinite(Number(value))
}

function signed(number: string, flags: string): string {
  const grouped = flags.includes(',') ? number.replace(/\B(?<!\.\d*)(?=(?:\d{3})+(?!\d))/g, ',') : number
  return flags.includes('+') && !number.startsWith('-') ? `+${grouped}` : grouped
}

function filled(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width)
  if (!flags.includes('0')) return text.padStart(width)
  const sign = /^[+-]/.exec(text)?.[0] ?? ''
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}
