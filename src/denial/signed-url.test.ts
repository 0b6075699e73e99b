import { describe, expect, it } from 'vitest'
import { cleanText } from './clean.ts'
import { parseDenials } from './parse.ts'
import { signedUrlOf, withoutSignatures } from './signed-url.ts'

const signature = '0123456789abcdef'.repeat(4)
const token = `IQoJb3JpZ2luX2VjEXAMPLE${'x'.repeat(300)}%3D%3D`
const url =
  'https://reports.s3.eu-west-1.amazonaws.com/q1.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
  '&X-Amz-Credential=ASIAEXAMPLEKEY000001%2F20260304%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260304T080000Z' +
  `&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Security-Token=${token}&X-Amz-Signature=${signature}`

describe('a presigned address', () => {
  it('tells when, how long and by which key it was signed', () => {
    expect(signedUrlOf(`curl '${url}'`)).toEqual({
      version: 'AWS4-HMAC-SHA256',
      place: 'reports/q1.csv',
      versionId: null,
      signedAt: '2026-03-04T08:00:00Z',
      seconds: 3600,
      accessKeyId: 'ASIAEXAMPLEKEY000001',
      region: 'eu-west-1',
    })
  })

  it('may be signed by version 2', () => {
    const old =
      'https://reports.s3.amazonaws.com/q1.csv?AWSAccessKeyId=AKIAEXAMPLEKEY000001&Signature=abcdefgh%3D&Expires=1772611200'
    expect(signedUrlOf(old)).toEqual({
      version: 'AWS',
      place: 'reports/q1.csv',
      versionId: null,
      signedAt: null,
      seconds: null,
      accessKeyId: 'AKIAEXAMPLEKEY000001',
      region: null,
    })
  })

  it.each([
    ['an address that is not signed', 'https://reports.s3.amazonaws.com/q1.csv?versionId=v1'],
    ['two addresses that were signed apart', `${url} ${url.replace('T080000Z', 'T090000Z')}`],
    ['a date that is none', url.replace('20260304T080000Z', 'soon').replace(/X-Amz-Credential=[^&]*&/, '')],
    ['a long text without one', '?X-Amz-'.repeat(50_000)],
  ])('is not %s', (_, text) => {
    expect(signedUrlOf(text)).toBeNull()
  })

  it('never keeps its signature or session token', () => {
    const text = `GET ${url}\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`
    for (const kept of [cleanText(text), withoutSignatures(text), JSON.stringify(parseDenials(text))]) {
      expect(kept).not.toContain(signature)
      expect(kept).not.toContain('IQoJb3JpZ2luX2Vj')
    }
    expect(parseDenials(text)).toMatchObject([{ region: 'eu-west-1', resource: 'arn:aws:s3:::reports/q1.csv' }])
  })

  it('keeps a token out that stands in a header', () => {
    expect(withoutSignatures(`x-amz-security-token: ${token}`)).toBe('x-amz-security-token: REDACTED')
    expect(withoutSignatures(`Credential=AKIA/x, SignedHeaders=host, Signature=${signature}`)).toContain(
      'Signature=REDACTED',
    )
  })
})
