import { describe, expect, it } from 'vitest'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import {
  allow,
  alone,
  bucket,
  elsewhere,
  explain,
  type Files,
  firstFix,
  home,
  iam,
  type Json,
  mina,
  policy,
  reader,
  to,
} from './cause-fixture.ts'
import { diagnosisOf, outcomeOf, refused } from './scenario-fixture.ts'

const everything = policy(allow('*', '*'))
const stranger = `arn:aws:iam::${elsewhere}:user/mina`

/** A trust policy of one Allow of `sts:AssumeRole`. */
function trusting(principal: Json, condition?: Json): Json {
  const more = condition === undefined ? {} : { Condition: condition }
  return policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal, ...more })
}

/** Mina assumes role reader; in the account of the role, or from the other one. */
function assume(trust: Json, principal: string = mina, own: Json | null = everything): Diagnosis {
  const callers: Files =
    principal === mina ? iam({ trust, ...(own === null ? {} : { mina: own }) }) : { ...iam({ trust }), ...other(own) }
  return explain({ action: 'sts:AssumeRole', resource: reader, principal, files: { ...alone(), ...callers } })
}

function other(own: Json | null): Files {
  return { ...alone(elsewhere), ...iam({ account: elsewhere, ...(own === null ? {} : { mina: own }) }) }
}

describe('conditions of a trust policy', () => {
  const externalId = trusting({ AWS: home }, { StringEquals: { 'sts:ExternalId': 'agreed-1' } })
  const files: Files = { ...alone(), ...iam({ mina: everything, trust: externalId }) }

  it('a recorded call that sent no external id is refused for want of it, and sends it next time', () => {
    const found = diagnosisOf({ denial: refused({}), files })
    expect(outcomeOf(found)).toMatchObject({ certain: true, blockedBy: ['resource'] })
    expect(outcomeOf(found).confirmed).toContain('condition-not-met')
    expect(firstFix(found)?.edits).toMatchObject([{ target: 'request', key: 'sts:ExternalId', values: ['agreed-1'] }])
  })

  it('a recorded call that sent another external id is told with what it sent', () => {
    const requestParameters = { roleArn: reader, roleSessionName: 'work', externalId: 'guessed' }
    const found = diagnosisOf({ denial: refused({ requestParameters }), files })
    const [cause] = found.causes.filter(({ name }) => name === 'condition-not-met')
    expect(cause?.evidence).toMatchObject({ wanted: ['agreed-1'], actual: ['guessed'] })
  })

  it('a recorded call that sent the agreed external id leaves nothing to confirm', () => {
    const requestParameters = { roleArn: reader, roleSessionName: 'work', externalId: 'agreed-1' }
    expect(outcomeOf(diagnosisOf({ denial: refused({ requestParameters }), files }))).toMatchObject({
      certain: false,
      blockedBy: [],
      confirmed: [],
    })
  })

  it('of a pasted sentence nobody knows whether an external id was sent', () => {
    expect(outcomeOf(assume(externalId))).toMatchObject({
      certain: false,
      confirmed: [],
      unknowns: ['sts:ExternalId'],
    })
  })

  it('a long-term key carries no MFA, and the record shows it', () => {
    const trust = trusting({ AWS: home }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })
    const found = diagnosisOf({ denial: refused({}), files: { ...alone(), ...iam({ mina: everything, trust }) } })
    expect(outcomeOf(found)).toMatchObject({ certain: true, blockedBy: ['resource'] })
    expect(outcomeOf(found).fixes[0]).toBe('request')
  })
})

describe('web identities', () => {
  const provider = 'token.actions.githubusercontent.com'
  const subject = 'repo:acme/app:ref:refs/heads/dev'
  const signIn = refused({
    eventName: 'AssumeRoleWithWebIdentity',
    userIdentity: {
      type: 'WebIdentityUser',
      principalId: `arn:aws:iam::${home}:oidc-provider/${provider}:sts.amazonaws.com:${subject}`,
      userName: subject,
    },
    errorMessage: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  })

  function trustOf(host: string, condition: Json): Files {
    const statement = {
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: `arn:aws:iam::${home}:oidc-provider/${host}` },
      Condition: condition,
    }
    return { ...alone(), ...iam({ trust: policy(statement) }) }
  }

  it('another branch than the trusted one is refused by the subject', () => {
    const files = trustOf(provider, { StringLike: { [`${provider}:sub`]: 'repo:acme/app:ref:refs/heads/main' } })
    const found = outcomeOf(diagnosisOf({ denial: signIn, files }))
    expect(found).toMatchObject({ certain: true, blockedBy: ['resource'] })
    expect(found.confirmed).toContain('condition-not-met')
    expect(found.fixes[0]).toBe('trust:role/reader')
  })

  it('a trust policy for another provider is certain to refuse, whatever its keys would be', () => {
    const files = trustOf('accounts.google.com', { StringEquals: { 'accounts.google.com:aud': 'app' } })
    expect(outcomeOf(diagnosisOf({ denial: signIn, files }))).toMatchObject({
      certain: true,
      blockedBy: ['resource'],
      confirmed: ['trust-policy-no-allow'],
      unknowns: [],
    })
  })

  it('the trusted branch leaves nothing to confirm', () => {
    const files = trustOf(provider, { StringLike: { [`${provider}:sub`]: 'repo:acme/app:*' } })
    expect(outcomeOf(diagnosisOf({ denial: signIn, files }))).toMatchObject({ certain: false, confirmed: [] })
  })
})

