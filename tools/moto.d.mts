/** Why no server can be started here, in one sentence; null where one can. */
export function motoProblem(): string | null

/** A server that runs until it is stopped. */
export interface MotoServer {
  readonly server: string
  readonly stop: () => Promise<void>
}

/** Starts a server on a port of its own. */
export function startMoto(): Promise<MotoServer>
