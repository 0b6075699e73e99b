/**
 * One line of a comma-separated file (RFC 4180) with its line end. Outside text must not become a formula when a
 * spreadsheet opens the file: what begins like one is given an apostrophe in front.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvLine(values: readonly (string | null)[]): string {
  return `${values.map((value) => csvField(value ?? '')).join(',')}\r\n`
}

const formulaStart = /^[=+\-@\t\r]/

/** A negative number runs nothing. */
const plainNumber = /^[+-]?\d+(?:\.\d+)?(?:E-?\d+)?$/

function csvField(value: string): string {
  const safe = formulaStart.test(value) && !plainNumber.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
