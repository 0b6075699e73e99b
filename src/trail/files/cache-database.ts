/** The little of a SQL database that the cache needs. */
export interface Database {
  readonly all: (sql: string) => Promise<readonly (readonly unknown[])[]>
  readonly stream: (sql: string) => AsyncGenerator<readonly (readonly unknown[])[]>
  readonly close: () => void
}

/** DuckDB in memory; null where the optional package is not installed. */
export async function openDatabase(): Promise<Database | null> {
  try {
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      memory_limit: '256MB',
      preserve_insertion_order: 'false',
    })
    const connection = await instance.connect()
    const stream: Database['stream'] = async function* (sql) {
      const result = await connection.stream(sql)
      for (;;) {
        const chunk = await result.fetchChunk()
        if (chunk === null || chunk.rowCount === 0) return
        yield chunk.getRows()
      }
    }
    return {
      all: async (sql) => (await connection.runAndReadAll(sql)).getRows(),
      stream,
      close: () => {
        connection.closeSync()
        instance.closeSync()
      },
    }
  } catch {
    return null
  }
}
