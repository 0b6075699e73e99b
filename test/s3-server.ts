import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server that lists the keys of one bucket, and counts what it is asked. */
export interface S3Server {
  readonly server: string
  /** Prefixes that were listed, in their order. */
  readonly listed: readonly string[]
  /** The most requests that were open at the same time. */
  readonly mostOpen: () => number
  /** Resolves when nothing has been asked for a while. */
  readonly quiet: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts a server on a free port; each answer takes a moment, so that requests meet. `refused` starts a prefix that AWS denies. */
export async function startS3Server(keys: readonly string[], refused?: string): Promise<S3Server> {
  const listed: string[] = []
  let [open, mostOpen] = [0, 0]
  const server = createServer(async (request, response) => {
    open += 1
    mostOpen = Math.max(mostOpen, open)
    const { searchParams } = new URL(request.url ?? '', 'http://localhost')
    const prefix = searchParams.get('prefix') ?? ''
    listed.push(prefix)
    await sleep(5)
    open -= 1
    const isRefused = refused !== undefined && prefix.startsWith(refused)
    response.writeHead(isRefused ? 403 : 200, { 'content-type': 'application/xml' })
    response.end(isRefused ? refusal : listing(keys, prefix, searchParams.get('delimiter')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = isAddress(address) ? address.port : 0
  return {
    server: `http://127.0.0.1:${port}`,
    listed,
    mostOpen: () => mostOpen,
    quiet: async () => {
      for (let seen = -1; seen !== listed.length; ) {
        seen = listed.length
        await sleep(200)
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

const refusal = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'

function listing(keys: readonly string[], prefix: string, delimiter: string | null): string {
  const below = keys.filter((key) => key.startsWith(prefix))
  const folderOf = (key: string): string | null => {
    const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length)
    return end === -1 ? null : key.slice(0, end + 1)
  }
  const folders = new Set(below.flatMap((key) => folderOf(key) ?? []))
  const files = below.filter((key) => folderOf(key) === null)
  return [
    '<ListBucketResult><IsTruncated>false</IsTruncated>',
    ...files.map((key) => `<Contents><Key>${key}</Key><Size>9</Size></Contents>`),
    ...[...folders].map((folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`),
    '</ListBucketResult>',
  ].join('')
}

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}
