import { describe, expect, it } from 'vitest'
import { evidenceOf, explain, firstFix, fixesOf, iam, mina, policy, told } from '../../test/cause-fixture.ts'
import { parseDenials } from '../denial/parse.ts'
import { requestDenial } from '../denial/request-denial.ts'
import { diagnose } from '../diagnose.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { contextOf } from '../iam/context.ts'
import { filesOfObject } from '../snapshot/files.ts'
import { openSnapshot } from '../snapshot/snapshot.ts'

const name = 'credentials-not-valid'

function ofText(text: string, principal: string | null = null): Diagnosis {
  const [denial = requestDenial(text)] = parseDenials(text)
  const snapshot = openSnapshot(filesOfObject(iam({ mina: policy() })))
  const given = { principal, action: null, resource: null, context: contextOf({}), expectedPrincipal: null }
  return diagnose({ denial, snapshot, hasSnapshot: true, given, trail: [] })
}

function failed(code: string, message = 'The request was refused'): string {
  return `An error occurred (${code}) when calling the GetObject operation: ${message}`
}

describe(name, () => {
  it.each([
    ['InvalidAccessKeyId', 'unknownKey'],
    ['InvalidClientTokenId', 'unknownKey'],
    ['UnrecognizedClientException', 'unknownKey'],
    ['AuthFailure', 'unknownKey'],
    ['ExpiredToken', 'expired'],
    ['ExpiredTokenException', 'expired'],
    ['SignatureDoesNotMatch', 'signature'],
    ['RequestTimeTooSkewed', 'clock'],
    ['MissingAuthenticationToken', 'missing'],
    ['InvalidToken', 'token'],
    ['OptInRequired', 'account'],
  ])('reads %s as %s', (errorCode, fault) => {
    const diagnosis = ofText(failed(errorCode))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: null, errorCode, fault }])
  })

  it('tells a wrong clock by the message of a signature error', () => {
    const message = 'Signature expired: 20260304T100000Z is now earlier than 20260304T101500Z'
    expect(evidenceOf(ofText(failed('SignatureDoesNotMatch', message)), name)).toMatchObject([{ fault: 'clock' }])
  })

  it.each([
    ['Request has expired', 'expiredUrl'],
    ['There were headers present in the request which were not signed', 'signature'],
    ['AWS authentication requires a valid Date or x-amz-date header', 'clock'],
  ])('reads an AccessDenied of S3 that says: %s', (message, fault) => {
    const diagnosis = ofText(failed('AccessDenied', message), mina)
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ errorCode: 'AccessDenied', fault }])
  })

  it('tells when an expired address was signed, and that it ends with temporary credentials', () => {
    const url =
      'https://reports.s3.amazonaws.com/q1.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIAEXAMPLEKEY000001/20260304/us-east-1/s3/aws4_request&X-Amz-Date=20260304T080000Z&X-Amz-Expires=3600&X-Amz-Signature=0123456789abcdef'
    const diagnosis = ofText(`GET ${url}\n${failed('AccessDenied', 'Request has expired')}`, mina)
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { fault: 'expiredUrl', signed: { at: '2026-03-04T08:00:00Z', seconds: 3600, isTemporary: true } },
    ])
    expect(diagnosis.causes[0]?.words.en.why).toMatch(
      /signed at `2026-03-04T08:00:00Z` for `3600` seconds\. It also ends/,
    )
    expect(JSON.stringify(diagnosis)).not.toContain('0123456789abcdef')
  })

  it('is certain without asking any policy or any further fact', () => {
    const diagnosis = ofText(failed('ExpiredToken'), mina)
    expect(diagnosis).toMatchObject({
      certain: true,
      requests: [],
      unknowns: [],
      verdict: { blockedBy: [], possible: [] },
    })
    expect(diagnosis.causes.map((cause) => cause.name)).toEqual([name])
  })

  it('offers a change of the credentials alone, which nothing can verify', () => {
    const diagnosis = ofText(failed('ExpiredToken'))
    expect(fixesOf(diagnosis)).toHaveLength(1)
    expect(firstFix(diagnosis)).toMatchObject({
      verified: false,
      edits: [{ kind: 'noChange', reason: 'credentials', target: 'request', subject: 'expired' }],
    })
  })

  it('is silent for a denial of permission', () => {
    const diagnosis = explain({
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::orders/a',
      files: iam({ mina: policy() }),
      says: 'because no identity-based policy allows the s3:GetObject action',
    })
    expect(told(diagnosis)).toEqual(['identity-no-allow'])
  })
})
