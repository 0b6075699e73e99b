import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TrinoOptions } from '../src/trail/trino/options.ts'
import { runStatement } from '../src/trail/trino/statement.ts'

/** What a server was asked. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** An answer to one request; `origin` is that of the server. */
export type Answer = (response: ServerResponse, origin: string) => void

/** A server that gives recorded answers in order. */
export interface RecordedServer {
  readonly origin: string
  readonly asked: readonly Asked[]
  readonly close: () => Promise<void>
}

/** An answer of JSON. */
export function json(value: (origin: string) => unknown): Answer {
  return (response, origin) => {
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(value(origin)))
  }
}

/** An answer without a body of Trino. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    response.writeHead(code, headers)
    response.end('<html>busy</html>')
  }
}

/** Starts a server that plays Trino, with faults; by TLS where it is given a key. */
export async function playTrino(
  answers: readonly Answer[],
  tls: { readonly key: string; readonly cert: string } | null = null,
): Promise<RecordedServer> {
  const asked: Asked[] = []
  const left = [...answers]
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
      if (request.method === 'DELETE') return status(204)(response, origin)
      const answer = left.shift()
      if (answer === undefined) return response.destroy()
      return answer(response, origin)
    })
  }
  const server: Server = tls === null ? createServer(listener) : createTlsServer(tls, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server has an address of this form once it listens.
  const { port } = server.address() as AddressInfo
  const origin = `${tls === null ? 'http' : 'https'}://127.0.0.1:${port}`
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { origin, asked, close }
}

/** Options to ask a played server with, without any pause. */
export function optionsFor(server: string, more: Partial<TrinoOptions> = {}): TrinoOptions {
  return {
    server,
    user: 'mina',
    catalog: 'hive',
    schema: 'logs',
    authentication: { kind: 'none' },
    certificateAuthority: null,
    wait: async () => undefined,
    ...more,
  }
}

const columns = [{ name: 'x', type: 'integer' }]
/** The first page. */
export const queued: Answer = json((origin) => ({ id: 'q1', nextUri: `${origin}/v1/statement/queued/q1/1` }))
/** A page of rows. */
export const running: Answer = json((origin) => ({
  id: 'q1',
  columns,
  data: [[1], [2]],
  nextUri: `${origin}/v1/statement/executing/q1/2`,
}))
/** The last page. */
export const finished: Answer = json(() => ({ id: 'q1', columns, data: [[3]] }))

/** The rows, or what was thrown. */
export async function outcomeOf(options: TrinoOptions): Promise<unknown> {
  const rows: unknown[] = []
  try {
    for await (const page of runStatement('SELECT x FROM t', options)) rows.push(...page.rows.flat())
    return rows
  } catch (error) {
    return error instanceof Error ? error.message : error
  }
}
