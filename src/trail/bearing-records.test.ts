import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { allow, home, type Json, policy, reader, readerSession, sessionMade } from '../../test/cause-fixture.ts'
import { refusedRead, sessionIdentity } from '../../test/scenario-fixture.ts'
import { parseDenials } from '../denial/parse.ts'
import type { Clue, SoughtRecords } from '../services/sought-records.ts'
import { type BearingOn, bearingRecords } from './bearing-records.ts'
import { recordsInFiles } from './files/records-in-files.ts'
import type { TrailBatch } from './found.ts'
import type { RecordSource } from './record-source.ts'
import { noProgress } from './several.ts'

let folder = ''

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function logOf(records: readonly Json[]): RecordSource {
  folder = mkdtempSync(join(tmpdir(), 'undeny-bearing-'))
  const file = join(folder, 'log.json')
  writeFileSync(file, JSON.stringify({ Records: records }))
  return recordsInFiles([file])
}

const first = `arn:aws:sts::${home}:assumed-role/first/work`
const denied = { ...refusedRead({ eventID: 'denied' }), userIdentity: sessionIdentity('ASIATHIS') }
const identity = (arn: string, accessKeyId: string): Json => ({
  type: 'AssumedRole',
  arn,
  accountId: home,
  accessKeyId,
})
const maker = (arn: string, accessKeyId: string, userIdentity: Json, eventTime: string): Json => ({
  eventID: `made-${accessKeyId}`,
  eventSource: 'sts.amazonaws.com',
  eventName: 'AssumeRole',
  eventTime,
  userIdentity,
  requestParameters: { roleArn: reader, roleSessionName: 'mina' },
  responseElements: { credentials: { accessKeyId }, assumedRoleUser: { assumedRoleId: 'AROAX:mina', arn } },
})
const made = maker(readerSession, 'ASIATHIS', identity(first, 'ASIAFIRST'), '2026-03-04T08:00:00Z')
const before = maker(
  first,
  'ASIAFIRST',
  { type: 'IAMUser', arn: `arn:aws:iam::${home}:user/mina` },
  '2026-03-04T07:30:00Z',
)
const noise: readonly Json[] = [
  { ...sessionMade(policy(allow('s3:ListBucket', '*'))), eventID: 'of another', responseElements: {} },
  { eventID: 'read', eventName: 'ListPolicies', eventSource: 'iam.amazonaws.com', eventTime: '2026-03-04T09:00:00Z' },
]

function searchOf(source: RecordSource, more: Partial<BearingOn> = {}) {
  const on = {
    denials: parseDenials(JSON.stringify(denied)),
    principals: [],
    own: [],
    unknown: { since: null, until: null },
  }
  return bearingRecords({ ...on, findsHistory: true, ...more }, source)
}

async function idsOf(source: RecordSource, more: Partial<BearingOn> = {}) {
  const search = searchOf(source, more)
  const batches: TrailBatch[] = []
  for await (const batch of search.batches) batches.push(batch)
  return { ids: search.records().map(({ record }) => Object(record).eventID as unknown), batches }
}

describe('the records that bear on denials', () => {
  it('are the session, the one before it, and nothing of the rest', async () => {
    const { ids } = await idsOf(logOf([...noise, before, made, denied]))
    expect(ids).toEqual(['made-ASIATHIS', 'denied', 'made-ASIAFIRST'])
  })

  it('stand after those that are known, which are not given again', async () => {
    const { ids } = await idsOf(logOf([made, denied]), { own: [{ file: 'x', record: denied }] })
    expect(ids).toEqual(['denied', 'made-ASIATHIS'])
  })

  it('are no later calls where these are not asked for', async () => {
    const later = refusedRead({ eventID: 'later', eventTime: '2026-03-04T09:10:00Z', errorCode: null })
    const records = [{ ...later, userIdentity: sessionIdentity('ASIATHIS') }]
    expect((await idsOf(logOf(records))).ids).toEqual(['later'])
    expect((await idsOf(logOf(records), { findsHistory: false })).ids).toEqual([])
  })

  it('are searched for once: a second search asks only for what the first told of', async () => {
    const asked: (readonly Clue[])[] = []
    const source: RecordSource = async function* (sought: SoughtRecords) {
      asked.push(sought.clues)
      const events = asked.length === 1 ? [{ record: made, from: 'played' }] : []
      yield { events, problems: [], progress: { ...noProgress, events: 10, bytes: 5 }, newestLeft: null }
    }
    const { batches } = await idsOf(source)
    expect(asked.map((clues) => clues.map(({ kind }) => kind))).toEqual([
      ['sessionMaker', 'policyWrite', 'calls', 'keyRefusal'],
      ['sessionMaker'],
    ])
    expect(batches.at(-1)?.progress).toMatchObject({ events: 20, bytes: 10 })
  })

  it('are kept in bounded number where a call succeeded very often since: the earliest successes', {
    timeout: 60_000,
  }, async () => {
    const at = (n: number): string => new Date(Date.parse('2026-03-04T09:00:01Z') + n * 1000).toISOString()
    async function* source(): AsyncGenerator<TrailBatch> {
      for (let n = 49_999; n >= 0; n -= 1) {
        const record = { ...denied, eventID: `${n}`, eventTime: at(n), errorCode: null }
        yield { events: [{ record, from: 'played' }], problems: [], progress: noProgress, newestLeft: null }
      }
    }
    const { ids } = await idsOf(source)
    expect(ids).toHaveLength(1_000)
    expect(ids[0]).toBe('0')
  })
})
