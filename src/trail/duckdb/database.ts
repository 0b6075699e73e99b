import { join } from 'node:path'
import type * as DuckDb from '@duckdb/node-api'
import { quoted } from '../sql/literal.ts'
import { athenaMacros } from './macros.ts'
import { addScriptFunctions } from './script-functions.ts'

type Library = typeof DuckDb

/** An open database in memory. */
export interface Database {
  readonly library: Library
  readonly connection: DuckDb.DuckDBConnection
  /** A second connection, for what is asked while a result is read. */
  readonly aside: DuckDb.DuckDBConnection
  readonly close: () => void
}

/** There is no package, none for this platform, or one that this platform cannot load. */
const absent: ReadonlySet<string> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED'])

/** The library, or null where it is not installed for this platform. */
export async function loadDuckDb(): Promise<Library | null> {
  try {
    return await import('@duckdb/node-api')
  } catch (error) {
    const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : ''
    if (absent.has(String(code))) return null
    throw error
  }
}

/** Opens a database in memory with Athena's functions; `folder` is a private one, for what does not fit into memory. */
export async function openDatabase(library: Library, folder: string, memory: string): Promise<Database> {
  const instance = await library.DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    memory_limit: memory,
    temp_directory: join(folder, 'spill'),
  })
  const connection = await instance.connect()
  addScriptFunctions(library, connection)
  // Athena: a session is in UTC, and whole numbers divide to whole ones. A division by zero fails there and is null here.
  for (const statement of ["SET TimeZone = 'UTC'", 'SET integer_division = true', ...athenaMacros]) {
    await connection.run(statement)
  }
  const aside = await instance.connect()
  const close = (): void => {
    aside.closeSync()
    connection.closeSync()
    instance.closeSync()
  }
  return { library, connection, aside, close }
}

/**
 * Confines the database for SQL of others: of the whole machine it then sees these files and the private folder; no
 * network, no extension, and nothing of this can be taken back.
 */
export async function confine({ connection }: Database, files: readonly string[], folder: string): Promise<void> {
  await connection.run(`SET allowed_paths = [${files.map(quoted).join(', ')}]`)
  await connection.run(`SET allowed_directories = [${quoted(folder)}]`)
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
}
