import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../src/denial/json-value.ts'
import { soughtTest } from '../src/services/clue-fit.ts'
import type { Clue } from '../src/services/sought-records.ts'
import { answersQuestion, type TrailQuestion } from '../src/trail/question.ts'
import { type FoundInDuck, openDuck } from './duck-engine.ts'
import { eventIdsOf, eventsOf } from './found-events.ts'
import { hostileName, writeTrail } from './trail-logs.ts'

const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const accounts = ['111122223333', '444455556666'] as const
const regions = ['eu-west-1', 'us-east-1'] as const
const arns = [...['mina', "o'brien", hostileName].map((name) => `arn:aws:iam::111122223333:user/${name}`), '']
const times = [
  '2026-03-01T23:59:59Z',
  '2026-03-02T00:00:00Z',
  '2026-03-02T00:00:01Z',
  '2026-03-02T00:00:00.500Z',
  '2026-03-02T09:00:00+09:00',
  'yesterday',
]
const sources = [
  's3.amazonaws.com',
  'monitoring.amazonaws.com',
  'S3.AMAZONAWS.COM',
  ' kms.amazonaws.com ',
  'lambda.amazonaws.com',
  'API.execute-api',
]
const names = [
  'GetObject',
  'HeadObject',
  'listobjectsv2',
  'Invoke20150331',
  'PutMetricData',
  'ReEncrypt',
  '20150331',
  '조회',
]
const codes = [
  'AccessDenied',
  'Client.UnauthorizedOperation',
  'KMS.AccessDeniedException',
  'ExpiredToken',
  'NoSuchKey',
  'accessdenied',
  '',
]
const messages = [
  'Access Denied',
  'x is not author\u00adized to perform: s3:GetObject',
  'because no identity-based policy allows it',
  'Rate exceeded',
  'cannot **assume** role',
]

const record = fc.record(
  {
    userIdentity: fc.record({
      arn: oneOf(...arns),
      accountId: oneOf(...accounts),
      sessionContext: fc.record({ sessionIssuer: fc.record({ arn: oneOf(...arns) }) }, { requiredKeys: [] }),
    }),
    eventTime: oneOf(...times),
    eventSource: oneOf(...sources),
    eventName: oneOf(...names),
    awsRegion: oneOf(...regions),
    recipientAccountId: oneOf(...accounts),
    errorCode: oneOf(...codes),
    errorMessage: oneOf(...messages),
    responseElements: fc.record({ message: oneOf(...messages) }),
  },
  { requiredKeys: ['eventSource', 'eventName'] },
)

const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 2 })
const moment = oneOf(...times.slice(0, 4)).map((time) => Date.parse(time))
const question: fc.Arbitrary<TrailQuestion> = fc.record({
  principal: orNull(oneOf(...arns)),
  since: orNull(moment),
  until: orNull(moment),
  service: orNull(oneOf('s3', 'S3.amazonaws.com', 'cloudwatch', 'kms', 'lambda', 'monitoring', '')),
  action: orNull(
    oneOf(
      'GetObject',
      's3:GetObject',
      'S3:listbucket',
      'Invoke',
      'lambda:InvokeFunction',
      'kms:ReEncryptTo',
      '20150331',
      '조회',
      'a:b:c',
    ),
  ),
  account: orNull(oneOf(...accounts)),
  region: orNull(oneOf(...regions)),
  allErrors: fc.boolean(),
})

const role = 'arn:aws:iam::111122223333:role/team/reader'
const session = 'arn:aws:sts::111122223333:assumed-role/reader/mina'
const anyRecord = fc.record(
  {
    eventID: fc.integer({ min: 0, max: 1_000_000 }).map(String),
    userIdentity: oneOf<object>(
      { arn: session, sessionContext: { sessionIssuer: { arn: role } } },
      { arn: `${session}2`, sessionContext: { sessionIssuer: { arn: role } } },
      { arn: 'arn:aws:sts::111122223333:assumed-role/reader2/mina' },
      // A session that a user made for somebody else.
      { arn: 'arn:aws:sts::111122223333:federated-user/x', sessionContext: { sessionIssuer: { arn: arns[0] } } },
      { invokedBy: 'ec2.amazonaws.com' },
      ...arns.map((arn) => ({ arn })),
    ),
    eventTime: oneOf(...times),
    eventSource: oneOf('iam.amazonaws.com', 'sts.amazonaws.com', 'lambda.amazonaws.com', 'kms.amazonaws.com'),
    eventName: oneOf(
      'AssumeRole',
      'AssumeRoleWithSAML',
      'PutRolePolicy',
      'AddPermission20150331v2',
      'Decrypt',
      'GetRole',
    ),
    requestParameters: fc.record({ roleName: fc.constant('reader'), functionName: fc.constant('f') }),
    errorCode: oneOf('AccessDenied', ''),
    requestID: oneOf('RQ1', "o'RQ"),
    sharedEventID: oneOf('S1', 'S2'),
    additionalEventData: fc.record({ 'x-amz-id-2': oneOf('HOST/1+a=', 'HOST2') }),
  },
  // Every event has a time.
  { requiredKeys: ['eventID', 'eventSource', 'eventName', 'eventTime'] },
)
const anyClue: fc.Arbitrary<Clue> = fc
  .record({
    kind: oneOf<object>(
      { kind: 'requestId', id: "o'RQ" },
      { kind: 'requestId', id: 'HOST/1+a=' },
      { kind: 'sharedEventId', id: 'S1' },
      { kind: 'eventId', id: '7' },
      { kind: 'sessionMaker', session: null },
      { kind: 'policyWrite' },
      { kind: 'keyRefusal' },
      ...[session, role, ...arns.slice(0, 2)].map(
        (principal) => ({ kind: 'calls', principal, action: null, eventNames: null }) as const,
      ),
    ),
    since: moment,
    length: oneOf(1, 1_000, 86_400_000),
  })
  .map(({ kind, since, length }) => ({ ...kind, since, until: since + length }) as Clue)

