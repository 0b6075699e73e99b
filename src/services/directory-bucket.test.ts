import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  deny,
  elsewhere,
  evidenceOf,
  type Files,
  firstFix,
  home,
  iam,
  type Json,
  mina,
  policy,
  to,
  told,
} from '../../test/cause-fixture.ts'
import { chainOfAnswer, check } from '../../test/check-fixture.ts'
import { explainS3, explainText } from '../../test/s3-fixture.ts'

const name = 'lab--usw2-az1--x-s3'
const object = `arn:aws:s3:::${name}/run/1.csv`
const arnIn = (account: string): string => `arn:aws:s3express:us-west-2:${account}:bucket/${name}`
const bucketArn = arnIn(home)
const onlyReading = { Condition: { StringEquals: { 's3express:SessionMode': 'ReadOnly' } } }
const session = (more: Json = {}): Json => allow('s3express:CreateSession', bucketArn, more)

/** The directory bucket of an account, its policy (null for none) and its encryption as they are recorded. */
function lab(document: Json | null, account: string = home, rule: Json | null = null): Files {
  const at = `${account}/us-west-2/s3`
  return {
    [`${at}/ListDirectoryBuckets.json`]: { Buckets: [{ Name: name }] },
    [`${account}/global/s3/GetBucketPolicy/${name}.json`]:
      document === null ? { error: { code: 'NoSuchBucketPolicy' } } : { Policy: JSON.stringify(document) },
    [`${account}/global/s3/GetBucketEncryption/${name}.json`]: {
      ServerSideEncryptionConfiguration: {
        Rules: [rule ?? { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    },
  }
}

const who = (...own: readonly Json[]): Files => ({ ...iam({ mina: policy(...own) }), ...alone(), ...alone(elsewhere) })
const get = { action: 's3:GetObject', resource: object } as const
const put = { action: 's3:PutObject', resource: object } as const
const sessionAllow = (more: Json = {}): Json => ({ Sid: 'AllowS3expressCreateSession', ...session(more) })

describe('a call on the objects of a directory bucket', () => {
  it('asks for a session: a grant of the S3 action does nothing, and the cause shows it', () => {
    const files = {
      ...who(allow(['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::lab--*', 'arn:aws:s3:::lab--*/*'])),
      ...lab(null),
    }
    const diagnosis = explainS3({ ...get, files })
    expect(told(diagnosis)).toEqual(['identity-no-allow'])
    expect(evidenceOf(diagnosis, 'identity-no-allow')).toMatchObject([
      {
        action: 's3express:CreateSession',
        resource: bucketArn,
        standsFor: 's3:GetObject',
        nearest: { element: 'Action', listed: ['s3:GetObject'] },
      },
    ])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'addStatement', statement: sessionAllow(onlyReading) }],
    })
  })

  it('asks for reading and writing where it writes', () => {
    const diagnosis = explainS3({ ...put, files: { ...who(), ...lab(null) } })
    expect(told(diagnosis)).toEqual(['identity-no-allow'])
    expect(firstFix(diagnosis)?.edits).toMatchObject([{ statement: sessionAllow() }])
    expect(firstFix(diagnosis)?.edits).not.toMatchObject([{ statement: onlyReading }])
  })

  it('is refused where the session may only read, and the key is the evidence', () => {
    const diagnosis = explainS3({ ...put, files: { ...who(session(onlyReading)), ...lab(null) } })
    expect(told(diagnosis)).toEqual(['condition-not-met'])
    expect(evidenceOf(diagnosis, 'condition-not-met')).toMatchObject([
      { key: 's3express:SessionMode', wanted: ['ReadOnly'], actual: ['ReadWrite'] },
    ])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true, edits: [{ kind: 'addStatement' }] })
  })

  it.each([
    ['a session that may only read', [session(onlyReading)]],
    ['a session that may write as well', [session()]],
    [
      'a session that is only given for writing',
      [session({ Condition: { StringEquals: { 's3express:SessionMode': 'ReadWrite' } } })],
    ],
    [
      'a Deny that leaves only reading',
      [
        session(),
        deny('s3express:*', '*', { Condition: { StringNotEquals: { 's3express:SessionMode': 'ReadOnly' } } }),
      ],
    ],
  ])('reads with %s', async (_, own) => {
    const answer = await check(
      { ...who(...own), ...lab(null) },
      's3',
      'get',
      `s3://${name}/run/1.csv`,
      '--as',
      mina,
      '--json',
    )
    expect(JSON.parse(answer.stdout)).toMatchObject({ certain: true, verdict: { possible: ['allowed'] } })
    expect(chainOfAnswer(answer)).toEqual([['s3express:CreateSession', bucketArn]])
  })

  it('names a session for another bucket', () => {
    const other = bucketArn.replace('/lab--', '/old--')
    const diagnosis = explainS3({ ...get, files: { ...who(allow('s3express:CreateSession', other)), ...lab(null) } })
    expect(told(diagnosis)).toEqual(['identity-resource-not-covered'])
    expect(evidenceOf(diagnosis, 'identity-resource-not-covered')).toMatchObject([
      { listed: [other], resource: bucketArn },
    ])
  })

  it('is refused by a Deny of the bucket policy', () => {
    const document = policy(deny('s3express:CreateSession', '*', to('*')))
    expect(told(explainS3({ ...get, files: { ...who(session()), ...lab(document) } }))).toEqual([
      'resource-explicit-deny',
    ])
  })

  it('is granted by the bucket policy alone within the account', async () => {
    const document = policy(session({ ...to(mina) }))
    const answer = await check({ ...who(), ...lab(document) }, 's3', 'put', `s3://${name}/a`, '--as', mina, '--json')
    expect(JSON.parse(answer.stdout)).toMatchObject({ certain: true, verdict: { possible: ['allowed'] } })
  })

  it('needs both sides across accounts', () => {
    const away = allow('s3express:CreateSession', arnIn(elsewhere))
    const closed = explainS3({ ...put, files: { ...who(away), ...lab(null, elsewhere) } })
    expect(told(closed)).toEqual(['resource-no-allow-cross-account'])
    expect(firstFix(closed)).toMatchObject({ verified: true, edits: [{ target: `bucket-policy:${name}` }] })
    const open = policy({ ...away, ...to(mina) })
    expect(told(explainS3({ ...put, files: { ...who(), ...lab(open, elsewhere) } }))).toEqual(['identity-no-allow'])
  })

  it('leaves open whose bucket it is where no record tells', () => {
    const diagnosis = explainS3({ ...get, files: who(session()) })
    expect(diagnosis.certain).toBe(false)
    expect(told(diagnosis)).toEqual([])
    expect(diagnosis.unknowns).toContainEqual({
      kind: 'document',
      fact: expect.objectContaining({ en: `bucket policy of ${name}` }),
      permission: 's3express:GetBucketPolicy',
      command: `aws s3api get-bucket-policy --bucket ${name}`,
    })
  })
})

