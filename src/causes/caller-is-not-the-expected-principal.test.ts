import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  evidenceOf,
  explain,
  firstFix,
  fixesOf,
  home,
  iam,
  type Json,
  mina,
  policy,
  reader,
  readerSession,
  suspected,
  told,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'caller-is-not-the-expected-principal'
const object = 'arn:aws:s3:::orders/march.csv'
const reads = policy(allow('s3:GetObject', 'arn:aws:s3:::orders/*'))
const trusts = (principal: Json): Json => policy({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' })

interface Asked {
  readonly principal?: string
  readonly expectedPrincipal?: string
  readonly mina?: Json
  readonly reader?: Json
  readonly trust?: Json
}

/** By default role reader of an EC2 instance asks where user mina, who may read, was expected. */
function getObject(asked: Asked): Diagnosis {
  const { principal = readerSession, expectedPrincipal = mina, ...entities } = asked
  const files = { ...iam({ mina: reads, ...entities }), ...alone(), ...bucket('orders', null) }
  return explain({ principal, expectedPrincipal, action: 's3:GetObject', resource: object, files })
}

describe(name, () => {
  it('fires where the role of the machine asked and the expected user is allowed', () => {
    const diagnosis = getObject({})
    expect(told(diagnosis)).toEqual([name, 'identity-no-allow'])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { layer: null, caller: readerSession, expected: mina, action: 's3:GetObject' },
    ])
    expect(diagnosis.certain).toBe(true)
  })

  it('fires where another user of the account asked than the expected role', () => {
    const diagnosis = getObject({ principal: mina, expectedPrincipal: reader, mina: policy(), reader: reads })
    expect(told(diagnosis)).toEqual([name, 'identity-no-allow'])
  })

  it('sends the request as the expected principal before it widens any policy', () => {
    const diagnosis = getObject({})
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'noChange', reason: 'otherPrincipal', target: 'request', subject: mina }],
    })
    expect(fixesOf(diagnosis)[1]?.edits).toMatchObject([{ kind: 'addStatement', target: 'identity:role/reader' }])
  })

  it('is silent where the expected principal is not allowed either', () => {
    expect(told(getObject({ mina: policy() }))).toEqual(['identity-no-allow'])
  })

  it.each([
    ['the same user', mina, mina],
    ['the role of the session', readerSession, reader],
    ['another session of the same role', readerSession, `arn:aws:sts::${home}:assumed-role/reader/other`],
  ])('is silent where the caller is %s', (_, principal, expectedPrincipal) => {
    expect(told(getObject({ principal, expectedPrincipal, mina: policy() }))).toEqual(['identity-no-allow'])
  })

  it('is silent where nobody was expected', () => {
    const files = { ...iam({ mina: reads }), ...alone(), ...bucket('orders', null) }
    const diagnosis = explain({ principal: readerSession, action: 's3:GetObject', resource: object, files })
    expect(told(diagnosis)).toEqual(['identity-no-allow'])
  })

  it('is silent where the expected name is no principal', () => {
    expect(told(getObject({ expectedPrincipal: 'mina' }))).toEqual(['identity-no-allow'])
  })

  it('leaves the role of a service to service-acts-with-another-role', () => {
    const diagnosis = getObject({ trust: trusts({ Service: 'lambda.amazonaws.com' }) })
    expect(told(diagnosis)).toEqual(['service-acts-with-another-role', 'identity-no-allow'])
  })

  it('is silent where the caller is allowed as well', () => {
    expect(told(getObject({ reader: reads }))).toEqual([])
  })

  it('is possible where the expected principal was not read', () => {
    const stranger = 'arn:aws:iam::444455556666:user/jun'
    expect(suspected(getObject({ expectedPrincipal: stranger, reader: reads }))).toContain(name)
  })
})
