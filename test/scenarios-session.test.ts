import { describe, expect, it } from 'vitest'
import { filesOfObject } from '../src/snapshot/files.ts'
import { readTrail } from '../src/snapshot/trail.ts'
import {
  allow,
  alone,
  bucket,
  deny,
  explain,
  type Files,
  firstFix,
  home,
  iam,
  type Json,
  mina,
  policy,
  reader,
  readerSession,
  sessionMade,
} from './cause-fixture.ts'
import { diagnosisOf, outcomeOf, refusedRead, sessionIdentity, withManaged } from './scenario-fixture.ts'

const object = 'arn:aws:s3:::reports/q1.csv'
const everything = policy(allow('*', '*'))
const listing = policy(allow('s3:ListBucket', '*'))
const files: Files = { ...alone(), ...bucket('reports', null), ...iam({ reader: everything }) }
const asked = { principal: readerSession, action: 's3:GetObject', resource: object }

/** The record of a session made with these policies. */
function madeWith(arns: readonly string[], inline: Json | null): Json {
  const policyArns = arns.map((arn) => ({ arn }))
  const passed = inline === null ? {} : { policy: JSON.stringify(inline) }
  return {
    ...sessionMade({}),
    requestParameters: { roleArn: reader, roleSessionName: 'mina', ...passed, policyArns },
  }
}

/** The record of a session of a federated user, asked for by mina. */
function federation(document: Json | null): Json {
  return {
    eventName: 'GetFederationToken',
    eventSource: 'sts.amazonaws.com',
    eventTime: '2026-03-04T08:00:00Z',
    userIdentity: { type: 'IAMUser', arn: mina },
    requestParameters: { name: 'kim', ...(document === null ? {} : { policy: JSON.stringify(document) }) },
    responseElements: {
      credentials: { accessKeyId: 'ASIAFEDERATED' },
      federatedUser: { arn: `arn:aws:sts::${home}:federated-user/kim`, federatedUserId: `${home}:kim` },
    },
  }
}

const federatedRead = refusedRead({
  userIdentity: {
    type: 'FederatedUser',
    principalId: `${home}:kim`,
    arn: `arn:aws:sts::${home}:federated-user/kim`,
    accountId: home,
    accessKeyId: 'ASIAFEDERATED',
    sessionContext: {
      sessionIssuer: { type: 'IAMUser', principalId: 'AIDAEXAMPLEMINAXXXXX1', arn: mina, accountId: home },
      attributes: { creationDate: '2026-03-04T08:00:00Z', mfaAuthenticated: 'false' },
    },
  },
})