describe('how a call on a directory bucket is told', () => {
  const files = { ...who(session(onlyReading)), ...lab(null) }

  it('is an event of its own source', () => {
    const event = {
      eventSource: 's3express.amazonaws.com',
      eventName: 'PutObject',
      eventTime: '2026-03-04T08:00:00Z',
      awsRegion: 'us-west-2',
      errorCode: 'AccessDenied',
      errorMessage: 'Access Denied',
      userIdentity: { type: 'IAMUser', arn: mina, accountId: home, userName: 'mina' },
      requestParameters: { bucketName: name, key: 'run/1.csv' },
    }
    expect(told(explainText(JSON.stringify(event), files))).toEqual(['condition-not-met'])
    expect(told(explainText(JSON.stringify({ ...event, eventName: 'GetObject' }), files))).toEqual([])
  })

  it('is the request for the session that the client made', () => {
    const text = `aws s3 ls s3://${name}/\nAn error occurred (AccessDenied) when calling the CreateSession operation: Access Denied`
    expect(told(explainText(text, { ...who(), ...lab(null) }))).toEqual(['identity-no-allow'])
  })

  it('is a zonal host', () => {
    const text = `GET https://${name}.s3express-usw2-az1.us-west-2.amazonaws.com/run/1.csv\nAn error occurred (AccessDenied) when calling the GetObject operation: Access Denied`
    expect(told(explainText(text, { ...who(), ...lab(null) }))).toEqual(['identity-no-allow'])
  })

  it('is the action and ARN of the session itself', async () => {
    const answer = await check(files, 'action', 's3express:CreateSession', bucketArn, '--as', mina, '--json')
    expect(JSON.parse(answer.stdout)).toMatchObject({ verdict: { possible: ['allowed'] } })
    const writing = ['--context', 's3express:SessionMode=ReadWrite']
    const refused = await check(
      files,
      'action',
      's3express:CreateSession',
      bucketArn,
      '--as',
      mina,
      '--json',
      ...writing,
    )
    expect(JSON.parse(refused.stdout)).toMatchObject({ verdict: { possible: ['implicitDeny'] } })
  })

  it('reads the source of a copy and writes its target', async () => {
    const words = ['s3', 'copy', `s3://${name}/a`, `s3://${name}/b`, '--as', mina, '--json']
    const answer = await check({ ...who(session(onlyReading)), ...lab(null) }, ...words)
    expect(JSON.parse(answer.stdout)).toMatchObject({ verdict: { possible: ['implicitDeny'] } })
    expect(chainOfAnswer(answer)).toEqual([
      ['s3express:CreateSession', bucketArn],
      ['s3express:CreateSession', bucketArn, 'identity'],
    ])
  })
})