describe('the SQL of clues', () => {
  const folder = mkdtempSync(join(tmpdir(), 'undeny-clues-'))
  let duck: FoundInDuck

  beforeAll(async () => {
    duck = await openDuck()
  })
  afterAll(() => {
    duck.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const write = (records: readonly JsonObject[]): void =>
    writeTrail(
      folder,
      records.map((one) => ({ record: one, folder: ['111122223333', 'eu-west-1', '2026/03/02'] })),
    )

  it('law: never leaves out what fits a clue', async () => {
    const property = fc.asyncProperty(
      fc.uniqueArray(anyRecord, { minLength: 40, maxLength: 80, selector: ({ eventID }) => eventID }),
      fc.array(fc.array(anyClue, { minLength: 1, maxLength: 4 }), { minLength: 10, maxLength: 10 }),
      async (records, several) => {
        write(records)
        for (const clues of several) {
          const sought = { clues, accepts: () => true }
          const wanted = records.filter(soughtTest(sought)).map(({ eventID }) => eventID)
          const { events } = await eventsOf(duck.records(folder, Date.parse('2026-03-10'))(sought))
          expect(eventIdsOf(events)).toEqual(wanted.sort())
        }
      },
    )
    await fc.assert(property, { numRuns: 25, endOnFailure: true })
  })

  it('asks of the calls of a principal only for those that can ask for the action', async () => {
    const call = { eventTime: '2026-03-02T00:00:00Z', userIdentity: { arn: session } }
    const named = (eventName: string, eventSource = 's3.amazonaws.com') => ({
      ...call,
      eventName,
      eventSource,
      eventID: eventName,
    })
    write([named('GetObject'), named('HeadObject'), named('ListBuckets'), named('Decrypt', 'kms.amazonaws.com')])
    const during = { since: Date.parse('2026-03-02'), until: Date.parse('2026-03-03') }
    const clues = [
      { kind: 'calls', principal: role, action: 's3:GetObject', operation: null, eventNames: null, ...during },
    ] as const
    const { events } = await eventsOf(duck.records(folder, during.until)({ clues, accepts: () => true }))
    expect(eventIdsOf(events)).toEqual(['Decrypt', 'GetObject', 'HeadObject'])
  })
})

describe('the SQL of a question', () => {
  const folder = mkdtempSync(join(tmpdir(), 'undeny-law-'))
  let duck: FoundInDuck

  beforeAll(async () => {
    duck = await openDuck()
  })
  afterAll(() => {
    duck.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('law: never leaves out what answers the question', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 40, maxLength: 80 }),
        fc.array(question, { minLength: 10, maxLength: 10 }),
        async (made, questions) => {
          const records = made.map((one, index) => ({ ...one, eventID: String(index) }))
          writeTrail(
            folder,
            records.map((one) => ({ record: one, folder: ['111122223333', 'eu-west-1', '2026/03/02'] })),
          )
          for (const asked of questions) {
            const wanted = records.filter((one) => answersQuestion(one, asked)).map(({ eventID }) => eventID)
            const { events } = await eventsOf(duck.find(folder, asked))
            expect(eventIdsOf(events)).toEqual(wanted.sort())
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('reads little more than what answers the question', async () => {
    const denied = {
      eventName: 'GetObject',
      eventSource: 's3.amazonaws.com',
      eventTime: '2026-03-02T00:00:00Z',
      errorCode: 'AccessDenied',
    }
    const others = [
      { errorCode: 'NoSuchKey' },
      { errorCode: '' },
      { eventTime: '2026-03-01T00:00:00Z' },
      { eventName: 'PutObject' },
      { eventSource: 'kms.amazonaws.com' },
    ]
    const records = [denied, ...others.map((other) => ({ ...denied, ...other }))]
    writeTrail(
      folder,
      records.map((one) => ({ record: one, folder: ['111122223333', 'eu-west-1', '2026/03/02'] })),
    )
    const asked = {
      principal: null,
      since: Date.parse('2026-03-02'),
      until: null,
      service: 's3',
      action: 'GetObject',
      account: null,
      region: null,
      allErrors: false,
    }
    expect((await duck.rows(folder, asked)).rows.length).toBe(1)
  })
})
