/** Why no server can be started here, in one sentence; null where one can. */
export function trinoProblem(): string | null

/** A server that runs until it is stopped. */
export interface TrinoServer {
  readonly server: string
  readonly version: string
  readonly stop: () => Promise<void>
}

/** Starts a server with a Hive catalog `hive` over local files. */
export function startTrino(): Promise<TrinoServer>
