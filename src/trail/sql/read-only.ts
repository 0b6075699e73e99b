import { isToken, tokensOf } from './tokens.ts'

/**
 * The statement to send where it only reads, without the semicolons and comments behind it, which Trino does not take; null
 * where it could change something. `EXPLAIN ANALYZE` runs what it explains.
 */
export function readingStatement(sql: string): string | null {
  const statement = sql.slice(0, tokensOf(sql).findLast((token) => !isToken(token, ';'))?.end ?? 0)
  const start = statement.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '')
  const reads = /^(?:\(\s*)*(?:SELECT|WITH|VALUES|TABLE|SHOW|DESCRIBE|DESC)\b/i.test(start)
  const explains = /^EXPLAIN\b(?!\s+ANALYZE\b)/i.test(start) && !/^EXPLAIN\s*(?:--|\/\*)/i.test(start)
  return reads || explains ? statement : null
}
