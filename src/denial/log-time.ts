const monthByName: ReadonlyMap<string, string> = new Map(
  'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'
    .split(' ')
    .map((name, at) => [name, String(at + 1).padStart(2, '0')]),
)

const isoTime =
  /(?<![\w-])(\d{4})[-/](\d\d)[-/](\d\d)(?:T|_|\s{1,3}|,\s{0,2})(\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|\s{0,1}[+-]\d\d:?\d\d(?!\d))?/
const shortYear = /^\W{0,3}(\d\d)\/(\d\d)\/(\d\d)\s{1,3}(\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\s/
const namedMonth =
  /(?<!\w)(\d{1,2})[ /-](Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}[ /-](\d{4})[ :](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?/

/** The log line's own date and time in ISO form; no zone is added. Null where `line` starts with none. */
export function timeOfLine(line: string): string | null {
  const head = line.slice(0, 160)
  const iso = isoTime.exec(head)
  if (iso !== null) {
    const [, year, month, day, time, fraction, zone] = iso
    return `${year}-${month}-${day}T${time}${fraction ? `.${fraction}` : ''}${zone?.trim() ?? ''}`
  }
  const named = namedMonth.exec(head)
  if (named !== null) {
    const [, day = '', month = '', year, time, fraction] = named
    return `${year}-${monthByName.get(month)}-${day.padStart(2, '0')}T${time}${fraction ? `.${fraction}` : ''}`
  }
  // Spark's and Hadoop's default pattern: yy/MM/dd.
  const short = shortYear.exec(head)
  if (short === null) return null
  const [, year, month, day, time, fraction] = short
  return `20${year}-${month}-${day}T${time}${fraction ? `.${fraction}` : ''}`
}

const timeField =
  /["']?(?:@?timestamp|eventTime|time|ts|datetime)["']?\s{0,3}[:=]\s{0,20}["']?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^\s"',;]{0,20})/i

/** The time of the log line that holds the sentence at `span`, or of the nearest line before it that has one. */
export function readFailureTime(text: string, span: { readonly start: number }): string | null {
  const before = text.slice(Math.max(0, span.start - 20_000), span.start)
  const lines = before.split('\n')
  for (const line of lines.reverse()) {
    const time = timeOfLine(line)
    if (time !== null) return time
  }
  const field = timeField.exec(text.slice(0, 20_000))?.[1]
  return field === undefined ? null : timeOfLine(field)
}
