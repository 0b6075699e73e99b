import { setImmediate } from 'node:timers/promises'
import type { TrailProblem } from '../found.ts'
import type { Column } from '../sql/columns.ts'
import type { Database } from './database.ts'
import { filesInFault } from './faults.ts'
import type { LogFile } from './log-files.ts'
import { nameStatements, standardReads, viewStatements, wantedColumns } from './log-table.ts'
import { oddFileWriter } from './odd-files.ts'
import type { QueryTree } from './query-tree.ts'

/** The table of a query: standard files as they are, odd ones rewritten. */
export interface LogTable {
  /** Rewrites the odd files and makes the views; gives what had to be left out. */
  readonly prepare: () => Promise<readonly TrailProblem[]>
  readonly isEmpty: () => boolean
  /** Places of the query's result that have no name. */
  readonly nameless: ReadonlySet<number>
  /**
   * Whether DuckDB can read all files it is to read itself. Those it cannot are odd from now on, and the views have to be
   * prepared anew.
   */
  readonly areSound: () => Promise<boolean>
  /** Whether an error tells of a file that DuckDB cannot read, not of the query. */
  readonly isAtFault: (error: unknown) => boolean
}

interface Setting {
  readonly files: readonly LogFile[]
  readonly folder: string
  readonly tree: Extract<QueryTree, { ok: true }>
  readonly ended: AbortSignal
}

/** Files that are tried together: few enough that one odd file costs little, enough to use all cores. */
const triedTogether = 100

/** The table that all names of a query stand for. */
export function logTable(database: Database, { files, folder, tree, ended }: Setting): LogTable {
  const writer = oddFileWriter(folder)
  const wanted = wantedColumns(tree.words)
  let standard = files.filter(({ form }) => form !== 'odd')
  let odd = files.filter(({ form }) => form === 'odd').map(({ path }) => path)

  const rewriteOdd = async (): Promise<readonly TrailProblem[]> => {
    const problems: TrailProblem[] = []
    for (const path of odd) {
      problems.push(...writer.add(path))
      // Reading is synchronous: whoever wants to stop is heard in between.
      await setImmediate()
      ended.throwIfAborted()
    }
    odd = []
    return problems
  }

  const isAtFault = (error: unknown): boolean => oddIn(error, standard).length > 0

  return {
    isEmpty: () => standard.length === 0 && writer.written().paths.length === 0,
    isAtFault,
    nameless: tree.nameless,
    prepare: async () => {
      const problems = await rewriteOdd()
      const rewritten = writer.written()
      if (standard.length === 0 && rewritten.paths.length === 0) return problems
      const views = viewStatements({ files: standard, rewritten, wanted, named: tree.columns })
      for (const statement of [...views, ...nameStatements(tree.tables)]) await database.connection.run(statement)
      return problems
    },
    areSound: async () => {
      const found = await unsoundFiles(database, standard, wanted, ended)
      standard = standard.filter(({ path }) => !found.has(path))
      odd = [...odd, ...found]
      return found.size === 0
    },
  }
}

/** The files that DuckDB cannot read. */
async function unsoundFiles(
  { aside }: Database,
  files: readonly LogFile[],
  wanted: readonly Column[],
  ended: AbortSignal,
): Promise<ReadonlySet<string>> {
  const unsound = new Set<string>()
  for (let at = 0; at < files.length; at += triedTogether) {
    let group = files.slice(at, at + triedTogether)
    while (group.length > 0) {
      ended.throwIfAborted()
      try {
        for (const read of standardReads(group, wanted)) await aside.run(trial(read))
        break
      } catch (error) {
        const found = oddIn(error, group)
        if (found.length === 0) throw error
        for (const path of found) unsound.add(path)
        group = group.filter(({ path }) => !unsound.has(path))
      }
    }
  }
  return unsound
}

/** A query that parses every record of a read and gives nothing. */
function trial(read: string): string {
  return `SELECT count(CASE WHEN "Records" IS NULL THEN error('no Records in "' || filename || '"') ELSE true END) FROM ${read}`
}

function oddIn(error: unknown, files: readonly LogFile[]): readonly string[] {
  const message = error instanceof Error ? error.message : String(error)
  return filesInFault(message, new Set(files.map(({ path }) => path)))
}
