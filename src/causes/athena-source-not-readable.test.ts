import { describe, expect, it } from 'vitest'
import { allow, alone, bucket, explain, iam, mina, policy, told } from '../../test/cause-fixture.ts'
import { explainQuery, explainText, query, queryId, queryPolicy } from '../../test/query-fixture.ts'

const name = 'athena-source-not-readable'

describe(name, () => {
  it('stands beside the S3 cause where the source of a query cannot be read', () => {
    const diagnosis = explainQuery('s3:GetObject', 'arn:aws:s3:::lake/orders/*', query(queryPolicy('source')))
    expect(new Set(told(diagnosis))).toEqual(new Set(['identity-no-allow', name]))
    expect(diagnosis.certain).toBe(true)
  })

  it('is found from a message that names only a path', () => {
    const text = `Permission denied on S3 path: s3://lake/orders/a.csv Query Id: ${queryId}`
    const diagnosis = explainText(text, query(queryPolicy('source')), { principal: mina })
    expect(told(diagnosis)).toContain(name)
  })

  it('is silent where the results are the part that is refused', () => {
    const diagnosis = explainQuery('s3:PutObject', `arn:aws:s3:::results/${queryId}.csv`, query(queryPolicy('results')))
    expect(told(diagnosis)).not.toContain(name)
  })

  it('is silent for S3 calls outside queries', () => {
    const files = { ...iam({ mina: policy(allow('s3:PutObject', '*')) }), ...alone(), ...bucket('lake', null) }
    expect(told(explain({ action: 's3:GetObject', resource: 'arn:aws:s3:::lake/a', files }))).toEqual([
      'identity-no-allow',
    ])
  })
})
