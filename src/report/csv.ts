import { printableText } from './printable.ts'

/**
 * One line of a comma-separated file (RFC 4180) with its line end. Outside text must not become a formula when a
 * spreadsheet opens the file: what begins like one is given an apostrophe in front. Nor may a terminal obey it: control characters are made visible.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvLine(values: readonly (string | null)[]): string {
  return `${values.map((value) => csvField(value ?? '')).join(',')}\r\n`
}

// OWASP names the line feed and the full-width characters as well.
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/

/** A negative number runs nothing. */
const plainNumber = /^[+-]?\d+(?:\.\d+)?(?:E-?\d+)?$/

function csvField(value: string): string {
  const visible = printableText(value)
  const safe = formulaStart.test(visible) && !plainNumber.test(visible) ? `'${visible}` : visible
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
