/** One line of CSV (RFC 4180); a text that a spreadsheet would run as a formula is led by an apostrophe. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

// https://owasp.org/www-community/attacks/CSV_Injection
const formula = /^[=+\-@\t\r]/

function csvCell(text: string): string {
  const safe = formula.test(text) && !plainNumber.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A negative number runs nothing. */
const plainNumber = /^[+-]?\d+(?:\.\d+)?(?:E-?\d+)?$/
