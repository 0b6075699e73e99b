import { describe, expect, it } from 'vitest'
import { allow, evidenceOf, firstFix, type Json, mina, policy, suspected, told } from '../../test/cause-fixture.ts'
import {
  defaultDatabase,
  explainText,
  glueArn,
  lake,
  lakeGrant,
  ordersTable,
  query,
  queryId,
  queryPolicy,
  salesDatabase,
} from '../../test/query-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'lakeformation-no-grant'
const own = policy(
  allow('lakeformation:GetDataAccess', '*'),
  // The rest of what the query needs.
  ...(queryPolicy('source')['Statement'] as readonly Json[]),
)
const seesDatabases = [lakeGrant(mina, salesDatabase, 'DESCRIBE'), lakeGrant(mina, defaultDatabase, 'DESCRIBE')]

function select(...grants: readonly Json[]): Diagnosis {
  const text = `Insufficient permissions to execute the query. Insufficient Lake Formation permission(s): Required Select on orders Query Id: ${queryId}`
  const options = { principal: mina, action: 'glue:GetTable', resource: glueArn('table/sales/orders') }
  return explainText(text, { ...query(own), ...lake([...seesDatabases, ...grants]) }, options)
}

describe(name, () => {
  it('fires where nothing is granted on the table, and grants it', () => {
    const diagnosis = select()
    expect(new Set(told(diagnosis))).toEqual(new Set([name]))
    expect(evidenceOf(diagnosis, name)[0]).toMatchObject({ layer: 'lakeformation', principal: mina })
    expect(firstFix(diagnosis)).toMatchObject({ verified: true })
    expect(firstFix(diagnosis)?.edits.every(({ target }) => target === 'lakeformation:grant')).toBe(true)
  })

  it('fires on the data where only the metadata is granted', () => {
    const diagnosis = select(lakeGrant(mina, ordersTable, 'DESCRIBE'))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ resource: glueArn('table/sales/orders') }])
  })

  it('is silent where SELECT is granted', () => {
    expect(told(select(lakeGrant(mina, ordersTable, 'SELECT')))).toEqual([])
  })

  it('is silent for a default database that does not exist', () => {
    const listed = { '111122223333/us-east-1/glue/GetDatabases.json': { DatabaseList: [{ Name: 'sales' }] } }
    const grants = [lakeGrant(mina, salesDatabase, 'DESCRIBE'), lakeGrant(mina, ordersTable, 'SELECT')]
    const text = `Insufficient Lake Formation permission(s): Required Describe on default Query Id: ${queryId}`
    const options = { principal: mina, action: 'glue:GetDatabase', resource: glueArn('database/default') }
    expect(told(explainText(text, { ...query(own), ...listed, ...lake(grants) }, options))).toEqual([])
  })

  it('is silent where the decision is left to IAM', () => {
    expect(told(select(lakeGrant('IAM_ALLOWED_PRINCIPALS', ordersTable, 'ALL')))).toEqual([])
  })

  it('stays possible where the grants were not recorded', () => {
    const text = 'Insufficient Lake Formation permission(s): Required Select on orders'
    const diagnosis = explainText(text, query(own), { principal: mina })
    expect(told(diagnosis)).toEqual([])
    expect(suspected(diagnosis)).toContain(name)
  })
})
