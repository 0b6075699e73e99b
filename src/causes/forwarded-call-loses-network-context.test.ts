import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  evidenceOf,
  explain,
  firstFix,
  iam,
  type Json,
  policy,
  told,
} from '../../test/cause-fixture.ts'
import { explainQuery, query, queryId, queryPolicy, queryStatements } from '../../test/query-fixture.ts'

const name = 'forwarded-call-loses-network-context'
const fromOffice: Json = { Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }

function refused(document: Json): ReturnType<typeof explainQuery> {
  const files = { ...query(queryPolicy()), ...bucket('results', document) }
  const listed = {
    '111122223333/global/s3/ListBuckets.json': query(queryPolicy())['111122223333/global/s3/ListBuckets.json'] ?? {},
  }
  return explainQuery('s3:PutObject', `arn:aws:s3:::results/${queryId}.csv`, { ...files, ...listed })
}

describe(name, () => {
  it('fires where a bucket policy denies calls from elsewhere, and Athena makes the call', () => {
    const diagnosis = refused(policy(deny('s3:PutObject', 'arn:aws:s3:::results/*', { Principal: '*', ...fromOffice })))
    expect(told(diagnosis)).toContain(name)
    expect(told(diagnosis)).toContain('resource-explicit-deny')
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ service: 'athena.amazonaws.com', key: 'aws:SourceIp' }])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true, edits: [{ kind: 'exceptForwardedCalls' }] })
  })

  it('fires where the identity policy allows calls of one network only', () => {
    const { workgroup, catalog, source } = queryStatements
    const own = policy(
      workgroup,
      catalog,
      source,
      allow(['s3:PutObject', 's3:GetBucketLocation'], '*', {
        Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      }),
    )
    const diagnosis = explainQuery('s3:PutObject', `arn:aws:s3:::results/${queryId}.csv`, query(own))
    expect(told(diagnosis)).toContain(name)
  })

  it('is silent for a Deny without a condition on the network', () => {
    const diagnosis = refused(policy(deny('s3:PutObject', 'arn:aws:s3:::results/*', { Principal: '*' })))
    expect(told(diagnosis)).not.toContain(name)
  })

  it('is silent for a call that the caller makes directly', () => {
    const document = policy(deny('s3:GetObject', 'arn:aws:s3:::results/*', { Principal: '*', ...fromOffice }))
    const files = { ...iam({ mina: policy(allow('s3:*', '*')) }), ...alone(), ...bucket('results', document) }
    const context = { 'aws:SourceIp': '198.51.100.7' }
    const diagnosis = explain({ action: 's3:GetObject', resource: 'arn:aws:s3:::results/a', files, context })
    expect(told(diagnosis)).toEqual(['resource-explicit-deny'])
  })
})
