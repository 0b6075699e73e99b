import { csvPrinter, jsonPrinter, type RowPrinter, tablePrinter } from '../report/trail-table.ts'
import { follow } from '../trail/follow.ts'
import { newestFirst, type OrderedBatch } from '../trail/newest-first.ts'
import { rowOf } from '../trail/row.ts'
import { cliProblem, type ExitCode, type Io } from './io.ts'
import type { TrailOptions } from './trail-options.ts'
import { progressLine, summaryLine, type Told, tellProblem } from './trail-progress.ts'
import { sourceOf } from './trail-sources.ts'

/** `undeny trail`: prints the calls that failed for lack of permission, newest first. */
export async function runTrail(options: TrailOptions, io: Io): Promise<ExitCode> {
  const source = await sourceOf(options, io)
  if (!source.ok) return cliProblem(io, 2, source.problem[options.language])
  const { find, signal, every } = source
  if (options.explains)
    return (await import('./trail-explain.ts')).explainTrail(find(options.question), options, signal, io)
  const printer = printerOf(options)
  const batches = options.follow
    ? follow(find, options.question, { every, signal })
    : newestFirst(find(options.question))
  const told = await printRows(batches, printer, options, signal, io)
  io.stdout(printer.end())
  return closing(told, options, io)
}

function printerOf({ format, follow, language }: TrailOptions): RowPrinter {
  if (format === 'csv') return csvPrinter()
  return format === 'json' ? jsonPrinter(follow) : tablePrinter(language)
}

async function printRows(
  batches: AsyncIterable<OrderedBatch>,
  printer: RowPrinter,
  { language }: TrailOptions,
  signal: AbortSignal,
  io: Io,
): Promise<Told> {
  let told: Told = {
    rows: 0,
    problems: 0,
    progress: { events: 0, bytes: 0, totalBytes: null, parts: 0, totalParts: null },
  }
  const bar = progressLine(io, language)
  for await (const { events, problems, progress } of batches) {
    bar.clear()
    io.stdout(printer.rows(events.map(rowOf)))
    const before = told.problems
    problems.forEach((problem, i) => {
      tellProblem(problem, before + i, io)
    })
    told = { rows: told.rows + events.length, problems: told.problems + problems.length, progress }
    bar.show(told)
    if (signal.aborted) break
  }
  bar.clear()
  return told
}

function closing(told: Told, options: TrailOptions, io: Io): ExitCode {
  io.stderr(summaryLine(told, options, options.language))
  const isNothingRead = told.problems > 0 && told.progress.events === 0
  return isNothingRead ? 3 : 0
}
