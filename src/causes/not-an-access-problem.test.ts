import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  evidenceOf,
  explain,
  type Files,
  firstFix,
  fixesOf,
  home,
  iam,
  mina,
  policy,
  told,
} from '../../test/cause-fixture.ts'
import { parseDenials, parseNearDenials } from '../denial/parse.ts'
import { diagnose } from '../diagnose.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { contextOf } from '../iam/context.ts'
import { filesOfObject } from '../snapshot/files.ts'
import { openSnapshot } from '../snapshot/snapshot.ts'

const name = 'not-an-access-problem'

/** Explains a pasted failure as the command line does: denials first, then failures that only read like one. */
function ofText(text: string, files: Files = {}, principal: string | null = null): Diagnosis {
  const [denial] = [...parseDenials(text), ...parseNearDenials(text)]
  if (denial === undefined) throw new Error('the text holds no failure that undeny explains')
  const given = { principal, action: null, resource: null, context: contextOf({}), expectedPrincipal: null }
  return diagnose({ denial, snapshot: openSnapshot(filesOfObject(files)), hasSnapshot: true, given, trail: [] })
}

function s3Failure(code: string, message: string): string {
  return `An error occurred (${code}) when calling the GetObject operation: ${message} s3://orders/march.csv`
}

const location = { [`${home}/global/s3/GetBucketLocation/orders.json`]: { LocationConstraint: 'eu-west-1' } }

describe(name, () => {
  it.each([
    ['InvalidObjectState', { kind: 'objectArchived', resource: 'arn:aws:s3:::orders/march.csv' }],
    ['NoSuchKey', { kind: 'objectMissing', resource: 'arn:aws:s3:::orders/march.csv' }],
    ['NoSuchBucket', { kind: 'bucketMissing', bucket: 'orders' }],
    ['PermanentRedirect', { kind: 'otherRegion', bucket: 'orders', expected: null }],
  ])('reads %s', (errorCode, problem) => {
    const diagnosis = ofText(s3Failure(errorCode, 'The request failed.'))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toEqual([{ layer: null, place: null, problem }])
    expect(diagnosis).toMatchObject({ certain: true, requests: [], unknowns: [] })
  })

  it.each([
    ['InvalidObjectState', 'objectArchived', 'arn:aws:s3:::orders/march.csv'],
    ['NoSuchKey', 'objectMissing', 'arn:aws:s3:::orders/march.csv'],
    ['NoSuchBucket', 'bucketMissing', 'orders'],
  ])('changes no policy for %s', (errorCode, reason, subject) => {
    expect(fixesOf(ofText(s3Failure(errorCode, 'The request failed.')))).toMatchObject([
      { verified: false, edits: [{ kind: 'noChange', reason, subject, target: 'request' }] },
    ])
  })

  it('lets the machine reach the endpoint where a connection failed', () => {
    const text = 'Could not connect to the endpoint URL: "https://orders.s3.eu-west-1.amazonaws.com/march.csv"'
    expect(fixesOf(ofText(text))).toMatchObject([
      { edits: [{ kind: 'noChange', reason: 'networkPath', subject: 'orders.s3.eu-west-1.amazonaws.com' }] },
    ])
  })

  it.each([
    'Could not connect to the endpoint URL: "https://orders.s3.eu-west-1.amazonaws.com/march.csv"',
    'Connect timeout on endpoint URL: "https://orders.s3.eu-west-1.amazonaws.com/march.csv"',
    'Unable to execute HTTP request: Connect to orders.s3.eu-west-1.amazonaws.com:443 failed: connect timed out',
    'RequestError: send request failed caused by: Get "https://orders.s3.eu-west-1.amazonaws.com/": dial tcp: i/o timeout',
  ])('reads a connection that failed: %s', (text) => {
    expect(evidenceOf(ofText(text), name)).toMatchObject([
      { problem: { kind: 'network', endpoint: 'orders.s3.eu-west-1.amazonaws.com' } },
    ])
  })

  it.each([
    ['The requested DurationSeconds exceeds the MaxSessionDuration set for this role.', false],
    ['The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining', true],
  ])('reads a session that was asked for too long: %s', (message, isChained) => {
    const diagnosis = ofText(
      `An error occurred (ValidationError) when calling the AssumeRole operation: ${message}`,
      {},
      mina,
    )
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ problem: { kind: 'sessionTooLong', isChained } }])
  })

  it('reads a query without a place for its results', () => {
    const text =
      'An error occurred (InvalidRequestException) when calling the StartQueryExecution operation: No output location provided.'
    expect(evidenceOf(ofText(text), name)).toMatchObject([{ problem: { kind: 'noOutputLocation' } }])
  })

  it.each([
    ['the message', 'AuthorizationHeaderMalformed', "the region 'us-east-1' is wrong; expecting 'ap-northeast-2'.", {}],
    [
      'a location constraint',
      'IllegalLocationConstraintException',
      'The ap-northeast-2 location constraint is incompatible.',
      {},
    ],
  ])('takes the Region from %s', (_, errorCode, message, files) => {
    const diagnosis = ofText(s3Failure(errorCode, message), files)
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ problem: { expected: 'ap-northeast-2' } }])
    expect(firstFix(diagnosis)).toMatchObject({
      edits: [{ kind: 'changeRequest', target: 'request', key: 'aws:RequestedRegion', values: ['ap-northeast-2'] }],
    })
  })

  it('takes the Region from the snapshot where the message names none', () => {
    const diagnosis = ofText(s3Failure('PermanentRedirect', 'Use the specified endpoint.'), location)
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ problem: { expected: 'eu-west-1' } }])
  })

  it('tells an output bucket that does not exist from one that may not be used', () => {
    const text =
      'An error occurred (InvalidRequestException) when calling the StartQueryExecution operation: Unable to verify/create output bucket orders'
    const absent = { [`${home}/global/s3/GetBucketLocation/orders.json`]: { error: { code: 'NoSuchBucket' } } }
    expect(evidenceOf(ofText(text, absent), name)).toMatchObject([
      { problem: { kind: 'bucketMissing', bucket: 'orders' } },
    ])
    expect(told(ofText(text, location))).not.toContain(name)
  })

  it('proposes no policy', () => {
    const files = { ...iam({ mina: policy() }), ...alone(), ...bucket('orders', null) }
    const diagnosis = ofText(s3Failure('InvalidObjectState', 'Archived.'), files, mina)
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.fixes.flatMap(({ edits }) => edits.map(({ target }) => target))).toEqual(['request'])
  })

  it('is silent for a denial', () => {
    const files = { ...iam({ mina: policy(allow('sqs:*', '*')) }), ...alone(), ...bucket('orders', null), ...location }
    expect(told(explain({ action: 's3:GetObject', resource: 'arn:aws:s3:::orders/a', files }))).toEqual([
      'identity-no-allow',
    ])
  })
})