describe('who a policy names', () => {
  const name = 'arn-wrong-account-region-or-partition'

  it('a trust policy that names the caller in another account is told, and names both afterwards', () => {
    const found = assume(trusting({ AWS: stranger }))
    expect(outcomeOf(found)).toMatchObject({ certain: true, blockedBy: ['resource'] })
    expect(outcomeOf(found).confirmed).toContain(name)
    expect(firstFix(found)?.edits).toMatchObject([{ kind: 'addPrincipal', principal: mina }])
  })

  it('a trust policy that names the caller in another partition is told and mended', () => {
    const found = assume(trusting({ AWS: `arn:aws-cn:iam::${home}:user/mina` }))
    expect(outcomeOf(found).confirmed).toContain(name)
    expect(firstFix(found)?.edits).toMatchObject([{ kind: 'replacePrincipal', principal: mina }])
  })

  it.each([
    ['another name in another account', `arn:aws:iam::${elsewhere}:user/jun`],
    ['a role of the same name', `arn:aws:iam::${elsewhere}:role/mina`],
    ['another account as a whole', elsewhere],
    ['another name in the same account', `arn:aws:iam::${home}:user/jun`],
  ])('%s is no such near miss', (_, listed) => {
    expect(outcomeOf(assume(trusting({ AWS: listed }))).confirmed).toEqual(['trust-policy-no-allow'])
  })

  it('a principal that is near stays silent where a condition fails as well', () => {
    const trust = trusting({ AWS: stranger }, { StringEquals: { 'aws:PrincipalAccount': elsewhere } })
    expect(outcomeOf(assume(trust)).confirmed).toEqual(['trust-policy-no-allow'])
  })

  it('a bucket policy that names the caller in the account of the bucket is told across accounts', () => {
    const granted = policy({ ...allow('s3:GetObject', 'arn:aws:s3:::reports/*'), ...to(mina) })
    const found = explain({
      principal: stranger,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::reports/q1.csv',
      files: { ...alone(), ...bucket('reports', granted), ...other(everything) },
    })
    expect(outcomeOf(found)).toMatchObject({ certain: true, blockedBy: ['resource'], confirmed: [name] })
  })

  it('a role is recognised by its own ARN, not by that of its session', () => {
    const granted = policy({ ...allow('s3:GetObject', '*'), ...to(`arn:aws:iam::${elsewhere}:role/reader`) })
    const found = explain({
      principal: reader,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::reports/q1.csv',
      files: { ...alone(), ...bucket('reports', granted), ...iam({ reader: policy(allow('s3:ListBucket', '*')) }) },
    })
    expect(outcomeOf(found)).toMatchObject({ certain: true, blockedBy: ['identity'], confirmed: [name] })
  })
})

describe('two accounts', () => {
  it('both sides are told and mended where neither allows', () => {
    expect(outcomeOf(assume(trusting({ AWS: home }), stranger, null))).toMatchObject({
      certain: true,
      blockedBy: ['resource', 'identity'],
      confirmed: ['identity-no-allow', 'trust-policy-no-allow'],
      fixes: ['identity:user/mina+trust:role/reader'],
    })
  })

  it('only the caller is mended where the role trusts its account', () => {
    expect(outcomeOf(assume(trusting({ AWS: elsewhere }), stranger, null))).toMatchObject({
      certain: true,
      blockedBy: ['identity'],
      confirmed: ['identity-no-allow'],
      fixes: ['identity:user/mina'],
    })
  })

  it('a caller whose account was not recorded leaves its side open, and no fix is called verified', () => {
    const files = { ...alone(), ...iam({ trust: trusting({ AWS: home }) }) }
    const found = explain({ action: 'sts:AssumeRole', resource: reader, principal: stranger, files })
    expect(outcomeOf(found)).toMatchObject({ certain: false, blockedBy: ['resource'], fixes: [] })
    expect(found.fixes).toMatchObject([{ outcome: { verified: false } }])
  })

  it('a trust policy that was not read denies by the word of AWS, and is called what it is', () => {
    const away = `arn:aws:iam::${elsewhere}:role/app`
    const denial = `User: ${mina} is not authorized to perform: sts:AssumeRole on resource: ${away} because no role trust policy allows the sts:AssumeRole action`
    const found = diagnosisOf({ denial, files: { ...alone(), ...iam({ mina: everything }) } })
    expect(outcomeOf(found)).toMatchObject({ certain: false, blockedBy: ['resource'], fixes: [] })
    const [cause] = found.causes.filter(({ name }) => name === 'trust-policy-no-allow')
    expect(cause).toMatchObject({
      status: 'confirmed',
      words: { en: { headline: `The trust policy of \`${away}\` does not allow \`sts:AssumeRole\`.` } },
    })
    expect(outcomeOf(found).unknowns).toContain(`users, groups, roles and policies of ${elsewhere}`)
  })
})
