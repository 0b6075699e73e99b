import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  elsewhere,
  evidenceOf,
  explain,
  firstFix,
  iam,
  type Json,
  markedBy,
  mina,
  policy,
  reader,
  readerSession,
  to,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'principal-deleted'
const q1 = 'arn:aws:s3:::smoke-partner/q1.csv'
const deletedUser = 'AIDAEXAMPLEDELETED001'
const deletedRole = 'AROAEXAMPLEDELETED001'

/** A principal of the home account asks for an object of a bucket of the other account. */
function getObject(
  bucketPolicy: Json,
  principal: string = mina,
  more: { readonly fixedBoundary?: Json } = {},
): Diagnosis {
  const files = {
    ...iam({ mina: policy(allow('s3:*', '*')), reader: policy(allow('s3:*', '*')), ...more }),
    ...alone(),
    ...alone(elsewhere),
    ...bucket('smoke-partner', bucketPolicy, elsewhere),
  }
  return explain({ principal, action: 's3:GetObject', resource: q1, files })
}

describe(name, () => {
  it('fires where the policy names the id of a deleted user and a user calls', () => {
    const diagnosis = getObject(policy(allow('s3:GetObject', q1, to(deletedUser))))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ uniqueId: deletedUser, principal: mina, principalArn: mina }])
  })

  it('fires where the policy names the id of a deleted role and a session of a role calls', () => {
    const diagnosis = getObject(policy(allow('s3:GetObject', q1, to(deletedRole))), readerSession)
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ uniqueId: deletedRole, principalArn: reader }])
  })

  it('replaces the id by the ARN of the user or role, not of its session', () => {
    expect(firstFix(getObject(policy(allow('s3:GetObject', q1, to(deletedRole))), readerSession))).toMatchObject({
      verified: true,
      edits: [
        { kind: 'replacePrincipal', target: 'bucket-policy:smoke-partner', from: deletedRole, principal: reader },
      ],
    })
  })

  it('marks the id among other principals', () => {
    const others = ['arn:aws:iam::444455556666:root', deletedUser]
    expect(markedBy(getObject(policy(allow('s3:GetObject', q1, to(others)))), name)).toBe(`"${deletedUser}"`)
  })

  it.each([
    ['the id of a role where a user calls', allow('s3:GetObject', q1, to(deletedRole))],
    ['another action', allow('s3:PutObject', q1, to(deletedUser))],
    ['another resource', allow('s3:GetObject', 'arn:aws:s3:::smoke-partner/q2.csv', to(deletedUser))],
    ['an ARN of another user', allow('s3:GetObject', q1, to('arn:aws:iam::111122223333:user/jun'))],
    ['a Deny', deny('s3:GetObject', q1, to(deletedUser))],
  ])('is silent for %s', (_, statement) => {
    expect(told(getObject(policy(statement)))).toEqual(['resource-no-allow-cross-account'])
  })

  it('is silent where the id is that of the caller, who is allowed', () => {
    expect(told(getObject(policy(allow('s3:GetObject', q1, to('AIDAEXAMPLEMINAXXXXX1')))))).toEqual([])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject(policy(allow('s3:GetObject', q1, to(deletedUser))), mina, {
      fixedBoundary: unchangeableDeny,
    })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
