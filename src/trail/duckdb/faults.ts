import type { SqlProblem } from '../sql/engine.ts'
import { type SqlPlace, statementProblem } from './query-tree.ts'

/** Where no file gave a record. */
export const nothingRead: SqlProblem = {
  kind: 'source',
  en: 'No CloudTrail record could be read from the sources.',
  ko: '지정한 곳에서 CloudTrail 레코드를 하나도 읽지 못했습니다.',
}

/** The log files that an error of DuckDB names, of those it was reading. */
export function filesInFault(message: string, files: ReadonlySet<string>): readonly string[] {
  const named = [...message.matchAll(/"([^"\n]+)"|stream: ([^\n]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
  return named.filter((path) => files.has(path))
}

/** An error of DuckDB as one sentence. */
export function faultProblem(error: unknown, sql: string, memory: string): SqlProblem {
  const message = error instanceof Error ? error.message : String(error)
  if (/^Out of Memory Error/i.test(message)) return outOfMemory(memory)
  const [first = '', ...rest] = message.split('\n')
  const candidates = rest.find((line) => line.startsWith('Candidate bindings: '))
  const words = first.replace(/^[A-Z][\w ]{0,40} Error: /, '').replace(/[.!]$/, '')
  return statementProblem(
    candidates === undefined ? words : `${words}; there is ${candidates.slice('Candidate bindings: '.length)}`,
    placeOf(rest, sql),
  )
}

function outOfMemory(memory: string): SqlProblem {
  return {
    kind: 'limit',
    en: `The query needs more memory than the ${memory} it was given; \`--memory\` gives it more.`,
    ko: `쿼리에 허용한 메모리 ${memory} 한도로는 부족합니다. \`--memory\` 옵션으로 늘리세요.`,
  }
}

/** DuckDB shows the line of the fault and a caret below it. */
function placeOf(lines: readonly string[], sql: string): SqlPlace | null {
  const at = lines.findIndex((line) => /^LINE \d+: /.test(line))
  const shown = lines[at] ?? ''
  const caret = (lines[at + 1] ?? '').indexOf('^')
  const [head = '', number] = /^LINE (\d+): (?:\.\.\.)?/.exec(shown) ?? []
  if (number === undefined || caret === -1) return null
  const line = Number(number)
  const excerpt = shown.slice(head.length).replace(/\.\.\.$/, '')
  const before = (sql.split('\n')[line - 1] ?? '').indexOf(excerpt)
  return before === -1 ? null : { line, column: before + caret - head.length + 1 }
}
