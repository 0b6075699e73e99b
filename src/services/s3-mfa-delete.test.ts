import { describe, expect, it } from 'vitest'
import { elsewhere, type Files, home, type Json, told } from '../../test/cause-fixture.ts'
import { explainS3, free, reports } from '../../test/s3-fixture.ts'
import { sentHeadersOf } from '../denial/sent-headers.ts'

const root = `arn:aws:iam::${home}:root`
const deleteVersion = { action: 's3:DeleteObjectVersion' } as const
const suspend = { action: 's3:PutBucketVersioning', resource: 'arn:aws:s3:::reports' } as const

function versioning(answer: Json): Files {
  return { ...free, ...reports({}), [`${home}/global/s3/GetBucketVersioning/reports.json`]: answer }
}

const on = versioning({ Status: 'Enabled', MFADelete: 'Enabled' })

describe('MFA Delete', () => {
  it.each([
    ['deletes a version', deleteVersion],
    ['changes the versioning of the bucket', suspend],
  ])('refuses everyone but root who %s', (_, question) => {
    const diagnosis = explainS3({ ...question, files: on })
    expect(diagnosis.verdict).toMatchObject({ possible: ['explicitDeny'], blockedBy: ['mfaDelete'] })
    // No cause of the catalogue is about MFA Delete: the layer is told, and nothing else is made up for it.
    expect(told(diagnosis)).toEqual([])
    expect(diagnosis.certain).toBe(false)
    expect(diagnosis.fixes).toEqual([])
  })

  it('refuses the root user without the code of a device', () => {
    const text =
      'aws s3api delete-object --bucket reports --key q1.csv --version-id v1\nAn error occurred (AccessDenied) when calling the DeleteObject operation: Access Denied'
    const diagnosis = explainS3({ ...deleteVersion, principal: root, files: on, text })
    // What the text does not show can have been sent.
    expect(diagnosis.verdict.possible).toEqual(['allowed', 'explicitDeny'])
    const sent = text.replace('v1\n', "v1 --mfa 'arn:aws:iam::111122223333:mfa/root 123456'\n")
    expect(explainS3({ ...deleteVersion, principal: root, files: on, text: sent }).verdict.blockedBy).toEqual([])
  })

  it('refuses the root user of another account, whatever it sends', () => {
    const context = { 's3:x-amz-mfa': 'sent' }
    const diagnosis = explainS3({ ...deleteVersion, principal: `arn:aws:iam::${elsewhere}:root`, files: on, context })
    expect(diagnosis.verdict.blockedBy).toContain('mfaDelete')
  })

  it.each<[string, { readonly action: string }, Files]>([
    ['a delete without a version, which adds a marker', { action: 's3:DeleteObject' }, on],
    ['reading', { action: 's3:GetObject' }, on],
    ['a bucket where it is off', deleteVersion, versioning({ Status: 'Enabled', MFADelete: 'Disabled' })],
    ['a bucket that never had versions', deleteVersion, versioning({})],
  ])('does not refuse %s', (_, question, files) => {
    expect(explainS3({ ...question, files }).verdict.blockedBy).not.toContain('mfaDelete')
  })

  it('stays open where versioning was not read and nothing else explains the refusal', () => {
    const diagnosis = explainS3({ ...deleteVersion, files: { ...free, ...reports({}) } })
    expect(diagnosis.verdict.possible).toContain('allowed')
    expect(diagnosis.unknowns).toContainEqual({
      kind: 'document',
      fact: expect.objectContaining({ en: 'versioning of bucket reports' }),
      permission: 's3:GetBucketVersioning',
      command: 'aws s3api get-bucket-versioning --bucket reports',
    })
  })

  it('never keeps the code of a device', () => {
    const sent = sentHeadersOf("--mfa 'arn:aws:iam::111122223333:mfa/root 123456' x-amz-mfa: 20899872 301749")
    expect(sent).toEqual({ 'x-amz-mfa': 'sent' })
  })
})
