import { describe, expect, it } from 'vitest'
import { allow, deny, evidenceOf, firstFix, policy, told } from '../../test/cause-fixture.ts'
import { explainQuery, query, queryId, queryPolicy, queryStatements } from '../../test/query-fixture.ts'

const name = 'athena-workgroup'
const group = 'arn:aws:athena:us-east-1:111122223333:workgroup/analysts'
const start = 'athena:StartQueryExecution'

describe(name, () => {
  it('fires where the caller may use another workgroup only', () => {
    const { catalog, source, results } = queryStatements
    const own = policy(catalog, source, results, allow(start, group.replace('analysts', 'others')))
    const diagnosis = explainQuery(start, group, query(own))
    expect(told(diagnosis)).toEqual(['identity-resource-not-covered', name])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true })
  })

  it('fires where nothing allows the workgroup', () => {
    const diagnosis = explainQuery(start, group, query(queryPolicy('workgroup')))
    expect(told(diagnosis)).toEqual(['identity-no-allow', name])
  })

  it('names the location that the workgroup enforces where that one is refused', () => {
    const files = query(queryPolicy('results'), { enforced: 's3://results/' })
    const diagnosis = explainQuery('s3:PutObject', `arn:aws:s3:::results/${queryId}.csv`, files)
    expect(told(diagnosis)).toContain(name)
    expect(evidenceOf(diagnosis, name)).toContainEqual(
      expect.objectContaining({ workGroup: 'analysts', enforcedLocation: 's3://results/' }),
    )
  })

  it('is silent where the client chose the location', () => {
    const diagnosis = explainQuery('s3:PutObject', `arn:aws:s3:::results/${queryId}.csv`, query(queryPolicy('results')))
    expect(told(diagnosis)).not.toContain(name)
  })

  it('is silent where a Deny of every resource is the reason', () => {
    const own = policy(...Object.values(queryStatements), deny('athena:*', '*'))
    expect(told(explainQuery(start, group, query(own)))).toEqual(['identity-explicit-deny'])
  })
})
