import { describe, expect, it } from 'vitest'
import { allow, alone, bucket, iam, type Json, policy } from '../../../test/cause-fixture.ts'
import { confirmedOf, deniedRecord, factsOf, groupsOf, mattersOf, requested } from '../../../test/trail-fixture.ts'
import { combinedPlan } from './combined-plan.ts'
import { explainGroups } from './explain-groups.ts'

const orders = bucket('orders', null)
const readsAll = policy(allow('s3:GetObject', 'arn:aws:s3:::orders/*'))

function denied(by: 'mina' | 'reader', action: string, key: string, more: Json = {}): Json {
  const resource = `arn:aws:s3:::orders/${key}`
  return deniedRecord({ by, action, resource, more: { ...requested(resource), ...more } })
}

describe('a plan for denials that the recorded policies do not explain', () => {
  const files = { ...alone(), ...orders, ...iam({ reader: readsAll, mina: policy() }) }
  const lists = deniedRecord({ by: 'mina', action: 's3:ListBucket', resource: 'arn:aws:s3:::orders' })

  it('does not count as solved what the recorded policies allowed all along', () => {
    const records = [denied('reader', 's3:GetObject', 'a'), denied('reader', 's3:GetObject', 'b'), lists]
    const matters = mattersOf(records, files)
    expect(matters.map(({ count, diagnosis }) => [count, confirmedOf(diagnosis)])).toEqual([
      [2, []],
      [1, ['identity-no-allow']],
    ])
    const plan = combinedPlan(matters, factsOf(files), { plansAll: false })
    expect(plan.solved).toEqual([1])
    expect(plan.unsolved.map(({ matter }) => matter)).toEqual([0])
    expect(plan.changes.map((change) => change.matters)).toEqual([[1]])
  })

  it('does not count it among many objects either, of which some are missing an Allow', () => {
    const some = {
      ...files,
      ...iam({ reader: policy(allow('s3:GetObject', 'arn:aws:s3:::orders/2026/*')), mina: policy() }),
    }
    const records = ['2025', '2026'].flatMap((year) =>
      [...Array(20).keys()].map((n) => denied('reader', 's3:GetObject', `${year}/${n}.csv`)),
    )
    const plan = combinedPlan(mattersOf(records, some), factsOf(some), { plansAll: false })
    expect(plan).toMatchObject({ solved: [], changes: [] })
    expect(plan.unsolved).toHaveLength(1)
  })

  it('decides what KMS refused behind S3, not what S3 was asked for', () => {
    const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-4333-8444-555555555555'
    const ofS3 = denied('reader', 's3:GetObject', 'a', { errorMessage: 'Access Denied' })
    const ofKms = deniedRecord({
      by: 'reader',
      action: 'kms:Decrypt',
      resource: keyArn,
      more: {
        userIdentity: { ...(ofS3.userIdentity as Json), invokedBy: 's3.amazonaws.com' },
        requestParameters: { encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::orders/a' }, keyId: keyArn },
      },
    })
    const trail = [ofS3, ofKms].map((record) => ({ file: 'log.json', record }))
    const facts = factsOf(files, trail)
    const matters = explainGroups(groupsOf([ofS3]), facts)
    expect(matters.map(({ diagnosis }) => confirmedOf(diagnosis))).toEqual([['kms-no-permission']])
    const plan = combinedPlan(matters, facts, { plansAll: false })
    expect(plan).toMatchObject({ solved: [], changes: [] })
    expect(plan.unsolved).toMatchObject([{ matter: 0, reason: { kind: 'notKnown' } }])
  })
})

describe('the resources that a plan grants', () => {
  const files = { ...alone(), ...orders, ...iam({ reader: policy(), mina: policy() }) }

  /** Who is granted what on what. */
  function grantsOf(records: readonly Json[], isSolved = true): readonly unknown[] {
    const matters = mattersOf(records, files)
    const plan = combinedPlan(matters, factsOf(files), { plansAll: false })
    expect(plan.solved).toHaveLength(isSolved ? matters.length - plan.left.length : 0)
    return plan.changes.flatMap(({ edits, patterns }) =>
      edits.map(({ edit, target }) =>
        edit.kind === 'addStatement'
          ? [target, edit.statement['Action'], edit.statement['Resource'], patterns]
          : [target, edit.kind],
      ),
    )
  }

  const many = (more: Json = {}): readonly Json[] =>
    [...Array(30).keys()].map((n) => denied('reader', 's3:GetObject', `2026/${n}.csv`, more))
  const all = 'arn:aws:s3:::orders/2026/*'
  const one = 'arn:aws:s3:::orders/2026/5.csv'
  const ofMina = ['identity:user/mina', 's3:DeleteObject', one, []]

  it('are those of the groups that it serves, not those that another caller was denied', () => {
    const records = [...many(), denied('mina', 's3:DeleteObject', '2026/5.csv')]
    expect(grantsOf(records)).toEqual([['identity:role/reader', 's3:GetObject', all, [all]], ofMina])
    expect(grantsOf([...many({ userAgent: 'prowler' }), denied('mina', 's3:DeleteObject', '2026/5.csv')])).toEqual([
      ofMina,
    ])
  })

  it('are listed one by one while twenty do, and then are the pattern that covers them', () => {
    const resources = (count: number): readonly string[] =>
      [...Array(count).keys()].map((n) => `arn:aws:s3:::orders/2026/${n}.csv`)
    const [first] = grantsOf(many().slice(0, 20))
    expect(first).toEqual(['identity:role/reader', 's3:GetObject', expect.arrayContaining([...resources(20)]), []])
    expect(grantsOf(many().slice(0, 21))).toEqual([['identity:role/reader', 's3:GetObject', all, [all]]])
  })

  it('are never a pattern of roles', () => {
    const passes = (count: number): readonly Json[] =>
      [...Array(count).keys()].map((n) =>
        deniedRecord({ by: 'reader', action: 'iam:PassRole', resource: `arn:aws:iam::111122223333:role/r${n}` }),
      )
    const listed = [...Array(4).keys()].map((n) => `arn:aws:iam::111122223333:role/r${n}`)
    expect(grantsOf(passes(4))).toEqual([['identity:role/reader', 'iam:PassRole', expect.anything(), []]])
    expect(JSON.stringify(grantsOf(passes(4)))).toContain(JSON.stringify(listed))
    expect(JSON.stringify(grantsOf(passes(21)))).not.toContain('*')
  })

  it('are those with the very key that was asked for, whoever chose it', () => {
    const keys = ['*', '2026/?.csv', 'of/${aws:username}', 'price $5']
    const listed = ['${*}', '2026/${?}.csv', 'of/${$}{aws:username}', 'price $5']
    for (const [i, key] of keys.entries()) {
      const resource = `arn:aws:s3:::orders/${listed[i]}`
      const records = [denied('reader', 's3:GetObject', key)]
      expect(grantsOf(records)).toEqual([['identity:role/reader', 's3:GetObject', resource, []]])
      for (const { diagnosis } of mattersOf(records, files)) {
        const granted = diagnosis.fixes.flatMap(({ edits, outcome }) =>
          edits.map(({ edit }) => [outcome.verified, edit.kind === 'addStatement' && edit.statement['Resource']]),
        )
        expect(granted).toEqual(granted.map(() => [true, resource]))
      }
    }
  })

  it('keep such a key literal in the pattern of many', () => {
    const pattern = 'arn:aws:s3:::orders/${*}/*'
    const records = [...Array(21).keys()].map((n) => denied('reader', 's3:GetObject', `*/${n}`))
    expect(grantsOf(records)).toEqual([['identity:role/reader', 's3:GetObject', pattern, [pattern]]])
  })
})
