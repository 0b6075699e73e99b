import { csvPrinter, jsonPrinter, type RowPrinter, tablePrinter } from '../report/trail-table.ts'
import { follow } from '../trail/follow.ts'
import type { TrailBatch } from '../trail/found.ts'
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
    : newestFirst(upTo(find(options.question), signal))
  const told = await watchSearch(
    batches,
    (events) => io.stdout(printer.rows(events.map(rowOf))),
    options.language,
    // What waits for newer rows is handed out also where they will not come.
    options.follow ? signal : null,
    io,
  )
  io.stdout(printer.end())
  // Who follows ends by an interruption.
  const isInterrupted = signal.aborted && !options.follow
  if (isInterrupted) tellInterruption(options.language, io)
  tellSummary(told, options, io)
  return isNothingRead(told) ? 3 : isInterrupted ? 1 : 0
}

/** A search that ends where it is interrupted. */
async function* upTo(batches: AsyncIterable<TrailBatch>, signal: AbortSignal): AsyncGenerator<TrailBatch> {
  for await (const batch of batches) {
    yield batch
    if (signal.aborted) return
  }
}

function printerOf({ format, follow, language }: TrailOptions): RowPrinter {
  if (format === 'csv') return csvPrinter()
  return format === 'json' ? jsonPrinter(follow) : tablePrinter(language)
}
