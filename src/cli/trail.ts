import { csvPrinter, jsonPrinter, type RowPrinter, tablePrinter } from '../report/trail-table.ts'
import { follow } from '../trail/follow.ts'
import { newestFirst } from '../trail/newest-first.ts'
import { rowOf } from '../trail/row.ts'
import { cliProblem, type ExitCode, type Io } from './io.ts'
import { untold } from './trail-context.ts'
import type { TrailOptions } from './trail-options.ts'
import { isNothingRead, tellInterruption, tellSummary, watchSearch } from './trail-progress.ts'
import { sourceOf } from './trail-sources.ts'

/** `undeny trail`: prints the calls that failed for lack of permission, newest first. */
export async function runTrail(options: TrailOptions, io: Io): Promise<ExitCode> {
  const source = await sourceOf(options, io)
  if (!source.ok) return cliProblem(io, source.code, source.problem, options.language)
  const { find, signal, every } = source
  if (options.explains) return (await import('./trail-explain.ts')).explainTrail(source, options, io)
  const printer = printerOf(options)
  const batches = options.follow
    ? untold(follow(find, options.question, { every, signal, now: () => io.now().getTime() }), new Map())
    : newestFirst(find(options.question))
  const told = await watchSearch(
    batches,
    (events) => io.stdout(printer.rows(events.map(rowOf))),
    options.language,
    signal,
    io,
  )
  io.stdout(printer.end())
  // Who follows ends by an interruption.
  const isInterrupted = signal.aborted && !options.follow
  if (isInterrupted) tellInterruption(options.language, io)
  tellSummary(told, options, io)
  return isNothingRead(told) ? 3 : isInterrupted ? 1 : 0
}

function printerOf({ format, follow, language }: TrailOptions): RowPrinter {
  if (format === 'csv') return csvPrinter()
  return format === 'json' ? jsonPrinter(follow) : tablePrinter(language)
}
