import { describe, expect, it } from 'vitest'
import { alone, deny, home, iam, type Json, mina, policy, to, told } from '../../test/cause-fixture.ts'
import { explainS3, explainText, free, reports } from '../../test/s3-fixture.ts'

const url =
  'https://reports.s3.us-east-1.amazonaws.com/q1.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
  '&X-Amz-Credential=AKIAEXAMPLEKEY000001%2F20260304%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260304T080000Z' +
  '&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=0123456789abcdef0123456789abcdef'
const refused = 'An error occurred (AccessDenied) when calling the GetObject operation: Access Denied'
const oldUrl =
  'https://reports.s3.amazonaws.com/q1.csv?AWSAccessKeyId=AKIAEXAMPLEKEY000001&Signature=abcdefgh%3D&Expires=1772611200'

const denying = (condition: Json): ReturnType<typeof reports> =>
  reports({ policy: policy(deny('s3:*', '*', { ...to('*'), Condition: condition })), objects: { 'q1.csv': {} } })
const tooOld = denying({ NumericGreaterThan: { 's3:signatureAge': '600000' } })
const notByUrl = denying({ StringEquals: { 's3:authType': 'REST-QUERY-STRING' } })
const onlyVersion4 = denying({ StringEquals: { 's3:signatureversion': 'AWS' } })
const pasted = (text: string, at?: string): string => `${at === undefined ? '' : `${at} `}GET ${text} ${refused}`

describe('a call with a presigned address', () => {
  it.each([
    ['an old signature', tooOld, pasted(url, '2026-03-04T08:10:01Z')],
    ['an address instead of a header', notByUrl, pasted(url)],
    ['version 2', onlyVersion4, pasted(oldUrl)],
  ])('is refused by a Deny on %s', (_, files, text) => {
    expect(told(explainS3({ files: { ...free, ...files }, text }))).toEqual(['resource-explicit-deny'])
  })

  it.each([
    ['a signature that is younger', tooOld, pasted(url, '2026-03-04T08:09:59Z')],
    ['version 2, where it is version 4', onlyVersion4, pasted(url)],
    ['the age of a signature of version 2, which is 0', tooOld, pasted(oldUrl)],
  ])('is not refused by a Deny on %s', (_, files, text) => {
    expect(explainS3({ files: { ...free, ...files }, text }).verdict).toMatchObject({
      possible: ['allowed'],
      blockedBy: [],
    })
  })

  it('leaves the age open where the time of the request is not told', () => {
    const diagnosis = explainS3({ files: { ...free, ...tooOld }, text: pasted(url) })
    expect(told(diagnosis)).toEqual([])
    expect(diagnosis.unknowns.map(({ fact }) => fact.en)).toContain('s3:signatureAge')
  })

  it.each([
    ['another object', url.replace('/q1.csv?', '/q2.csv?')],
    ['another bucket', url.replace('//reports.', '//archive.')],
  ])('says nothing of a request where it is of %s', (_, other) => {
    const text = `GET ${other}\ns3://reports/q1.csv ${refused}`
    for (const files of [notByUrl, tooOld]) expect(told(explainS3({ files: { ...free, ...files }, text }))).toEqual([])
  })

  it('is judged with the permissions of who signed it, at the time of use', () => {
    const files = { ...iam({ mina: policy() }), ...alone(), ...reports({ objects: { 'q1.csv': {} } }) }
    expect(told(explainText(pasted(url), files))).toEqual(['identity-no-allow'])
  })

  it('names the version that the address asks for', () => {
    const diagnosis = explainText(pasted(url.replace('?', '?versionId=v1&')), {
      ...iam({ mina: policy() }),
      ...alone(),
    })
    expect(diagnosis.requests[0]?.authorization.request.action).toBe('s3:GetObjectVersion')
  })
})

describe('the record of a call with a presigned address', () => {
  const record = (more: Json): string =>
    JSON.stringify({
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      eventTime: '2026-03-04T08:10:01Z',
      awsRegion: 'us-east-1',
      errorCode: 'AccessDenied',
      errorMessage: 'Access Denied',
      userIdentity: {
        type: 'IAMUser',
        arn: mina,
        accountId: home,
        userName: 'mina',
        accessKeyId: 'AKIAEXAMPLEKEY000001',
      },
      requestParameters: {
        bucketName: 'reports',
        key: 'q1.csv',
        'X-Amz-Date': '20260304T080000Z',
        'X-Amz-Expires': '3600',
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      },
      additionalEventData: { AuthenticationMethod: 'QueryString', SignatureVersion: 'SigV4' },
      ...more,
    })

  it('tells the keys as the address does', () => {
    for (const files of [tooOld, notByUrl])
      expect(told(explainText(record({}), { ...free, ...files }))).toEqual(['resource-explicit-deny'])
  })

  it('tells them of a signature in a header as well', () => {
    const inHeader = {
      requestParameters: { bucketName: 'reports', key: 'q1.csv' },
      additionalEventData: { AuthenticationMethod: 'AuthHeader', SignatureVersion: 'SigV2' },
    }
    expect(told(explainText(record(inHeader), { ...free, ...onlyVersion4 }))).toEqual(['resource-explicit-deny'])
    expect(told(explainText(record(inHeader), { ...free, ...notByUrl }))).toEqual([])
  })
})
