import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Denial } from '../src/denial/denial.ts'
import { denialsOfEvent } from '../src/denial/event-denial.ts'
import { parseDenials } from '../src/denial/parse.ts'
import { diagnose } from '../src/diagnose.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import { contextOf } from '../src/iam/context.ts'
import { diagnosisJson } from '../src/report/json.ts'
import { soughtTest } from '../src/services/clue-fit.ts'
import { recordsAbout } from '../src/services/records-about.ts'
import { relevantTo } from '../src/services/relevant-records.ts'
import type { TrailRecord } from '../src/services/session.ts'
import type { SoughtRecords } from '../src/services/sought-records.ts'
import { filesOfObject } from '../src/snapshot/files.ts'
import { textAt } from '../src/snapshot/json.ts'
import { readTrailFiles } from '../src/snapshot/read-files.ts'
import { openSnapshot } from '../src/snapshot/snapshot.ts'
import { readTrail } from '../src/snapshot/trail.ts'
import { bearingRecords } from '../src/trail/bearing-records.ts'
import { clueHoldings } from '../src/trail/files/clue-holdings.ts'
import type { Holding } from '../src/trail/files/wanted.ts'
import type { TrailBatch } from '../src/trail/found.ts'
import { noProgress } from '../src/trail/several.ts'
import { allow, alone, type Files, home, iam, type Json, mina, policy, reader, readerSession } from './cause-fixture.ts'
import { encryptedObject, key, keyArn } from './kms-fixture.ts'
import { diagnosisOf, refused, refusedRead, sessionIdentity } from './scenario-fixture.ts'

const object = 'arn:aws:s3:::reports/q1.csv'
const files: Files = {
  ...alone(),
  ...iam({ mina: policy(allow('s3:*', '*')), reader: policy(allow('*', '*')) }),
  ...encryptedObject(keyArn()),
  ...key(),
}
const first = `arn:aws:sts::${home}:assumed-role/first/work`
const minaIdentity = refused({})['userIdentity']

function made(arn: string, accessKeyId: string, userIdentity: unknown, more: Json = {}): Json {
  return {
    eventID: `made-${accessKeyId}`,
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    eventTime: '2026-03-04T08:00:00Z',
    userIdentity,
    requestParameters: { roleArn: reader, roleSessionName: 'mina', ...more },
    responseElements: { credentials: { accessKeyId }, assumedRoleUser: { assumedRoleId: 'AROAX:mina', arn } },
  }
}

const listing = { policy: JSON.stringify(policy(allow('s3:ListBucket', '*'))) }
const firstIdentity = { type: 'AssumedRole', arn: first, accountId: home, accessKeyId: 'ASIAFIRST' }
const denied = refusedRead({ eventID: 'denied', requestID: 'RQ0123456789ABCD', vpcEndpointId: 'vpce-0example' })
const ofSession = { ...denied, userIdentity: sessionIdentity('ASIATHIS') }
const shared = { ...denied, eventID: 'own', sharedEventID: 'shared' }
const kms = {
  ...denied,
  eventID: 'kms',
  requestID: 'kms-request',
  userIdentity: { ...(minaIdentity as Json), invokedBy: 's3.amazonaws.com' },
  eventTime: '2026-03-04T09:00:03Z',
  eventSource: 'kms.amazonaws.com',
  eventName: 'Decrypt',
  errorMessage: `User: ${mina} is not authorized to perform: kms:Decrypt on resource: ${keyArn()} because no identity-based policy allows the kms:Decrypt action`,
  requestParameters: { encryptionContext: { 'aws:s3:arn': object } },
}
const succeeded = refusedRead({ eventID: 'later', eventTime: '2026-03-04T09:00:40Z', errorCode: null })
const written = refused({
  eventID: 'written',
  eventTime: '2026-03-04T08:59:58Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'PutUserPolicy',
  errorCode: null,
  errorMessage: null,
  requestParameters: { userName: 'mina', policyName: 'own' },
})

