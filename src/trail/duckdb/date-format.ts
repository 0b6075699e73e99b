/** A part of a format: a text as it stands, or a field of a time with its least number of digits or letters. */
export type FormatPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly field: DateField; readonly width: number }

/** What a field shows. */
export type DateField =
  | 'year'
  | 'shortYear'
  | 'month'
  | 'monthName'
  | 'shortMonthName'
  | 'day'
  | 'dayOfYear'
  | 'hour'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'half'
  | 'weekdayName'
  | 'shortWeekdayName'
  | 'weekday'
  | 'week'
  | 'weekYear'
  | 'offset'

/** The parts of a format, or one phrase on what cannot be used. */
export type DateFormat =
  | { readonly ok: true; readonly parts: readonly FormatPart[] }
  | { readonly ok: false; readonly problem: string }

const mysqlFields: Readonly<Record<string, readonly FormatPart[]>> = {
  a: [field('shortWeekdayName', 3)],
  b: [field('shortMonthName', 3)],
  c: [field('month', 1)],
  d: [field('day', 2)],
  e: [field('day', 1)],
  f: [field('fraction', 6)],
  H: [field('hour', 2)],
  h: [field('hour12', 2)],
  I: [field('hour12', 2)],
  i: [field('minute', 2)],
  j: [field('dayOfYear', 3)],
  k: [field('hour', 1)],
  l: [field('hour12', 1)],
  M: [field('monthName', 3)],
  m: [field('month', 2)],
  p: [field('half', 2)],
  r: [field('hour12', 2), text(':'), field('minute', 2), text(':'), field('second', 2), text(' '), field('half', 2)],
  S: [field('second', 2)],
  s: [field('second', 2)],
  T: [field('hour', 2), text(':'), field('minute', 2), text(':'), field('second', 2)],
  v: [field('week', 2)],
  W: [field('weekdayName', 3)],
  x: [field('weekYear', 4)],
  Y: [field('year', 4)],
  y: [field('shortYear', 2)],
  '%': [text('%')],
}

/** A format of `date_format` and `date_parse`: that of MySQL, `%Y-%m-%d`. */
export function mysqlFormat(format: string): DateFormat {
  const parts: FormatPart[] = []
  for (const [piece, letter] of format.matchAll(/%([\s\S])|[^%]+|%/g)) {
    if (letter === undefined) parts.push(text(piece))
    else {
      const known = Object.hasOwn(mysqlFields, letter) ? mysqlFields[letter] : undefined
      // AWS: %D, %U, %u, %V, %w and %X are not supported. https://trino.io/docs/current/functions/datetime.html
      if (known === undefined && /[DUuVwX]/.test(letter)) return { ok: false, problem: `%${letter} is not supported` }
      parts.push(...(known ?? [text(letter)]))
    }
  }
  return { ok: true, parts }
}

const jodaFields: Readonly<Record<string, (count: number) => FormatPart>> = {
  y: (count) => (count === 2 ? field('shortYear', 2) : field('year', count)),
  Y: (count) => (count === 2 ? field('shortYear', 2) : field('year', count)),
  x: (count) => field('weekYear', count),
  w: (count) => field('week', count),
  e: (count) => field('weekday', count),
  E: (count) => field(count > 3 ? 'weekdayName' : 'shortWeekdayName', 3),
  D: (count) => field('dayOfYear', count),
  M: (count) => (count > 2 ? field(count > 3 ? 'monthName' : 'shortMonthName', 3) : field('month', count)),
  d: (count) => field('day', count),
  a: () => field('half', 2),
  h: (count) => field('hour12', count),
  H: (count) => field('hour', count),
  m: (count) => field('minute', count),
  s: (count) => field('second', count),
  S: (count) => field('fraction', count),
  Z: (count) => field('offset', count),
}

/** A format of `format_datetime` and `parse_datetime`: that of Joda-Time, `yyyy-MM-dd'T'HH:mm:ssZ`. */
export function jodaFormat(format: string): DateFormat {
  const parts: FormatPart[] = []
  for (const [piece, quoted, letter] of format.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g)) {
    if (quoted !== undefined) parts.push(text(quoted === '' ? "'" : quoted.replaceAll("''", "'")))
    else if (letter === undefined) parts.push(text(piece))
    else {
      const known = Object.hasOwn(jodaFields, letter) ? jodaFields[letter] : undefined
      if (known === undefined) return { ok: false, problem: `${letter} is not supported` }
      parts.push(known(piece.length))
    }
  }
  return { ok: true, parts }
}

function field(name: DateField, width: number): FormatPart {
  return { kind: 'field', field: name, width }
}

function text(value: string): FormatPart {
  return { kind: 'text', text: value }
}
