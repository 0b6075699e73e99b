import { describe, expect, it } from 'vitest'
import { allow, bucket, deny, explain, iam, organization, policy } from '../../test/cause-fixture.ts'
import { explainQuery, glueArn, query, queryPolicy } from '../../test/query-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { reportOf } from './report.ts'

const object = 'arn:aws:s3:::smoke-reports/q1.csv'
const codesOf = (diagnosis: Diagnosis): readonly string[] => reportOf(diagnosis, 'en').causes.map(({ code }) => code)

/** An identity-based Deny and an SCP's Deny, of which AWS names one or neither. */
function twice(says: string): Diagnosis {
  return explain({
    action: 's3:GetObject',
    resource: object,
    says,
    files: {
      ...iam({ mina: policy(allow('*', '*'), deny('s3:GetObject', '*')) }),
      ...organization('scp', { unit: policy(allow('*', '*'), deny('s3:*', '*')) }),
      ...bucket('smoke-reports', null),
    },
  })
}

describe('the causes of a report', () => {
  it('begin with the layer that AWS names', () => {
    expect(codesOf(twice('with an explicit deny in a service control policy'))).toEqual(['UD602', 'UD202'])
    expect(codesOf(twice('with an explicit deny in an identity-based policy'))).toEqual(['UD202', 'UD602'])
  })

  it('follow the order in which the summary names the layers where AWS names none', () => {
    const { summary, causes } = reportOf(twice(''), 'en')
    expect(summary.at(-1)).toBe('Each of these 2 denies it on its own: service control policy, identity-based policy.')
    expect(causes.map(({ code }) => code)).toEqual(['UD602', 'UD202'])
  })

  it('say of a part of a query once what is refused', () => {
    const diagnosis = explainQuery('glue:GetTable', glueArn('table/sales/orders'), query(queryPolicy('results')))
    const [told] = reportOf(diagnosis, 'en').causes.filter(({ code }) => code === 'UD951')
    expect(told?.headline).toMatch(/^The query cannot write its results: `s3:\w+` on `[^`]+` is refused\.$/)
    expect(told?.why).toMatch(/^Athena asks for it with the permissions of the caller, for query `[\w-]+`\.$/)
  })

  it('tell a table that a query fills from its results', () => {
    const sql = "CREATE TABLE made WITH (external_location = 's3://lake/made/') AS SELECT * FROM sales.orders"
    const diagnosis = explainQuery('glue:GetTable', glueArn('table/sales/orders'), query(queryPolicy(), { sql }))
    const [told] = reportOf(diagnosis, 'ko').causes.filter(({ code }) => code === 'UD951')
    expect(told?.headline).toBe(
      '쿼리가 테이블의 데이터를 쓰지 못합니다. `arn:aws:s3:::lake/made/*` 리소스의 `s3:PutObject` 작업이 거부됩니다.',
    )
  })
})