const sentence = `An error occurred (AccessDenied) when calling the GetObject operation`
const cases: Readonly<Record<string, { readonly denial: string | Json; readonly trail: readonly Json[] }>> = {
  'a bare text and its record, with the session and the role before it': {
    denial: `${sentence}: Access Denied\nRequest ID: RQ0123456789ABCD`,
    trail: [made(readerSession, 'ASIATHIS', firstIdentity, listing), made(first, 'ASIAFIRST', minaIdentity), ofSession],
  },
  'a text that is joined by its time': {
    denial: `2026-03-04T09:01:00Z ${sentence}: User: ${mina} is not authorized to perform: s3:GetObject on resource: "${object}"`,
    trail: [denied],
  },
  'two records that could be that of a text': {
    denial: `2026-03-04T09:01:00Z ${sentence}: User: ${mina} is not authorized to perform: s3:GetObject on resource: "${object}"`,
    trail: [denied, { ...denied, eventID: 'also', requestID: 'also' }],
  },
  'the refusal of KMS': { denial: denied, trail: [denied, kms] },
  'a refusal of KMS that is of another refused call of S3': {
    denial: denied,
    trail: [
      { ...denied, eventID: 'before', requestID: 'before', eventTime: '2026-03-04T08:59:59Z' },
      denied,
      { ...denied, eventID: 'after', requestID: 'after', eventTime: '2026-03-04T09:00:03Z' },
      kms,
    ],
  },
  'the copy of another account': {
    denial: shared,
    trail: [shared, { ...shared, eventID: 'other', vpcEndpointId: 'vpce-0other', awsRegion: 'us-east-1' }],
  },
  'a session that was made across accounts': {
    denial: ofSession,
    trail: [
      ofSession,
      { ...made(readerSession, 'ASIATHIS', minaIdentity, listing), sharedEventID: 'making' },
      {
        ...made(readerSession, 'ASIATHIS', minaIdentity),
        eventID: 'copy',
        sharedEventID: 'making',
        responseElements: null,
      },
    ],
  },
  'a policy that was written before, and a later success': { denial: denied, trail: [written, denied, succeeded] },
  'a session of which only the name is known': {
    denial: `${sentence}: User: ${readerSession} is not authorized to perform: s3:GetObject on resource: "${object}"`,
    trail: [made(readerSession, 'ASIATHIS', minaIdentity, listing)],
  },
}

/** Records that bear on none of the denials. */
const noise: readonly Json[] = [
  refusedRead({
    eventID: 'n1',
    requestID: 'n1',
    eventTime: '2026-03-04T09:00:30Z',
    requestParameters: { bucketName: 'reports', key: 'other.csv' },
    resources: [],
  }),
  refusedRead({ eventID: 'n2', requestID: 'n2', userIdentity: { type: 'IAMUser', arn: `${mina}2` } }),
  refused({ eventID: 'n3', requestID: 'n3', eventTime: '2026-03-04T07:00:00Z' }),
  made(`arn:aws:sts::${home}:assumed-role/other/work`, 'ASIAOTHER', minaIdentity),
  { ...kms, eventID: 'n4', eventTime: '2026-03-04T10:00:00Z', errorCode: null, userIdentity: firstIdentity },
  { ...succeeded, eventID: 'n5', requestParameters: { bucketName: 'reports', key: 'other.csv' }, resources: [] },
  { ...succeeded, eventID: 'n6', eventTime: '2026-03-04T08:00:00Z' },
  { ...written, eventID: 'n7', eventTime: '2026-03-04T06:00:00Z' },
]

function recordsOf(trail: readonly Json[]): readonly TrailRecord[] {
  return trail.map((record, at) => ({ file: `log-${at}`, record }))
}

/** The records of a log in memory that bear on the denials. */
function relevantRecords(denials: readonly Denial[], records: readonly TrailRecord[]): readonly TrailRecord[] {
  let found: readonly TrailRecord[] = []
  for (;;) {
    const isRelevant = relevantTo(denials, { found })
    const before = new Set(found)
    const next = records.filter((one) => before.has(one) || isRelevant(one.record))
    if (next.length === found.length) return next
    found = next
  }
}

