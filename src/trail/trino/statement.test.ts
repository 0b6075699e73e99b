import { afterEach, describe, expect, it } from 'vitest'
import {
  type Answer,
  finished,
  json,
  optionsFor,
  outcomeOf,
  playTrino,
  queued,
  type RecordedServer,
  running,
  status,
} from '../../../test/busy-trino.ts'
import { said } from '../../../test/phrase-fixture.ts'
import { everyDenial } from '../question.ts'
import { findWithTrino } from './find.ts'
import type { TrinoOptions } from './options.ts'
import { pauseBefore } from './retry.ts'
import { runStatement } from './statement.ts'

let open: RecordedServer[] = []

afterEach(async () => {
  await Promise.all(open.map((server) => server.close()))
  open = []
})

async function play(answers: readonly Answer[]): Promise<RecordedServer> {
  const server = await playTrino(answers)
  open.push(server)
  return server
}

const paths = (server: RecordedServer): readonly string[] => server.asked.map(({ method, path }) => `${method} ${path}`)

describe('runStatement', () => {
  it('follows the pages to their end', async () => {
    const server = await play([queued, running, finished])
    expect(await outcomeOf(optionsFor(server.origin))).toEqual([1, 2, 3])
    expect(paths(server)).toEqual([
      'POST /v1/statement',
      'GET /v1/statement/queued/q1/1',
      'GET /v1/statement/executing/q1/2',
    ])
    expect(server.asked[0]?.body).toBe('SELECT x FROM t')
  })

  it('tries again while a gateway is busy, and waits as long as it asks', async () => {
    const server = await play([
      ...[
        status(503),
        status(429, { 'Retry-After': '7' }),
        queued,
        status(502),
        status(504),
        running,
        status(503),
        finished,
      ],
    ])
    const waits: number[] = []
    const wait = async (milliseconds: number): Promise<void> => {
      waits.push(milliseconds)
    }
    expect(await outcomeOf(optionsFor(server.origin, { wait }))).toEqual([1, 2, 3])
    expect(waits).toEqual([100, 7_000, 100, 200, 100])
  })

  it('gives up after ten tries, in one sentence', async () => {
    const server = await play(Array.from({ length: 20 }, () => status(503)))
    expect(await outcomeOf(optionsFor(server.origin))).toBe(`Trino at \`${server.origin}\` answered 503 10 times.`)
    expect(server.asked.length).toBe(10)
  })

  it('asks for a page again where the connection broke, and never starts a statement twice', async () => {
    const broken: Answer = (response) => response.destroy()
    const server = await play([queued, broken, running, finished])
    expect(await outcomeOf(optionsFor(server.origin))).toEqual([1, 2, 3])
    const other = await play([broken, queued])
    expect(await outcomeOf(optionsFor(other.origin))).toBe(`Trino at \`${other.origin}\` did not answer (ECONNRESET).`)
    expect(other.asked.length).toBe(1)
  })

  it('waits no longer than half a minute', () => {
    expect([1, 2, 9, 30].map((tries) => pauseBefore(tries, null))).toEqual([100, 200, 25_600, 30_000])
    expect(['3', '99999', 'Wed, 21 Oct 2026 07:28:00 GMT'].map((text) => pauseBefore(1, text))).toEqual([
      3_000, 30_000, 100,
    ])
  })

  it.each<[string, Partial<TrinoOptions>, string]>([
    [
      'basic',
      { authentication: { kind: 'basic', password: 'pässword' } },
      `Basic ${Buffer.from('mina:pässword').toString('base64')}`,
    ],
    ['JWT', { authentication: { kind: 'jwt', token: 'aaa.bbb.ccc' } }, 'Bearer aaa.bbb.ccc'],
  ])('proves who asks on every request: %s', async (_, more, expected) => {
    const server = await play([queued, running])
    for await (const { rows } of runStatement('SELECT 1', optionsFor(server.origin, more))) if (rows.length > 0) break
    expect(paths(server).map((path) => path.split(' ')[0])).toEqual(['POST', 'GET', 'DELETE'])
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([expected, expected, expected])
  })

  it('sends the user, the catalog and the schema', async () => {
    const server = await play([finished])
    await outcomeOf(optionsFor(server.origin, { schema: '로그,=' }))
    expect(server.asked[0]?.headers).toMatchObject({
      'x-trino-user': 'mina',
      'x-trino-catalog': 'hive',
      'x-trino-schema': '%EB%A1%9C%EA%B7%B8%2C%3D',
      'x-trino-source': 'undeny',
      'x-trino-time-zone': 'UTC',
    })
    expect(server.asked[0]?.headers.authorization).toBeUndefined()
  })

  it('sends nothing to another host, neither by a next page nor by a redirect', async () => {
    const thief = await play([finished, finished])
    const jwt = { authentication: { kind: 'jwt', token: 'aaa.bbb.ccc' } } as const
    const next = await play([json(() => ({ id: 'q1', nextUri: `${thief.origin}/v1/statement/q1/1` }))])
    expect(await outcomeOf(optionsFor(next.origin, jwt))).toBe(
      `Trino at \`${next.origin}\` sent on to \`${thief.origin}\`; what it sends on to is to be itself, and nothing was sent there.`,
    )
    const redirect = await play([status(307, { Location: `${thief.origin}/v1/statement` })])
    expect(await outcomeOf(optionsFor(redirect.origin, jwt))).toBe(
      `Trino at \`${redirect.origin}\` redirected to \`${new URL(thief.origin).host}\`; name the server that answers itself.`,
    )
    expect(thief.asked).toEqual([])
  })

  it.each<[string, Partial<TrinoOptions>, string]>([
    [
      'no address',
      { server: 'trino' },
      'The server of Trino is to be an address that starts with `https://` or `http://`.',
    ],
    [
      'another protocol',
      { server: 'file:///etc/passwd' },
      'The server of Trino is to be an address that starts with `https://` or `http://`.',
    ],
    [
      'a password in the address',
      { server: 'https://mina:hunter2@trino.example.com' },
      'The address of the Trino server holds a user or a password; these are options of their own.',
    ],
    [
      'credentials without TLS',
      { server: 'http://trino.example.com', authentication: { kind: 'basic', password: 'hunter2' } },
      'Credentials are sent over https alone, and `http://trino.example.com` is not.',
    ],
    [
      'a user that ends a header',
      { user: 'mina\r\nX-Evil: 1' },
      'The user of Trino is empty or has a character that no header holds.',
    ],
    [
      'a token that ends a header',
      { authentication: { kind: 'jwt', token: 'hunter2\r\nX: 1' } },
      'The token for Trino is empty or has a character that no header holds.',
    ],
  ])('asks nobody where it was given %s', async (_, more, sentence) => {
    const server = await play([])
    expect(await outcomeOf(optionsFor(server.origin, more))).toBe(sentence)
    expect(server.asked).toEqual([])
  })

  it.each<[string, Answer, (origin: string) => string]>([
    [
      'an error with its place',
      json(() => ({
        id: 'q1',
        error: {
          message: "line 3:8: Column 'x'\ncannot be resolved",
          errorName: 'COLUMN_NOT_FOUND',
          errorLocation: { lineNumber: 3, columnNumber: 8 },
        },
      })),
      () => "Trino answered COLUMN_NOT_FOUND at line 3:8: Column 'x' cannot be resolved.",
    ],
    [
      'an error without one',
      json(() => ({ id: 'q1', error: { message: 'No nodes.', errorName: 'NO_NODES_AVAILABLE' } })),
      () => 'Trino answered NO_NODES_AVAILABLE: No nodes.',
    ],
    ['wrong credentials', status(401), (origin) => `Trino at \`${origin}\` did not accept the credentials (401).`],
    ['a refusal', status(403), (origin) => `Trino at \`${origin}\` refused the request (403).`],
    [
      'a page of something else',
      status(200),
      (origin) => `\`${origin}\` answered 200 with something that is no answer of Trino.`,
    ],
  ])('tells in one sentence: %s', async (_, answer, sentence) => {
    const server = await play([answer])
    const hidden = { authentication: { kind: 'basic', password: 'hunter2' } } as const
    expect(await outcomeOf(optionsFor(server.origin, hidden))).toBe(sentence(server.origin))
  })

  it('cancels while it waits for a busy gateway', async () => {
    const server = await play([queued, status(503), running])
    const abort = new AbortController()
    const wait = async (): Promise<void> => {
      abort.abort()
      abort.signal.throwIfAborted()
    }
    await outcomeOf(optionsFor(server.origin, { signal: abort.signal, wait }))
    expect(paths(server)).toEqual([
      'POST /v1/statement',
      'GET /v1/statement/queued/q1/1',
      'DELETE /v1/statement/queued/q1/1',
    ])
  })

  it('makes a failed search a problem of its own, without a credential in it', async () => {
    const server = await play([status(401)])
    const options = {
      ...optionsFor(server.origin),
      table: 'cloudtrail',
      authentication: { kind: 'basic', password: 'hunter2' } as const,
    }
    const batches = []
    for await (const batch of findWithTrino(everyDenial, options)) batches.push(batch)
    expect(batches.map(({ problems }) => problems)).toEqual([
      [
        {
          from: 'trino:cloudtrail',
          line: null,
          message: said(`Trino at \`${server.origin}\` did not accept the credentials (401).`),
        },
      ],
    ])
  })
})
