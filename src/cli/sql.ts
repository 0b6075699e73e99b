import type { Language } from '../causes/cause.ts'
import { printableLine } from '../report/printable.ts'
import type { TrailProblem } from '../trail/found.ts'
import type { SqlEngine, SqlProblem } from '../trail/sql/engine.ts'
import { cliProblem, type ExitCode, type Io, printable, printablePhrase, readInput, tell } from './io.ts'
import type { SqlOptions } from './sql-options.ts'
import { type RowPrinter, rowPrinter } from './sql-rows.ts'

/** `undeny sql`: runs a query over CloudTrail logs and prints its result. */
export async function runSql(options: SqlOptions, io: Io): Promise<ExitCode> {
  const { sql, language } = options
  const query = sql === '-' ? await readInput(null, io) : { ok: true as const, text: sql }
  if (!query.ok) return cliProblem(io, query.code, query.problem, language)
  const engine = await engineOf(options, io)
  return printQuery(engine, query.text, options, io)
}

async function engineOf({ engine, sources, memory, seconds, limit, language }: SqlOptions, io: Io): Promise<SqlEngine> {
  if (engine.kind !== 'local') return (await import('./engines.ts')).engineSql(engine, language, io)
  const { duckDbEngine } = await import('../trail/duckdb/engine.ts')
  return duckDbEngine(sources, { memory, seconds, rows: limit ?? Number.POSITIVE_INFINITY })
}

/** Prints what an engine answers. */
export async function printQuery(engine: SqlEngine, sql: string, options: SqlOptions, io: Io): Promise<ExitCode> {
  const { language, limit, format } = options
  const stop = io.interruption()
  const skipped: TrailProblem[] = []
  let printer: RowPrinter | null = null
  let printed = 0
  let problem: SqlProblem | null = null
  for await (const part of engine(sql, stop)) {
    if (part.kind === 'skipped') skipped.push(part.problem)
    else if (part.kind === 'problem') problem = part.problem
    else if (part.kind === 'columns') printer = rowPrinter(format, part.columns, io.stdout)
    else {
      const left = limit === null ? part.rows.length : limit - printed
      printer?.add(part.rows.slice(0, left))
      printed += Math.min(left, part.rows.length)
      if (left < part.rows.length) {
        problem = moreRows(printed)
        break
      }
    }
  }
  printer?.end()
  tellSkipped(skipped, language, io)
  if (problem === null) return 0
  const code = problem.kind === 'statement' ? 2 : 3
  // The words of the database can hold values of the logs.
  cliProblem(io, code, { en: printableLine(problem.en), ko: printableLine(problem.ko) }, language)
  return problem.kind === 'limit' && printed === limit ? 0 : code
}

function moreRows(printed: number): SqlProblem {
  return {
    kind: 'limit',
    en: `The result has more rows than the ${printed} printed; \`--limit\` prints more.`,
    ko: `결과에는 출력한 ${printed}행보다 많은 행이 있습니다. \`--limit\` 옵션으로 더 출력하세요.`,
  }
}

const mostNamed = 20

/** Names what was left out, each in a line, up to a number of them. */
function tellSkipped(skipped: readonly TrailProblem[], language: Language, io: Io): void {
  for (const { from, line, message } of skipped.slice(0, mostNamed)) {
    const file = `\`${printable(from)}\``
    const { en, ko } = printablePhrase(message)
    const [placeEn, placeKo] = line === null ? ['', ''] : [` line ${line}`, ` ${line}행`]
    tell(io, { en: `${file}${placeEn}: ${en}`, ko: `${file}${placeKo}: ${ko}` }, language)
  }
  const rest = skipped.length - mostNamed
  if (rest <= 0) return
  tell(io, { en: `${rest} more could not be read.`, ko: `그 밖에 ${rest}개도 읽지 못했습니다.` }, language)
}
