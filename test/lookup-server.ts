import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import type { Json } from './cause-fixture.ts'

/** A server that answers LookupEvents from a list of records, and counts what it is asked. */
export interface LookupServer {
  readonly clientOf: (region: string) => Promise<CloudTrailClient>
  /** What the environment of the command line needs to ask it. */
  readonly env: Readonly<Record<string, string>>
  /** The requests that were answered, in their order. */
  readonly asked: Json[]
  readonly close: () => Promise<void>
}

/** How the server behaves beside answering. */
export interface LookupBehaviour {
  /** Requests, counted from 1 over all Regions, that are refused as throttled. */
  readonly throttled?: readonly number[]
  /** Requests whose connection is cut instead of answered. */
  readonly cut?: readonly number[]
  /** Requests that are answered by a fault of the server, in words. */
  readonly faulty?: readonly number[]
  /** Error code that every request is refused with. */
  readonly refusal?: string
  /** Answers that are given before every further request is refused as unavailable. */
  readonly diesAfter?: number
}

/** Starts a server on a free port; each Region answers its own records, newest first, three a page. */
export async function startLookupServer(
  recordsByRegion: Readonly<Record<string, readonly Json[]>>,
  { throttled = [], cut = [], faulty = [], refusal, diesAfter }: LookupBehaviour = {},
  accessKeyId = 'AKIAIOSFODNN7EXAMPLE',
): Promise<LookupServer> {
  const asked: Json[] = []
  let requests = 0
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      requests += 1
      const answer = (status: number, json: Json): void => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
        response.end(JSON.stringify(json))
      }
      if (refusal !== undefined) return answer(400, { __type: refusal, message: `refused: ${refusal}` })
      if (diesAfter !== undefined && asked.length >= diesAfter) return answer(400, { __type: 'Gone', message: 'gone' })
      if (cut.includes(requests)) return request.socket.destroy()
      if (faulty.includes(requests)) return response.writeHead(502).end('<html>Bad Gateway</html>')
      if (throttled.includes(requests)) return answer(400, { __type: 'ThrottlingException', message: 'Rate exceeded' })
      const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? ''
      const parsed: unknown = JSON.parse(body)
      const question = isJson(parsed) ? parsed : {}
      asked.push({ ...question, region })
      return answer(200, pageOf(recordsByRegion[region] ?? [], question))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = isAddress(address) ? address.port : 0
  return {
    asked,
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    clientOf: (region) =>
      Promise.resolve(
        new CloudTrailClient({
          region,
          endpoint: `http://127.0.0.1:${port}`,
          credentials: { accessKeyId, secretAccessKey: 'secret' },
          maxAttempts: 1,
        }),
      ),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null
}

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null
}

const pageSize = 3

function pageOf(records: readonly Json[], { StartTime, EndTime, NextToken, LookupAttributes }: Json): Json {
  const [start, end] = [Number(StartTime) * 1000, Number(EndTime) * 1000]
  const wanted: unknown = Array.isArray(LookupAttributes) ? LookupAttributes[0] : undefined
  const matching = records
    .filter((record) => timeOf(record) >= start && timeOf(record) <= end && hasAttribute(record, wanted))
    .sort((a, b) => timeOf(b) - timeOf(a))
  const from = typeof NextToken === 'string' ? Number(NextToken) : 0
  const events = matching.slice(from, from + pageSize).map((record) => ({
    EventId: record.eventID,
    EventTime: timeOf(record) / 1000,
    CloudTrailEvent: JSON.stringify(record),
  }))
  const next = from + pageSize
  return { Events: events, ...(next < matching.length ? { NextToken: String(next) } : {}) }
}

function timeOf({ eventTime }: Json): number {
  return Date.parse(String(eventTime))
}

function hasAttribute(record: Json, wanted: unknown): boolean {
  if (!isJson(wanted)) return true
  const { AttributeKey: key, AttributeValue: value } = wanted
  if (key === 'EventSource') return record.eventSource === value
  if (key === 'EventName') return record.eventName === value
  if (key === 'EventId') return record.eventID === value
  if (key === 'ReadOnly') return String(record.readOnly ?? false) === value
  const identity = isJson(record.userIdentity) ? record.userIdentity : {}
  return String(identity.arn).endsWith(`/${String(value)}`)
}
