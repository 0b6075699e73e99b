import { describe, expect, it } from 'vitest'
import { allow, evidenceOf, firstFix, policy, told } from '../../test/cause-fixture.ts'
import { explainQuery, glueArn, query, queryStatements } from '../../test/query-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'glue-catalog-parent-not-allowed'
const { workgroup, source, results } = queryStatements

function ask(action: string, asked: string, ...listed: readonly string[]): Diagnosis {
  const catalog = allow(
    ['glue:GetTable', 'glue:GetDatabase'],
    listed.map((one) => glueArn(one)),
  )
  return explainQuery(action, glueArn(asked), query(policy(workgroup, source, results, catalog)))
}

describe(name, () => {
  it('fires where table, database and catalog are allowed, and the default database is not', () => {
    const diagnosis = ask('glue:GetDatabase', 'database/default', 'catalog', 'database/sales', 'table/sales/orders')
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ parent: 'database/default', isDefault: true }])
    expect(diagnosis.certain).toBe(true)
  })

  it('fires where the catalog above a table is missing, and adds it', () => {
    const diagnosis = ask('glue:GetTable', 'catalog', 'database/sales', 'database/default', 'table/sales/*')
    expect(new Set(told(diagnosis))).toEqual(new Set([name]))
    expect(firstFix(diagnosis)).toMatchObject({ verified: true })
  })

  it('fires where the database above a table is missing', () => {
    const diagnosis = ask('glue:GetTable', 'database/sales', 'catalog', 'database/default', 'table/sales/orders')
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ parent: 'database/sales' }])
  })

  it('is silent where the table itself is missing', () => {
    const diagnosis = ask('glue:GetTable', 'table/sales/orders', 'catalog', 'database/sales', 'database/default')
    expect(told(diagnosis)).toEqual(['identity-resource-not-covered'])
  })

  it('is silent where only tables of another database are allowed', () => {
    const diagnosis = ask('glue:GetTable', 'database/sales', 'catalog', 'database/default', 'table/hr/people')
    expect(told(diagnosis)).not.toContain(name)
  })

  it('is silent where everything is allowed', () => {
    expect(told(ask('glue:GetTable', 'catalog', 'catalog', 'database/*', 'table/sales/orders'))).toEqual([])
  })
})