describe('session policies', () => {
  it('an inline session policy without the action denies, and whoever assumes the role widens it', () => {
    expect(outcomeOf(explain({ ...asked, files, trail: [madeWith([], listing)] }))).toEqual({
      certain: true,
      blockedBy: ['session'],
      confirmed: ['session-no-allow'],
      unknowns: [],
      fixes: ['session-policy'],
    })
  })

  it('a managed session policy is enough to allow, beside an inline one that does not', () => {
    const wide = withManaged(files, 'reading', policy(allow('s3:GetObject', '*')))
    const trail = [madeWith([`arn:aws:iam::${home}:policy/reading`], listing)]
    expect(explain({ ...asked, files: wide, trail }).verdict.blockedBy).toEqual([])
  })

  it('a managed session policy that is not recorded leaves the session open and is named', () => {
    const arn = `arn:aws:iam::${home}:policy/gone`
    expect(outcomeOf(explain({ ...asked, files, trail: [madeWith([arn], listing)] }))).toMatchObject({
      certain: false,
      blockedBy: [],
      confirmed: [],
      unknowns: [`managed policy ${arn}`],
    })
  })

  it('a policy that is both attached to the role and passed to the session is edited as each apart', () => {
    const arn = `arn:aws:iam::${home}:policy/guard`
    const guard = policy(allow('*', '*'), deny('s3:GetObject', '*'))
    const details = withManaged(files, 'guard', guard)
    const found = explain({ ...asked, files: details, trail: [madeWith([arn], null)] })
    expect(outcomeOf(found).blockedBy).toEqual(['session'])
    expect(firstFix(found)?.edits.map(({ target }) => target)).toEqual(['session-policy'])
  })

  it('an explicit deny in the session policy is told although another session policy allows', () => {
    const wide = withManaged(files, 'reading', policy(allow('s3:GetObject', '*')))
    const trail = [madeWith([`arn:aws:iam::${home}:policy/reading`], policy(deny('s3:GetObject', '*')))]
    expect(outcomeOf(explain({ ...asked, files: wide, trail }))).toMatchObject({
      certain: true,
      blockedBy: ['session'],
      confirmed: ['session-explicit-deny'],
    })
  })

  it('of two sessions of one name the access key tells which one was refused', () => {
    const made = (accessKeyId: string, document: Json): Json => ({
      ...sessionMade(document),
      responseElements: {
        credentials: { accessKeyId },
        assumedRoleUser: { assumedRoleId: 'AROAEXAMPLEREADERXXX1:mina', arn: readerSession },
      },
    })
    const trail = [made('ASIAOTHER', everything), made('ASIATHIS', listing)]
    const denial = refusedRead({ userIdentity: sessionIdentity('ASIATHIS') })
    expect(outcomeOf(diagnosisOf({ denial, files, trail })).confirmed).toEqual(['session-no-allow'])
    const other = refusedRead({ userIdentity: sessionIdentity('ASIAOTHER') })
    expect(outcomeOf(diagnosisOf({ denial: other, files, trail })).blockedBy).toEqual([])
  })

  it('without an access key the unique id and the time of creation tell which session was refused', () => {
    const made = (eventTime: string, document: Json): Json => ({ ...sessionMade(document), eventTime })
    const trail = [made('2026-03-04T07:00:00Z', everything), made('2026-03-04T08:00:01Z', listing)]
    const { accessKeyId: _, ...identity } = sessionIdentity('ASIATHIS')
    const denial = refusedRead({ userIdentity: identity })
    expect(outcomeOf(diagnosisOf({ denial, files, trail })).confirmed).toEqual(['session-no-allow'])
  })

  it('a session of the same name that was made at another time, or with another access key, is not the one refused', () => {
    const denial = refusedRead({ userIdentity: sessionIdentity('ASIATHIS') })
    const earlier = { ...sessionMade(listing), eventTime: '2026-03-04T07:00:00Z' }
    expect(outcomeOf(diagnosisOf({ denial, files, trail: [earlier] })).blockedBy).toEqual([])
    const assumedRoleUser = { assumedRoleId: 'AROAEXAMPLEREADERXXX1:mina', arn: readerSession }
    const responseElements = { credentials: { accessKeyId: 'ASIAOTHER' }, assumedRoleUser }
    const keyed = { ...sessionMade(listing), responseElements }
    expect(outcomeOf(diagnosisOf({ denial, files, trail: [keyed] })).blockedBy).toEqual([])
  })

  describe('a session that only its name tells', () => {
    const chained = { type: 'AssumedRole', arn: `arn:aws:sts::${home}:assumed-role/first/work` }
    const layersAt = (before: string, more: Json = {}): readonly string[] =>
      explain({ ...asked, files, before, trail: [{ ...sessionMade(listing), ...more }] }).verdict.blockedBy

    it.each<[string, string, Json]>([
      ['12 hours after it was made', '2026-03-04T20:00:00Z', {}],
      ['with a clock that is minutes off', '2026-03-04T20:04:00Z', {}],
      ['in a zone of its own', '2026-03-05T05:00:00+09:00', {}],
      ['at a time of no known zone', '2026-03-05 09:30:00', {}],
      ['an hour after it was made with another role', '2026-03-04T09:00:00Z', { userIdentity: chained }],
      [
        'after switching to it in the console',
        '2026-03-04T19:00:00Z',
        { userIdentity: chained, userAgent: 'AWS Signin, aws-internal/3' },
      ],
      ['at no known time', '', {}],
    ])('has the policy it was made with: %s', (_, time, more) => {
      expect(layersAt(`${time} `, more)).toEqual(['session'])
    })

    // AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html
    it.each<[string, string, Json]>([
      ['more than 12 hours later', '2026-03-04T20:06:00Z', {}],
      ['days later, whatever the zone', '2026-03-07 08:00:00', {}],
      ['more than an hour later, in role chaining', '2026-03-04T09:06:00Z', { userIdentity: chained }],
      ['before it was made', '2026-03-04T07:50:00Z', {}],
    ])('is another one: %s', (_, time, more) => {
      expect(layersAt(`${time} `, more)).toEqual([])
    })

    it('lasts as long as was asked for', () => {
      const { requestParameters } = sessionMade(listing) as { requestParameters: Json }
      const more = { requestParameters: { ...requestParameters, durationSeconds: 900 } }
      expect(layersAt('2026-03-04T08:19:00Z ', more)).toEqual(['session'])
      expect(layersAt('2026-03-04T08:21:00Z ', more)).toEqual([])
    })

    it('lasts 36 hours where it is that of a federated user', () => {
      const principal = `arn:aws:sts::${home}:federated-user/kim`
      const trail = [federation(listing)]
      const at = (before: string): readonly string[] =>
        explain({ ...asked, principal, files, before, trail }).verdict.blockedBy
      expect(at('2026-03-05T20:00:00Z ')).toContain('session')
      expect(at('2026-03-05T20:06:00Z ')).not.toContain('session')
    })

    it('is the one of the last call that can have made it', () => {
      const later = { ...sessionMade(everything), eventTime: '2026-03-04T21:00:00Z' }
      const trail = [sessionMade(listing), later]
      const at = (before: string): readonly string[] => explain({ ...asked, files, before, trail }).verdict.blockedBy
      expect(at('2026-03-04T19:00:00Z ')).toEqual(['session'])
      expect(at('2026-03-04T22:00:00Z ')).toEqual([])
    })
  })

  it('the excerpt of a session policy is where it stands in a log file of the trail', () => {
    const text = JSON.stringify({ Records: [{ eventName: 'GetObject' }, madeWith([], listing)] }, null, 2)
    const { records } = readTrail(filesOfObject({ 'logs/one.json': text }))
    const denial = refusedRead({ userIdentity: sessionIdentity('ASIATHIS') })
    const { causes } = diagnosisOf({ denial, files, records })
    const line = text.split('\n').findIndex((one) => one.includes('"policy"')) + 1
    expect(causes[0]?.excerpt).toMatchObject({
      document: 'logs/one.json',
      pointer: '/Records/1/requestParameters/policy/Statement/0/Action',
      line,
      column: 19,
    })
  })

  it('where AWS names the session policy and none was recorded, the record that shows it is asked for', () => {
    const says = 'because no session policy allows the s3:GetObject action'
    const found = outcomeOf(explain({ ...asked, files, says }))
    expect(found).toMatchObject({ certain: false, blockedBy: ['session'], confirmed: ['session-no-allow'], fixes: [] })
    expect(found.unknowns).toEqual(['the AssumeRole event that made the session, with its session policy'])
  })

  it('a federated user has the permissions of the user who asked for the session, cut by the session policy', () => {
    const own = { ...alone(), ...bucket('reports', null), ...iam({ mina: everything }) }
    expect(outcomeOf(diagnosisOf({ denial: federatedRead, files: own, trail: [federation(listing)] }))).toMatchObject({
      certain: true,
      blockedBy: ['session'],
      confirmed: ['session-no-allow'],
      fixes: ['session-policy'],
    })
  })

  it('a federated user lacks what the user who asked for the session lacks, and is helped at that user', () => {
    const own = { ...alone(), ...bucket('reports', null), ...iam({ mina: listing }) }
    const found = diagnosisOf({ denial: federatedRead, files: own, trail: [federation(everything)] })
    expect(outcomeOf(found)).toMatchObject({ certain: true, blockedBy: ['identity'], confirmed: ['identity-no-allow'] })
    expect(outcomeOf(found).fixes).toContain('identity:user/mina')
  })
})

