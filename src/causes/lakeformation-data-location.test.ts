import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  evidenceOf,
  firstFix,
  home,
  iam,
  type Json,
  mina,
  policy,
  told,
} from '../../test/cause-fixture.ts'
import { explainText, glueArn, lake, lakeGrant, salesDatabase } from '../../test/query-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'lakeformation-data-location'
const text =
  'An error occurred (AccessDeniedException) when calling the CreateTable operation: Insufficient Lake Formation permission(s) on s3://lake/orders/'
const creates = lakeGrant(mina, salesDatabase, 'CREATE_TABLE')

function create(
  grants: readonly Json[],
  more: { readonly registered?: string; readonly ofDatabase?: string } = {},
): Diagnosis {
  const databases = [{ Name: 'sales', ...(more.ofDatabase === undefined ? {} : { LocationUri: more.ofDatabase }) }]
  const files = {
    ...iam({ mina: policy(allow('glue:*', '*')) }),
    ...alone(),
    ...lake(grants, [more.registered ?? 'arn:aws:s3:::lake']),
    [`${home}/us-east-1/glue/GetDatabases.json`]: { DatabaseList: databases },
    [`${home}/us-east-1/glue/GetResourcePolicies.json`]: { GetResourcePoliciesResponseList: [] },
  }
  return explainText(text, files, { principal: mina, resource: glueArn('table/sales/orders') })
}

describe(name, () => {
  it('fires where the new table points to a registered location, and grants that location', () => {
    const diagnosis = create([creates])
    expect(new Set(told(diagnosis))).toEqual(new Set([name]))
    expect(evidenceOf(diagnosis, name)[0]).toMatchObject({ location: 'arn:aws:s3:::lake', principal: mina })
    expect(firstFix(diagnosis)).toMatchObject({ verified: true, edits: [{ target: 'lakeformation:grant' }] })
  })

  it('is silent where the caller holds the location', () => {
    const held = lakeGrant(mina, { DataLocation: { ResourceArn: 'arn:aws:s3:::lake/orders' } }, 'DATA_LOCATION_ACCESS')
    expect(told(create([creates, held]))).toEqual([])
  })

  it('is silent where the location is not registered', () => {
    expect(told(create([creates], { registered: 'arn:aws:s3:::lakeside' }))).toEqual([])
  })

  it('is silent where the location of the database covers it', () => {
    expect(told(create([creates], { ofDatabase: 's3://lake/' }))).toEqual([])
  })

  it('leaves a missing CREATE_TABLE to lakeformation-no-grant', () => {
    const held = lakeGrant(mina, { DataLocation: { ResourceArn: 'arn:aws:s3:::lake' } }, 'DATA_LOCATION_ACCESS')
    expect(new Set(told(create([held])))).toEqual(new Set(['lakeformation-no-grant']))
  })
})