describe('a bucket operation on a directory bucket', () => {
  const ask = { action: 's3:GetBucketPolicy', resource: `arn:aws:s3:::${name}` } as const

  it('is an action of s3express, granted by identity-based policies', () => {
    expect(told(explainS3({ ...ask, files: { ...who(allow('s3:*', '*')), ...lab(null) } }))).toEqual([
      'identity-no-allow',
    ])
    expect(
      told(explainS3({ ...ask, files: { ...who(allow('s3express:GetBucketPolicy', bucketArn)), ...lab(null) } })),
    ).toEqual([])
  })

  it('is granted by no bucket policy', () => {
    const document = policy(allow('s3express:GetBucketPolicy', bucketArn, to(mina)))
    const diagnosis = explainS3({ ...ask, files: { ...who(), ...lab(document) } })
    expect(told(diagnosis)).toEqual(['identity-no-allow'])
    expect(diagnosis.fixes.flatMap((fix) => fix.edits.map(({ target }) => target))).toEqual(['identity:user/mina'])
  })

  it('is never granted to another account', () => {
    const diagnosis = explainS3({ ...ask, files: { ...who(allow('s3express:*', '*')), ...lab(null, elsewhere) } })
    expect(told(diagnosis)).toEqual(['resource-no-allow-cross-account'])
    expect(diagnosis.fixes.filter(({ outcome }) => outcome.verified)).toEqual([])
  })
})

describe('the key of a directory bucket', () => {
  const id = '1234abcd-12ab-34cd-56ef-1234567890ab'
  const keyArn = `arn:aws:kms:us-west-2:${home}:key/${id}`
  const root = { AWS: `arn:aws:iam::${home}:root` }
  const key: Files = {
    [`${home}/us-west-2/kms/DescribeKey/${id}.json`]: {
      KeyMetadata: { Arn: keyArn, KeyId: id, KeyManager: 'CUSTOMER', KeyState: 'Enabled' },
    },
    [`${home}/us-west-2/kms/GetKeyPolicy/${id}.json`]: {
      Policy: JSON.stringify(policy({ Effect: 'Allow', Principal: root, Action: 'kms:*', Resource: '*' })),
    },
  }
  const byKey = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn } }

  it('takes both permissions, with the bucket as the encryption context', () => {
    const context = { Condition: { StringEquals: { 'kms:EncryptionContext:aws:s3:arn': bucketArn } } }
    const own = [session(), allow('kms:GenerateDataKey', keyArn, context)]
    const diagnosis = explainS3({ ...get, files: { ...who(...own), ...lab(null, home, byKey), ...key } })
    expect(diagnosis.requests.map(({ authorization: { request } }) => request.action)).toEqual([
      's3express:CreateSession',
      'kms:GenerateDataKey',
      'kms:Decrypt',
    ])
    expect(told(diagnosis)).toEqual(['kms-no-permission'])
    expect(evidenceOf(diagnosis, 'kms-no-permission')).toMatchObject([{ action: 'kms:Decrypt' }])
  })

  it('is not asked for to list', async () => {
    const files = { ...who(session()), ...lab(null, home, byKey), ...key }
    const answer = await check(files, 's3', 'list', `s3://${name}/`, '--as', mina, '--json')
    expect(chainOfAnswer(answer)).toEqual([['s3express:CreateSession', bucketArn]])
  })
})
