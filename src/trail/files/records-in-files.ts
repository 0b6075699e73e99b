import { soughtTest } from '../../services/clue-fit.ts'
import type { RecordSource } from '../record-source.ts'
import { clueHoldings } from './clue-holdings.ts'
import { type FindOptions, findRecordsInFiles } from './find-in-files.ts'

/** The records of files and folders. Files are read quickly, so what came after a denial is looked for without an end. */
export function recordsInFiles(paths: readonly string[], options: FindOptions = {}): RecordSource {
  return ({ clues, accepts }) => {
    const open = clues.map((clue) => ({ ...clue, until: null }))
    const starts = clues.map(({ since }) => since)
    return findRecordsInFiles(
      paths,
      {
        holding: clueHoldings(clues),
        accepts: soughtTest({ clues: open, accepts }),
        since: starts.reduce((a, b) => (a === null || b === null ? null : Math.min(a, b)), Number.POSITIVE_INFINITY),
      },
      options,
    )
  }
}
