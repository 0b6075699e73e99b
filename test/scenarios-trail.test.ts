import { describe, expect, it } from 'vitest'
import { languages } from '../src/causes/cause.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import { diagnosisJson } from '../src/report/json.ts'
import { reportOf } from '../src/report/report.ts'
import { filesOfObject } from '../src/snapshot/files.ts'
import { readTrail } from '../src/snapshot/trail.ts'
import {
  allow,
  alone,
  bucket,
  deny,
  endpoint,
  type Files,
  home,
  iam,
  type Json,
  mina,
  policy,
  reader,
  readerSession,
  sessionMade,
} from './cause-fixture.ts'
import { encryptedObject, key, keyArn } from './kms-fixture.ts'
import { diagnosisOf, outcomeOf, refusedRead, sessionIdentity } from './scenario-fixture.ts'
import { wordingProblems } from './wording-rules.ts'

const object = 'arn:aws:s3:::reports/q1.csv'
const eventID = '3b7f9c12-0a4e-4a55-9d1e-2f6b8c0d1e2f'
const everything = policy(allow('*', '*'))
const files: Files = {
  ...alone(),
  ...bucket('reports', null),
  ...endpoint(null),
  ...iam({ mina: everything, reader: everything }),
}
const offEndpoint = deny('s3:GetObject', '*', { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0right' } } })
const guarded: Files = { ...files, ...iam({ mina: policy(allow('s3:*', '*'), offEndpoint) }) }

const recorded = refusedRead({
  eventID,
  requestID: 'RQ0123456789ABCD',
  vpcEndpointId: 'vpce-0example',
  sourceIPAddress: '10.0.0.7',
  additionalEventData: { 'x-amz-id-2': 'hostid0123456789abcdefghijklmnop=' },
})

function pasted(more: string, at = ''): string {
  return `${at}An error occurred (AccessDenied) when calling the GetObject operation: User: ${mina} is not authorized to perform: s3:GetObject on resource: "${object}"${more}`
}

/** The value of a context key in the reported request. */
function keyOf({ requests }: Diagnosis, name: string): unknown {
  return requests.find(({ reported }) => reported)?.authorization.request.context.get(name)
}

describe('a pasted denial with its CloudTrail record', () => {
  it('is joined by its request id, and the endpoint of the record enters the context', () => {
    const denial = pasted('\nRequest ID: RQ0123456789ABCD')
    const alone = diagnosisOf({ denial, files: guarded })
    expect(keyOf(alone, 'aws:sourcevpce')).not.toEqual(['vpce-0example'])
    const found = diagnosisOf({ denial, files: guarded, trail: [refusedRead({ requestID: 'OTHER' }), recorded] })
    expect(found.joined).toEqual({
      by: 'requestId',
      eventId: eventID,
      eventTime: '2026-03-04T09:00:00Z',
      file: 'trail',
    })
    expect(keyOf(found, 'aws:sourcevpce')).toEqual(['vpce-0example'])
    expect(keyOf(found, 'aws:vpcsourceip')).toEqual(['10.0.0.7'])
    expect(keyOf(found, 'aws:useragent')).toEqual(['aws-cli/2'])
    expect(outcomeOf(found)).toMatchObject({ certain: true, blockedBy: ['identity'] })
  })

  it.each([
    ['extendedRequestId', '\nS3 Extended Request ID: hostid0123456789abcdefghijklmnop='],
    ['eventId', `\nevent ID: ${eventID}`],
  ])('is joined by what else it prints: %s', (by, more) => {
    expect(diagnosisOf({ denial: pasted(more), files, trail: [recorded] }).joined?.by).toBe(by)
  })

  it('without an id it is joined to the one refused call of the principal within two minutes', () => {
    const denial = pasted('', '2026-03-04T09:01:30Z ')
    expect(diagnosisOf({ denial, files, trail: [recorded] }).joined?.by).toBe('principalAndTime')
  })

  it.each<readonly [string, string, readonly Json[]]>([
    ['two calls fit', '2026-03-04T09:01:30Z ', [recorded, { ...recorded, eventID: 'other' }]],
    ['the record is three minutes away', '2026-03-04T09:03:00Z ', [recorded]],
    ['the call succeeded', '2026-03-04T09:01:30Z ', [{ ...recorded, errorCode: null, errorMessage: null }]],
    [
      'the record is of another object',
      '2026-03-04T09:01:30Z ',
      [{ ...recorded, requestParameters: { bucketName: 'reports', key: 'q2.csv' } }],
    ],
    [
      'the record is of another principal',
      '2026-03-04T09:01:30Z ',
      [{ ...recorded, userIdentity: sessionIdentity('ASIATHIS') }],
    ],
    ['the text tells no time', '', [recorded]],
  ])('is joined to none where %s', (_, at, trail) => {
    expect(diagnosisOf({ denial: pasted('', at), files, trail }).joined).toBeNull()
  })

  it('is not joined to a record with its request id that names another principal', () => {
    const other = { ...recorded, userIdentity: sessionIdentity('ASIATHIS') }
    const found = diagnosisOf({ denial: pasted('\nRequest ID: RQ0123456789ABCD'), files, trail: [other] })
    expect(found.joined).toBeNull()
  })

  it('one event in two files is one call', () => {
    const denial = pasted('', '2026-03-04T09:01:30Z ')
    expect(diagnosisOf({ denial, files, trail: [recorded, { ...recorded }] }).joined?.eventId).toBe(eventID)
  })

  it('a bare text takes principal and resource from its record, and the session policy is found by its access key', () => {
    const denial =
      'An error occurred (AccessDenied) when calling the GetObject operation: Access Denied\nRequest ID: RQ0123456789ABCD'
    const trail = [
      { ...recorded, userIdentity: sessionIdentity('ASIATHIS') },
      {
        ...sessionMade(policy(allow('s3:ListBucket', '*'))),
        responseElements: {
          credentials: { accessKeyId: 'ASIATHIS' },
          assumedRoleUser: { assumedRoleId: 'AROAEXAMPLEREADERXXX1:mina', arn: readerSession },
        },
      },
    ]
    expect(outcomeOf(diagnosisOf({ denial, files, trail }))).toMatchObject({
      certain: true,
      blockedBy: ['session'],
      confirmed: ['session-no-allow'],
    })
  })

  it.each(languages)('the report names the record in %s', (language) => {
    const denial = pasted('\nRequest ID: RQ0123456789ABCD')
    const { summary } = reportOf(diagnosisOf({ denial, files, trail: [recorded] }), language)
    expect(summary).toContain(
      language === 'en'
        ? `Joined to event \`${eventID}\` of file \`trail\`, which has the same request ID.`
        : `\`trail\` 파일의 \`${eventID}\` 이벤트와 연결했습니다. 요청 ID가 같습니다.`,
    )
  })

  it('what a service asked for the caller is taken from the record that the request id names', () => {
    const denial =
      'Amazon Athena: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: RQ0123456789ABCD; S3 Extended Request ID: abc=)'
    const user = refusedRead({})['userIdentity'] as Json
    const forwarded = { ...recorded, userIdentity: { ...user, invokedBy: 'athena.amazonaws.com' }, vpcEndpointId: null }
    const found = diagnosisOf({ denial, files: guarded, trail: [forwarded] })
    const reported = found.requests.find((request) => request.reported)
    expect(reported?.authorization.request).toMatchObject({ action: 's3:GetObject', resource: object })
    expect(reported?.authorization.hop).toEqual({ kind: 'forwarded', service: 'athena.amazonaws.com' })
    expect(keyOf(found, 'aws:viaawsservice')).toEqual(['true'])
    expect(keyOf(found, 'aws:sourcevpce')).toBeUndefined()
  })
})

describe('the KMS denial behind a denial of S3', () => {
  const otherKey = keyArn({ id: '9876abcd-12ab-34cd-56ef-1234567890ab' })
  const readsAll: Files = {
    ...alone(),
    ...iam({ mina: policy(allow('s3:*', '*')) }),
    ...encryptedObject(keyArn()),
    ...key(),
  }
  const bare = refusedRead({ eventID, errorMessage: 'Access Denied' })

  function kmsEvent(more: Json = {}): Json {
    return {
      ...refusedRead({}),
      userIdentity: { ...(refusedRead({})['userIdentity'] as Json), invokedBy: 's3.amazonaws.com' },
      eventID: 'kms-event',
      eventTime: '2026-03-04T09:00:02Z',
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      errorCode: 'AccessDenied',
      errorMessage: `User: ${mina} is not authorized to perform: kms:Decrypt on resource: ${keyArn()} because no identity-based policy allows the kms:Decrypt action`,
      requestParameters: { encryptionContext: { 'aws:s3:arn': object }, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
      resources: [{ type: 'AWS::KMS::Key', ARN: keyArn(), accountId: home }],
      ...more,
    }
  }

  it('is what AWS refused: its action, key and claim are the reported request of the chain', () => {
    const found = diagnosisOf({ denial: bare, files: readsAll, trail: [kmsEvent()] })
    expect(
      found.requests.map(({ authorization: { request }, reported }) => [request.action, request.resource, reported]),
    ).toEqual([
      ['s3:GetObject', object, false],
      ['kms:Decrypt', keyArn(), true],
    ])
    expect(found.denial.claim).toMatchObject({ policyType: 'identity', effect: 'implicitDeny' })
    expect(found.denial).toMatchObject({ action: 's3:GetObject', resource: object })
    expect(found.verdict.agreesWithClaim).toBe(true)
    expect(found.certain).toBe(true)
    expect(found.causes[0]).toMatchObject({ layer: 'identity', request: 1, status: 'confirmed' })
  })

  it('tells the key that was asked for, although another one is recorded for the object', () => {
    const message = `User: ${mina} is not authorized to perform: kms:Decrypt on resource: ${otherKey} because no identity-based policy allows the kms:Decrypt action`
    const { requests } = diagnosisOf({ denial: bare, files: readsAll, trail: [kmsEvent({ errorMessage: message })] })
    expect(requests.map(({ authorization }) => authorization.request.resource)).toEqual([object, otherKey])
  })

  it('with an S3 Bucket Key the encryption context is the bucket', () => {
    const parameters = { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::reports' } }
    const found = diagnosisOf({ denial: bare, files: readsAll, trail: [kmsEvent({ requestParameters: parameters })] })
    expect(found.requests[1]?.authorization.request.context.get('kms:encryptioncontext:aws:s3:arn')).toEqual([
      'arn:aws:s3:::reports',
    ])
  })

  it.each<readonly [string, Json]>([
    ['it is of another object', { requestParameters: { encryptionContext: { 'aws:s3:arn': `${object}x` } } }],
    ['it is eleven seconds away', { eventTime: '2026-03-04T09:00:11Z' }],
    ['it succeeded', { errorCode: null, errorMessage: null }],
    ['the caller called KMS', { userIdentity: refusedRead({})['userIdentity'] as Json }],
    [
      'another principal was refused',
      {
        userIdentity: { ...sessionIdentity('ASIATHIS'), invokedBy: 's3.amazonaws.com' },
      },
    ],
  ])('is none where %s', (_, more) => {
    const found = diagnosisOf({ denial: bare, files: readsAll, trail: [kmsEvent(more)] })
    expect(found.keyDenial).toBeNull()
    expect(found.denial.claim.policyType).toBeNull()
  })

  it('is none where S3 names a policy itself, and where two events disagree', () => {
    const because = `User: ${mina} is not authorized to perform: s3:GetObject on resource: "${object}" because no identity-based policy allows the s3:GetObject action`
    const named = refusedRead({ errorMessage: because })
    expect(diagnosisOf({ denial: named, files: readsAll, trail: [kmsEvent()] }).keyDenial).toBeNull()
    const message = `User: ${mina} is not authorized to perform: kms:Decrypt on resource: ${otherKey} because no identity-based policy allows the kms:Decrypt action`
    const trail = [kmsEvent(), kmsEvent({ errorMessage: message })]
    expect(diagnosisOf({ denial: bare, files: readsAll, trail }).keyDenial).toBeNull()
  })

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
  it.each<readonly [string, readonly string[]]>([
    ['GetObject', ['Decrypt']],
    ['HeadObject', ['Decrypt']],
    ['GetObjectAttributes', ['Decrypt']],
    ['SelectObjectContent', ['Decrypt']],
    ['ListParts', ['Decrypt']],
    ['CompleteMultipartUpload', ['Decrypt']],
    ['UploadPart', ['Decrypt', 'GenerateDataKey']],
    ['PutObject', ['GenerateDataKey']],
    ['CreateMultipartUpload', ['GenerateDataKey']],
    ['DeleteObject', []],
    ['DeleteObjectTagging', []],
    ['GetObjectAcl', []],
    ['GetObjectTagging', []],
    ['PutObjectAcl', []],
    ['PutObjectTagging', []],
    ['RestoreObject', []],
    ['AbortMultipartUpload', []],
    ['GetObjectRetention', []],
    ['PutObjectLegalHold', []],
  ])('is told of %s for kms: %j alone', (eventName, asked) => {
    const denial = { ...bare, eventName }
    const told = ['Decrypt', 'GenerateDataKey', 'Encrypt'].filter((name) => {
      const errorMessage = `User: ${mina} is not authorized to perform: kms:${name} on resource: ${keyArn()} because no identity-based policy allows the kms:${name} action`
      const trail = [denial, kmsEvent({ eventName: name, errorMessage })]
      return diagnosisOf({ denial, files: readsAll, trail }).keyDenial !== null
    })
    expect(told).toEqual(asked)
  })

  it('is of the refused call of S3 that it is nearest to', () => {
    const at = (second: string, eventID: string, more: Json = {}): Json =>
      refusedRead({ eventID, eventTime: `2026-03-04T09:00:0${second}Z`, errorMessage: 'Access Denied', ...more })
    const isTold = (denial: Json, others: readonly Json[]): boolean =>
      diagnosisOf({ denial, files: readsAll, trail: [denial, ...others] }).keyDenial !== null
    const [near, far, same] = [at('2', 'near'), at('0', 'far'), at('2', 'same')]
    expect(isTold(near, [far, kmsEvent()])).toBe(true)
    expect(isTold(far, [near, kmsEvent()])).toBe(false)
    expect(isTold(near, [same, kmsEvent()])).toBe(false)
    expect(isTold(near, [same, kmsEvent(), kmsEvent({ eventID: 'kms-2' })])).toBe(true)
    expect(isTold(far, [at('2', 'deleted', { eventName: 'DeleteObject' }), kmsEvent()])).toBe(true)
    expect(isTold(far, [at('2', 'succeeded', { errorCode: null, errorMessage: null }), kmsEvent()])).toBe(true)
  })

  it('with an S3 Bucket Key is of any object of the bucket', () => {
    const parameters = { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::reports' } }
    const asked = kmsEvent({ requestParameters: parameters })
    const other = refusedRead({
      eventID: 'other',
      eventTime: '2026-03-04T09:00:02Z',
      errorMessage: 'Access Denied',
      requestParameters: { bucketName: 'reports', key: 'q2.csv' },
      resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::reports/q2.csv' }],
    })
    expect(diagnosisOf({ denial: bare, files: readsAll, trail: [other, asked] }).keyDenial).toBeNull()
    expect(diagnosisOf({ denial: bare, files: readsAll, trail: [other, kmsEvent()] }).keyDenial).not.toBeNull()
  })

  it.each(languages)('the report says so in one sentence in %s', (language) => {
    const { summary } = reportOf(diagnosisOf({ denial: bare, files: readsAll, trail: [kmsEvent()] }), language)
    expect(summary).toContain(
      language === 'en'
        ? `KMS refused it, not S3: event \`kms-event\` of file \`trail\` shows that KMS refused S3 \`kms:Decrypt\` on \`${keyArn()}\`.`
        : `S3가 아니라 KMS가 거부했습니다. \`trail\` 파일의 \`kms-event\` 이벤트에서 KMS는 S3가 요청한 \`${keyArn()}\` 키의 \`kms:Decrypt\` 작업을 거부했습니다.`,
    )
  })
})

describe('one event in two accounts', () => {
  const shared = '77777777-0a4e-4a55-9d1e-2f6b8c0d1e2f'
  const says = `User: ${mina} is not authorized to perform: s3:GetObject on resource: "${object}" because no identity-based policy allows the s3:GetObject action`
  const requester = refusedRead({ eventID: 'requester', sharedEventID: shared, errorMessage: 'Access Denied' })
  const owner = refusedRead({
    eventID: 'owner',
    sharedEventID: shared,
    recipientAccountId: '444455556666',
    userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLEMINAXXXXX1', accountId: home },
    errorMessage: says,
    vpcEndpointId: 'vpce-0example',
  })

  it('the copy of the owner adds the endpoint and the message to that of the requester', () => {
    const found = diagnosisOf({ denial: requester, files, trail: [requester, owner] })
    expect(found.joined).toMatchObject({ by: 'sharedEventId', eventId: 'owner' })
    expect(found.denial.claim).toMatchObject({ policyType: 'identity', effect: 'implicitDeny' })
    expect(keyOf(found, 'aws:sourcevpce')).toEqual(['vpce-0example'])
  })

  it('the copy of the requester tells that of the owner who called', () => {
    const found = diagnosisOf({ denial: owner, files, trail: [requester] })
    expect(found.denial).toMatchObject({ principal: mina, claim: { policyType: 'identity' } })
    expect(found.denial.hints.event).toMatchObject({ identityType: 'IAMUser', recipientAccountId: '444455556666' })
  })

  it('the copy of the owner tells whose the bucket is, where neither snapshot nor the other copy does', () => {
    const { resources: _, ...lost } = requester
    const own: Files = { ...alone(), ...iam({ mina: everything }) }
    const owned = { ...owner, resources: [{ ARN: 'arn:aws:s3:::reports', accountId: '444455556666' }] }
    const ownerIn = (trail: readonly Json[]): unknown =>
      diagnosisOf({ denial: lost, files: own, trail }).requests[0]?.authorization.request.resourceAccount
    expect(ownerIn([])).toBe('unknown')
    expect(ownerIn([owned])).toBe('444455556666')
  })

  it('both copies are one call to whoever looks for the only one', () => {
    const denial = pasted('', '2026-03-04T09:01:30Z ')
    expect(diagnosisOf({ denial, files, trail: [requester, owner] }).joined?.by).toBe('principalAndTime')
  })
})

describe('the times that a log file tells', () => {
  const log = {
    Records: [
      refusedRead({ eventID: 'later', eventTime: '2026-03-04T09:00:40Z', errorCode: null, errorMessage: null }),
      refusedRead({
        eventID: 'written',
        eventTime: '2026-03-04T08:59:58Z',
        eventSource: 'iam.amazonaws.com',
        eventName: 'PutUserPolicy',
        errorCode: null,
        requestParameters: { userName: 'mina', policyName: 'own' },
      }),
      recorded,
    ],
  }
  const { records } = readTrail(filesOfObject({ 'one.json': JSON.stringify(log) }))
  const denial = pasted('\nRequest ID: RQ0123456789ABCD')

  it('show a permission that was on its way: written seconds before, and the same call succeeded later', () => {
    const found = outcomeOf(diagnosisOf({ denial, files, records }))
    expect(found).toMatchObject({ certain: true, confirmed: ['permission-still-propagating'] })
  })

  it('show a policy that was changed after the denial', () => {
    const [success, written, refusal] = log.Records
    const after = { ...written, eventTime: '2026-03-04T09:00:20Z' }
    const lines = [success, after, refusal].map((record) => JSON.stringify(record)).join('\n')
    const { records: changed } = readTrail(filesOfObject({ 'one.jsonl': lines }))
    const found = outcomeOf(diagnosisOf({ denial, files, records: changed }))
    expect(found).toMatchObject({ confirmed: ['policy-changed-after-denial'] })
  })
})

describe('who called', () => {
  const first = `arn:aws:sts::${home}:assumed-role/first/work`
  const denial = refusedRead({ userIdentity: sessionIdentity('ASIATHIS') })
  const assumedByRole: Json = {
    ...sessionMade(policy(allow('*', '*'))),
    eventID: 'second-made',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLEFIRSTXXXX1:work',
      arn: first,
      accountId: home,
      accessKeyId: 'ASIAFIRST',
    },
    responseElements: {
      credentials: { accessKeyId: 'ASIATHIS' },
      assumedRoleUser: { assumedRoleId: 'AROAEXAMPLEREADERXXX1:mina', arn: readerSession },
    },
  }

  function firstMade(more: Json): Json {
    return {
      eventID: 'first-made',
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      eventTime: '2026-03-04T07:30:00Z',
      userIdentity: { type: 'IAMUser', arn: mina, accountId: home },
      requestParameters: { roleArn: reader, roleSessionName: 'work', sourceIdentity: 'mina@example.com' },
      responseElements: {
        credentials: { accessKeyId: 'ASIAFIRST' },
        assumedRoleUser: { assumedRoleId: 'AROAEXAMPLEFIRSTXXXX1:work', arn: first },
      },
      ...more,
    }
  }

  /** The line of the report, without its full stop. */
  function line(trail: readonly Json[], of: Json = denial, language: 'en' | 'ko' = 'en'): string | undefined {
    const { summary } = reportOf(diagnosisOf({ denial: of, files, trail }), language)
    return summary.find((text) => /^(?:Called by:|호출한 보안 주체는 )/.test(text))
  }

  it('is followed back through the roles to the first caller', () => {
    const trail = [assumedByRole, firstMade({})]
    expect(line(trail)).toBe(
      'Called by: `user/mina` → `role/first` → `role/reader` (session `mina`), source identity `mina@example.com`.',
    )
    expect(line(trail, denial, 'ko')).toBe(
      '호출한 보안 주체는 `user/mina` → `role/first` → `role/reader` (세션 `mina`), 소스 자격 증명 `mina@example.com`입니다.',
    )
    const json = diagnosisJson(diagnosisOf({ denial, files, trail }), 'en')
    expect(json['callers']).toMatchObject([
      { principal: mina, madeBy: null },
      { principal: first, madeBy: { operation: 'AssumeRole', eventId: 'first-made', file: 'trail' } },
      { principal: readerSession, madeBy: { operation: 'AssumeRole', eventId: 'second-made', file: 'trail' } },
    ])
  })

  it('is the subject of a web identity, with the provider that vouched for it', () => {
    const provider = `arn:aws:iam::${home}:oidc-provider/token.actions.githubusercontent.com`
    const web = firstMade({
      eventName: 'AssumeRoleWithWebIdentity',
      userIdentity: { type: 'WebIdentityUser', userName: 'repo:octo/app:ref', identityProvider: provider },
    })
    expect(line([assumedByRole, { ...web, requestParameters: {} }])).toBe(
      `Called by: \`repo:octo/app:ref\` → \`role/first\` → \`role/reader\` (session \`mina\`), vouched for by \`${provider}\`.`,
    )
  })

  it('is a service where a service made the session', () => {
    const made = firstMade({
      userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
      requestParameters: {},
    })
    expect(line([assumedByRole, made])).toContain('Called by: `ec2.amazonaws.com` → `role/first` → `role/reader`')
  })

  it('is named with its account where that is another one', () => {
    const foreign = { type: 'IAMUser', arn: 'arn:aws:iam::444455556666:user/kim', accountId: '444455556666' }
    expect(line([assumedByRole, firstMade({ userIdentity: foreign })])).toContain(
      'Called by: `444455556666:user/kim` →',
    )
  })

  it('is the IAM Identity Center user and the service that the record of the denial names', () => {
    const identity = {
      ...sessionIdentity('ASIATHIS'),
      onBehalfOf: { userId: 'd-1234' },
      invokedBy: 'athena.amazonaws.com',
    }
    expect(line([], refusedRead({ userIdentity: identity }))).toBe(
      'Called by: `role/reader` (session `mina`), for the IAM Identity Center user `d-1234`, through `athena.amazonaws.com`.',
    )
  })

  it('is not told where nothing but the principal is known, and a record that made itself ends the chain', () => {
    expect(line([])).toBeUndefined()
    const loop = { ...assumedByRole, userIdentity: sessionIdentity('ASIATHIS') }
    expect(diagnosisOf({ denial, files, trail: [loop] }).callers).toHaveLength(2)
  })
})

describe('the sentences about the log', () => {
  it.each(languages)('are worded as all others in %s', (language) => {
    const event = refusedRead({ eventID, sharedEventID: 'shared', userIdentity: sessionIdentity('ASIATHIS') })
    const denials: readonly Json[] = [
      event,
      refusedRead({
        userIdentity: {
          ...sessionIdentity('ASIATHIS'),
          onBehalfOf: { userId: 'd-1' },
          invokedBy: 'glue.amazonaws.com',
        },
      }),
    ]
    const trail = [{ ...event, eventID: 'copy' }, sessionMade(policy(allow('*', '*')))]
    const texts = [
      pasted('\nRequest ID: RQ0123456789ABCD'),
      pasted('', '2026-03-04T09:01:30Z '),
      pasted(`\nevent ID: ${eventID}`),
    ]
    const summaries = [
      ...denials.map((denial) => reportOf(diagnosisOf({ denial, files, trail }), language).summary),
      ...texts.map((denial) => reportOf(diagnosisOf({ denial, files, trail: [recorded] }), language).summary),
    ]
    expect(summaries.every((sentences) => sentences.length > 2)).toBe(true)
    expect(summaries.flat().flatMap((sentence) => wordingProblems(sentence, language))).toEqual([])
  })
})
