import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  elsewhere,
  explain,
  type Files,
  fixesOf,
  home,
  iam,
  type Json,
  mina,
  organization,
  policy,
  to,
} from '../../test/cause-fixture.ts'
import { encryptedObject, key, keyArn } from '../../test/kms-fixture.ts'
import { explainS3, free, type RecordedBucket, reports, toEveryone } from '../../test/s3-fixture.ts'

const q1 = 'arn:aws:s3:::ledger/q1.csv'
const teamArn = `arn:aws:iam::${home}:policy/team`

function user(name: string, more: Json): Json {
  return { UserName: name, UserId: `AIDA${name}`, Arn: `arn:aws:iam::${home}:user/${name}`, ...more }
}

/** Managed policy `team`, attached to mina and to whoever else is named. */
function team(document: Json, others: readonly string[]): Files {
  const attached = { AttachedManagedPolicies: [{ PolicyName: 'team', PolicyArn: teamArn }] }
  const version = { VersionId: 'v1', IsDefaultVersion: true, Document: document }
  return {
    [`${home}/global/iam/GetAccountAuthorizationDetails.json`]: {
      UserDetailList: ['mina', ...others].map((name) => user(name, attached)),
      GroupDetailList: [],
      RoleDetailList: [],
      Policies: [{ PolicyName: 'team', Arn: teamArn, DefaultVersionId: 'v1', PolicyVersionList: [version] }],
    },
  }
}

function targets(document: Json, others: readonly string[]): readonly string[] {
  const files = { ...alone(), ...team(document, others), ...bucket('ledger', null) }
  const fixes = fixesOf(explain({ principal: mina, action: 's3:GetObject', resource: q1, files }))
  return fixes.map(({ edits }) => edits.map(({ kind, target }) => `${kind} ${target}`).join())
}

/** The resource that each fix adds to a statement; null for one that adds a statement. */
function added(document: Json): readonly (string | null)[] {
  const files = { ...alone(), ...team(document, []), ...bucket('ledger', null) }
  const fixes = fixesOf(explain({ principal: mina, action: 's3:GetObject', resource: q1, files }))
  return fixes.flatMap(({ edits }) => edits.map((edit) => (edit.kind === 'addResource' ? edit.resource : null)))
}

describe('the order of fixes', () => {
  const onlyQ2 = policy(allow('s3:GetObject', 'arn:aws:s3:::ledger/q2.csv'))

  it('puts a managed policy of this principal alone first, where it takes the least', () => {
    expect(targets(onlyQ2, [])[0]).toBe('addResource identity:policy/team')
  })

  it('puts a managed policy that others share after the edits for this principal alone', () => {
    expect(targets(onlyQ2, ['jun'])).toEqual([
      'addStatement identity:user/mina',
      'addStatement bucket-policy:ledger',
      'addResource identity:policy/team',
    ])
  })

  it('puts an edit that opens other requests after those that open none', () => {
    const manyActions = policy(allow(['s3:GetObject', 's3:DeleteObject'], 'arn:aws:s3:::ledger/q2.csv'))
    expect(targets(manyActions, [])).toEqual([
      'addStatement identity:user/mina',
      'addStatement bucket-policy:ledger',
      'addResource identity:policy/team',
    ])
  })

  it('mends the mistake that the cause names before it adds a statement beside it', () => {
    const withBlank = policy(allow('s3:GetObject', 'arn:aws:s3:::ledger/* '))
    expect(targets(withBlank, ['jun'])).toEqual([
      'replaceResource identity:policy/team',
      'addStatement identity:user/mina',
      'addStatement bucket-policy:ledger',
    ])
  })

  it('adds the object to a statement of the bucket first, and the whole bucket last', () => {
    const bucketOnly = policy(allow(['s3:GetObject', 's3:DeleteObject'], 'arn:aws:s3:::ledger'))
    expect(added(bucketOnly)).toEqual([q1, null, null, 'arn:aws:s3:::ledger/*'])
  })
})

