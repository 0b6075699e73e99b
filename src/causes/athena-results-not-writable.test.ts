import { describe, expect, it } from 'vitest'
import { allow, evidenceOf, firstFix, mina, policy, told } from '../../test/cause-fixture.ts'
import { explainQuery, explainText, query, queryId, queryPolicy, queryStatements } from '../../test/query-fixture.ts'

const name = 'athena-results-not-writable'
const object = `arn:aws:s3:::results/${queryId}.csv`

describe(name, () => {
  it('stands beside the S3 cause where the results cannot be written', () => {
    const { workgroup, catalog, source } = queryStatements
    const own = policy(
      workgroup,
      catalog,
      source,
      allow(['s3:PutObject', 's3:GetBucketLocation'], 'arn:aws:s3:::results'),
    )
    const diagnosis = explainQuery('s3:PutObject', object, query(own))
    expect(told(diagnosis)).toEqual(['bucket-arn-for-object-action', name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'identity', resource: object, queryId }])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true })
  })

  it('is found from a message that names only the output', () => {
    const text = `Access denied when writing output to url: s3://results/${queryId}.csv . Please ensure you are allowed to access the S3 bucket.`
    const diagnosis = explainText(text, query(queryPolicy('results')), { principal: mina })
    expect(told(diagnosis)).toContain(name)
  })

  it('fires for the table that INSERT INTO writes', () => {
    const files = query(queryPolicy(), { sql: 'INSERT INTO sales.orders SELECT 1' })
    const diagnosis = explainQuery('s3:PutObject', 'arn:aws:s3:::lake/orders/*', files)
    expect(told(diagnosis)).toContain(name)
  })

  it('is silent where the query reads what it may not', () => {
    const diagnosis = explainQuery('s3:GetObject', 'arn:aws:s3:::lake/orders/*', query(queryPolicy('source')))
    expect(told(diagnosis)).not.toContain(name)
  })

  it('is silent where everything is allowed', () => {
    expect(told(explainQuery('s3:PutObject', object, query(queryPolicy())))).toEqual([])
  })
})
