import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  deny,
  elsewhere,
  evidenceOf,
  explain,
  firstFix,
  home,
  iam,
  type Json,
  mina,
  policy,
  to,
  told,
} from '../../test/cause-fixture.ts'
import { glueArn } from '../../test/query-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'glue-catalog-policy-deny'

function getDatabase(document: Json | null, account = home): Diagnosis {
  const list = document === null ? [] : [{ PolicyInJson: JSON.stringify(document) }]
  const files = {
    ...iam({ mina: policy(allow('glue:*', '*')) }),
    ...alone(),
    ...alone(elsewhere),
    [`${account}/us-east-1/glue/GetResourcePolicies.json`]: { GetResourcePoliciesResponseList: list },
  }
  return explain({ action: 'glue:GetDatabase', resource: glueArn('database/sales', account), files })
}

describe(name, () => {
  it('fires on a Deny in the Data Catalog policy, and excepts the caller', () => {
    const diagnosis = getDatabase(policy(deny('glue:*', glueArn('database/sales'), to(mina))))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'resource', denied: { place: { at: { index: 0 } } } }])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true, edits: [{ target: `catalog-policy:${home}` }] })
  })

  it('fires where the policy of another account does not allow the caller', () => {
    const other = policy(allow('glue:*', '*', to(`arn:aws:iam::${elsewhere}:root`)))
    const diagnosis = getDatabase(other, elsewhere)
    expect(new Set(told(diagnosis))).toEqual(new Set([name]))
    expect(evidenceOf(diagnosis, name)[0]).toMatchObject({ denied: null, account: elsewhere })
  })

  it('is silent where the other account allows the caller', () => {
    expect(told(getDatabase(policy(allow('glue:*', '*', to(mina))), elsewhere))).toEqual([])
  })

  it('is silent for a Deny of another principal and for no policy at all', () => {
    expect(told(getDatabase(policy(deny('glue:*', '*', to('arn:aws:iam::111122223333:user/jun')))))).toEqual([])
    expect(told(getDatabase(null))).toEqual([])
  })
})