describe('a Deny of several actions', () => {
  const own = iam({ mina: policy(allow('s3:*', '*')) })

  function edits(actions: readonly string[], filler: number): readonly string[] {
    const padding = allow('s3:ListBucket', `arn:aws:s3:::${'a'.repeat(filler)}`, to(mina))
    const document = policy(deny(actions, 'arn:aws:s3:::ledger/*', to('*')), padding)
    const files = { ...alone(), ...own, ...bucket('ledger', document) }
    const fixes = fixesOf(explain({ action: 's3:GetObject', resource: q1, files }))
    return fixes.map((fix) => `${fix.verified} ${fix.edits.map(({ kind }) => kind).join()}`)
  }

  it('is split, so that one action alone is excepted, before all of it is excepted', () => {
    expect(edits(['s3:GetObject', 's3:PutObject'], 0)).toEqual([
      'true exceptPrincipalForAction',
      'true exceptPrincipal',
    ])
  })

  it('is split for each denied action, before all of it is excepted', () => {
    const denied = deny(['s3:GetObject', 'kms:Decrypt', 'sqs:SendMessage'], '*')
    const levels = { account: policy(allow('*', '*'), denied) }
    const files = { ...iam({ mina: policy(allow(['s3:*', 'kms:*'], '*')) }), ...organization('scp', levels) }
    const encrypted = { ...files, ...key(), ...encryptedObject(keyArn()) }
    const fixes = fixesOf(
      explain({ action: 's3:GetObject', resource: 'arn:aws:s3:::reports/q1.csv', files: encrypted }),
    )
    expect(fixes.map((fix) => `${fix.verified} ${fix.edits.map(({ kind }) => kind).join()}`)).toEqual([
      'true exceptPrincipalForAction,exceptPrincipalForAction',
      'true exceptPrincipal',
    ])
  })

  it('is not split where the document would be too long', () => {
    expect(edits(['s3:GetObject', 's3:PutObject'], 20_090)).toEqual(['true exceptPrincipal'])
  })

  it('is excepted as a whole where a wildcard cannot say its other actions', () => {
    expect(edits(['s3:Get*', 's3:PutObject'], 0)).toEqual(['true exceptPrincipal'])
  })
})

describe('Block Public Access', () => {
  const everyone = allow('s3:GetObject', 'arn:aws:s3:::reports/press/*', to('*'))
  const forMina = allow('s3:GetObject', 'arn:aws:s3:::reports/*', to(mina))
  const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }
  const ofBucket = 's3-setting:public-access-block/reports'
  const ofAccount = `s3-setting:public-access-block/account-${elsewhere}`

  function edits(recorded: RecordedBucket): ReturnType<typeof fixesOf> {
    const files = { ...free, ...reports({ account: elsewhere, objects: { 'q1.csv': {} }, ...recorded }) }
    return fixesOf(explainS3({ files, principal: recorded.policy === undefined ? 'anonymous' : mina }))
  }

  it.each([
    ['the bucket', { block: all }, [ofBucket]],
    ['the account', { accountBlock: all }, [ofAccount]],
    ['both', { block: all, accountBlock: all }, [ofBucket, ofAccount]],
  ])('is switched off last, and only where it is on: at %s', (_, blocks, expected) => {
    const fixes = edits({ ...blocks, policy: policy(everyone, forMina) })
    expect(fixes[0]?.edits.map(({ target }) => target)).toEqual(['bucket-policy:reports'])
    expect(fixes.at(-1)?.edits.map(({ target }) => target)).toEqual(expected)
  })

  it('loses only the one of the four settings that blocks', () => {
    const objects = { 'q1.csv': { grants: [toEveryone] } }
    const [fix] = edits({ block: { ...all, RestrictPublicBuckets: false }, objects })
    expect(fix).toMatchObject({
      verified: true,
      edits: [
        {
          setting: {
            name: 'ignorePublicAclsOff',
            command:
              'aws s3api put-public-access-block --bucket reports --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=false,BlockPublicPolicy=true,RestrictPublicBuckets=false',
          },
        },
      ],
    })
  })
})