describe('tags of a session', () => {
  const tagged = policy(allow('s3:GetObject', '*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } } }))
  const own: Files = { ...alone(), ...bucket('reports', null), ...iam({ reader: tagged }) }

  function madeWithTag(value: string): Json {
    const requestParameters = { roleArn: reader, roleSessionName: 'mina', tags: [{ key: 'team', value }] }
    return { ...sessionMade({}), requestParameters }
  }

  it('the tag with which the role was assumed meets the condition', () => {
    expect(outcomeOf(explain({ ...asked, files: own, trail: [madeWithTag('a')] })).blockedBy).toEqual([])
  })

  it('another value of the tag is told', () => {
    const found = explain({ ...asked, files: own, trail: [madeWithTag('b')] })
    expect(found.causes[0]).toMatchObject({ name: 'condition-not-met', evidence: { wanted: ['a'], actual: ['b'] } })
    expect(found.assumptions).toEqual([])
  })

  it('without a record the session is assumed to have no tags of its own', () => {
    expect(explain({ ...asked, files: own }).assumptions).toContainEqual({ kind: 'noSessionTags' })
  })

  it('the tags of the role that is assumed are known where the role is recorded', () => {
    const wants = policy(allow('sts:AssumeRole', '*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } }))
    const trust = policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: home } })
    const found = explain({
      action: 'sts:AssumeRole',
      resource: reader,
      files: { ...alone(), ...iam({ mina: wants, trust }) },
    })
    expect(outcomeOf(found)).toMatchObject({ certain: true, confirmed: ['condition-not-met'], unknowns: [] })
  })
})

describe('commands for a session', () => {
  it('the command keeps the external id and the tags with which the role was assumed', () => {
    const made = madeWith([], listing)
    const parameters = made['requestParameters']
    const trail = [
      {
        ...made,
        requestParameters: {
          ...(typeof parameters === 'object' ? parameters : {}),
          externalId: "it's",
          tags: [{ key: 'team', value: 'a b' }],
        },
      },
    ]
    const [fix] = explain({ ...asked, files, trail }).fixes
    expect(fix?.edits[0]?.cli).toContain(` --external-id 'it'\\''s' --tags '[{"Key":"team","Value":"a b"}]' --policy `)
  })

  it('no command is printed for a session that a web identity made', () => {
    const trail = [{ ...madeWith([], listing), eventName: 'AssumeRoleWithWebIdentity' }]
    expect(explain({ ...asked, files, trail }).fixes[0]?.edits[0]?.cli).toBeNull()
  })
})
