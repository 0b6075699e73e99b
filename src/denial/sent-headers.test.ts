import { describe, expect, it } from 'vitest'
import { sentHeadersOf } from './sent-headers.ts'

describe('the headers that a text shows to have been sent', () => {
  it.each([
    ['aws s3 cp s3://orders/a.csv . --request-payer requester', { 'x-amz-request-payer': 'requester' }],
    ['aws s3 cp s3://orders/a.csv . --request-payer', { 'x-amz-request-payer': 'requester' }],
    ['aws s3 cp a.csv s3://orders/ --sse --acl=public-read', sseAnd('AES256', 'public-read')],
    ['aws s3 cp a.csv s3://orders/ --sse aws:kms --acl bucket-owner-read', sseAnd('aws:kms', 'bucket-owner-read')],
    [
      'aws s3api get-object --bucket orders --key a --expected-bucket-owner 444455556666 out',
      { 'x-amz-expected-bucket-owner': '444455556666' },
    ],
    ["s3.put_object(Bucket='orders', ServerSideEncryption='aws:kms')", { 'x-amz-server-side-encryption': 'aws:kms' }],
    [
      "s3.delete_object(Bucket='orders', VersionId='v1', BypassGovernanceRetention=True)",
      { versionId: 'v1', 'x-amz-bypass-governance-retention': 'true' },
    ],
    ["curl -H 'X-Amz-Acl: private' https://orders.s3.amazonaws.com/a", { 'x-amz-acl': 'private' }],
  ])('are read from: %s', (text, headers) => {
    expect(sentHeadersOf(text)).toEqual(headers)
  })

  it.each([
    'aws s3 cp s3://orders/a.csv . --recursive --exclude x',
    'The acl is private and the sse option was not given.',
    '"StringEquals": {"s3:x-amz-acl": "private"}',
  ])('are none in: %s', (text) => {
    expect(sentHeadersOf(text)).toEqual({})
  })

  it('leave out one that is shown with two values', () => {
    expect(sentHeadersOf('aws s3 cp a s3://b/ --acl private\naws s3 cp c s3://b/ --acl public-read')).toEqual({})
  })
})

function sseAnd(encryption: string, acl: string): Readonly<Record<string, string>> {
  return { 'x-amz-server-side-encryption': encryption, 'x-amz-acl': acl }
}