describe('the records that bear on a denial', () => {
  it.each(Object.entries(cases))('give the answer that all records give: %s', (_, { denial, trail }) => {
    const denials = parseDenials(typeof denial === 'string' ? denial : JSON.stringify(denial))
    fc.assert(
      fc.property(fc.shuffledSubarray([...noise]), fc.nat(noise.length), (others, at) => {
        const records = recordsOf([...others.slice(0, at), ...trail, ...others.slice(at)])
        const kept = relevantRecords(denials, records)
        const answer = (of: readonly TrailRecord[]): unknown =>
          JSON.parse(JSON.stringify(diagnosisJson(diagnosisOf({ denial, files, records: of }), 'en')))
        expect(answer(kept)).toEqual(answer(records))
      }),
      { numRuns: 15, seed: 7 },
    )
  })

  it.each(Object.entries(cases).filter(([name]) => !name.startsWith('a session of which')))(
    'are no others: %s',
    (_, { denial, trail }) => {
      const denials = parseDenials(typeof denial === 'string' ? denial : JSON.stringify(denial))
      const kept = relevantRecords(denials, recordsOf([...noise, ...trail]))
      const ids = (of: readonly unknown[]): unknown => of.map((record) => textAt(record, 'eventID'))
      expect(ids(kept.map(({ record }) => record))).toEqual(ids(trail))
    },
  )

  it.each(Object.entries(cases))(
    'give the same answer where a source is searched for them by clues: %s',
    async (_, given) => {
      const { denial, trail } = given
      const denials = parseDenials(typeof denial === 'string' ? denial : JSON.stringify(denial))
      const all = recordsOf([...noise, ...trail])
      const isHeld: boolean[] = []
      async function* source(sought: SoughtRecords): AsyncGenerator<TrailBatch> {
        const isWanted = soughtTest(sought)
        const found = all.filter(({ record }) => isWanted(record))
        // What is looked for in files is in each of them.
        const holding = clueHoldings(sought.clues)
        isHeld.push(...found.map(({ record }) => holding.some((one) => isHolding(one, record))))
        const events = found.map(({ record, file }) => ({ record: record as Json, from: file }))
        yield { events, problems: [], progress: noProgress, newestLeft: null }
      }
      const unknown = { since: null, until: null }
      const search = bearingRecords({ denials, principals: [], own: [], unknown, findsHistory: true }, source)
      for await (const _ of search.batches);
      expect(isHeld).not.toContain(false)
      const answer = (of: readonly TrailRecord[]): unknown =>
        JSON.parse(JSON.stringify(diagnosisJson(diagnosisOf({ denial, files, records: of }), 'en')))
      expect(answer(search.records())).toEqual(answer(all))
    },
  )

  it.each(Object.entries(cases))(
    'give the same answer where they are picked of a log that was read: %s',
    (_, given) => {
      const { denial, trail } = given
      const denials = parseDenials(typeof denial === 'string' ? denial : JSON.stringify(denial))
      const all = recordsOf([...noise, ...trail])
      const about = recordsAbout(all)
      const answer = (of: readonly TrailRecord[]): unknown =>
        JSON.parse(JSON.stringify(diagnosisJson(diagnosisOf({ denial, files, records: of }), 'en')))
      for (const one of denials) {
        const picked = about(one)
        expect(relevantRecords([one], all).filter((record) => !picked.includes(record))).toEqual([])
        expect(answer(picked)).toEqual(answer(all))
      }
    },
  )

  it('of a role that assumed a role are found by asking again with what was found', () => {
    const [denial, ...more] = parseDenials(JSON.stringify(ofSession))
    const denials = denial === undefined ? more : [denial]
    const second = made(readerSession, 'ASIATHIS', firstIdentity)
    const before = made(first, 'ASIAFIRST', minaIdentity)
    expect([second, before].map(relevantTo(denials))).toEqual([true, false])
    const found = recordsOf([second])
    expect(relevantTo(denials, { found })(before)).toBe(true)
  })

  it('of the principals named on the command line are kept', () => {
    const denials = parseDenials(JSON.stringify(denied))
    const record = made(readerSession, 'ASIATHIS', minaIdentity)
    expect(relevantTo(denials)(record)).toBe(false)
    expect(relevantTo(denials, { principals: [mina, readerSession] })(record)).toBe(true)
  })
})

const sharedFolder = process.env.SHARED ?? join(import.meta.dirname, '../../shared')
const logs = join(sharedFolder, 'data/cloudtrail')

describe.skipIf(!existsSync(logs))('the recorded logs of the shared data (skipped where they are absent)', () => {
  it('give the same answer from the records that bear on each denial', { timeout: 120_000 }, async () => {
    const read = readTrailFiles(logs)
    const all = read.ok ? readTrail(read.files).records : []
    const denials = all.flatMap(({ record }) => denialsOfEvent(record))
    const unlike = denials.filter(
      ({ principal, action }, at) =>
        at === denials.findIndex((other) => other.principal === principal && other.action === action),
    )
    expect(unlike.length).toBeGreaterThan(10)
    for (const denial of unlike.slice(0, 40)) {
      const kept = relevantRecords([denial], all)
      expect(kept.length).toBeLessThan(all.length / 10)
      const [some, whole, searched] = [kept, all, await searchedFor(denial, all)].map((trail) =>
        JSON.stringify(diagnosisJson(withoutSnapshot(denial, trail), 'en')),
      )
      expect(some).toBe(whole)
      expect(searched).toBe(whole)
    }
  })
})

/** What a search by clues finds of these records, with nothing known before. */
async function searchedFor(denial: Denial, all: readonly TrailRecord[]): Promise<readonly TrailRecord[]> {
  async function* source(sought: SoughtRecords): AsyncGenerator<TrailBatch> {
    const isWanted = soughtTest(sought)
    const found = all.filter(({ record }) => isWanted(record))
    const events = found.map(({ record, file }) => ({ record: record as Json, from: file }))
    yield { events, problems: [], progress: noProgress, newestLeft: null }
  }
  const unknown = { since: null, until: null }
  const search = bearingRecords({ denials: [denial], principals: [], own: [], unknown, findsHistory: true }, source)
  for await (const _ of search.batches);
  return search.records()
}

function withoutSnapshot(denial: Denial, trail: readonly TrailRecord[]): Diagnosis {
  const given = { principal: null, action: null, resource: null, context: contextOf({}), expectedPrincipal: null }
  return diagnose({ denial, snapshot: openSnapshot(filesOfObject({})), hasSnapshot: false, given, trail })
}

function isHolding({ eventNames, texts }: Holding, record: unknown): boolean {
  const [name, text] = [textAt(record, 'eventName') ?? '', JSON.stringify(record)]
  const isNamed = eventNames === null || eventNames.some((part) => name.includes(part))
  return isNamed && (texts === null || texts.some((part) => text.includes(part)))
}
