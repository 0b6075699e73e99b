import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  deny,
  evidenceOf,
  explain,
  firstFix,
  iam,
  type Json,
  policy,
  told,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'lakeformation-no-data-access'

function access(...statements: readonly Json[]): Diagnosis {
  const files = { ...iam({ mina: policy(...statements) }), ...alone() }
  return explain({ action: 'lakeformation:GetDataAccess', resource: '*', files })
}

describe(name, () => {
  it('fires where nothing allows the action, and allows it on every resource', () => {
    const diagnosis = access(allow('glue:*', '*'))
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true, edits: [{ statement: { Resource: '*' } }] })
  })

  it('fires where the statement names a table, which the action does not take', () => {
    const diagnosis = access(allow('lakeformation:GetDataAccess', 'arn:aws:glue:us-east-1:111122223333:table/a/b'))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ listed: ['arn:aws:glue:us-east-1:111122223333:table/a/b'] }])
  })

  it('is silent where it is allowed', () => {
    expect(told(access(allow('lakeformation:GetDataAccess', '*')))).toEqual([])
  })

  it('is silent where a Deny is the reason', () => {
    const diagnosis = access(allow('lakeformation:*', '*'), deny('lakeformation:GetDataAccess', '*'))
    expect(told(diagnosis)).toEqual(['identity-explicit-deny'])
  })
})
