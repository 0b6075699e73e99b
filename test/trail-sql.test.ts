import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
