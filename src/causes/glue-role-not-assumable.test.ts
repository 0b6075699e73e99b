import { describe, expect, it } from 'vitest'
import {
  alone,
  deny,
  evidenceOf,
  explain,
  firstFix,
  home,
  iam,
  type Json,
  policy,
  reader,
  told,
} from '../../test/cause-fixture.ts'
import { explainText } from '../../test/query-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'glue-role-not-assumable'
const text =
  'Job name: nightly\nJob Run Failed Because the Role Passed Should Be Given Assume Role Permissions for the AWS Glue Service'

function run(trust: Json, message = text): Diagnosis {
  const files = {
    ...iam({ trust }),
    ...alone(),
    [`${home}/us-east-1/glue/GetJobs.json`]: { Jobs: [{ Name: 'nightly', Role: reader, Command: {} }] },
  }
  return explainText(message, files)
}

function trusts(service: string): Json {
  return policy({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' })
}

describe(name, () => {
  it('fires for the role of the job that the log names', () => {
    const diagnosis = run(trusts('ec2.amazonaws.com'))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ role: reader, trusted: ['ec2.amazonaws.com'] }])
    expect(firstFix(diagnosis)).toMatchObject({ verified: true, edits: [{ target: 'trust:role/reader' }] })
  })

  it('fires for the role that the message names', () => {
    const message = `An error occurred (InvalidInputException) when calling the CreateCrawler operation: Service is unable to assume provided role ${reader}. Please verify role's TrustPolicy`
    expect(told(run(trusts('ec2.amazonaws.com'), message))).toEqual([name])
  })

  it('is silent where the role trusts AWS Glue', () => {
    expect(told(run(trusts('glue.amazonaws.com')))).toEqual([])
  })

  it('is silent where a Deny of the trust policy is the reason', () => {
    const { Action, Effect } = deny('sts:AssumeRole', '*')
    const trust = policy({ Effect, Action, Principal: { Service: 'glue.amazonaws.com' } })
    expect(told(run(trust))).toEqual(['trust-policy-explicit-deny'])
  })

  it('leaves people who assume a role to trust-policy-no-allow', () => {
    const files = { ...iam({ trust: trusts('glue.amazonaws.com') }), ...alone() }
    expect(told(explain({ action: 'sts:AssumeRole', resource: reader, files }))).toContain('trust-policy-no-allow')
  })
})
