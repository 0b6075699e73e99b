import { describe, expect, it } from 'vitest'
import { allow, deny, elsewhere, evidenceOf, firstFix, mina, policy, to, told } from '../../test/cause-fixture.ts'
import { accessPoint, explainS3, free, reports, throughPoint, toPoint } from '../../test/s3-fixture.ts'

const name = 's3-access-point-policy'
const delegated = policy(
  allow('s3:*', ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*'], {
    ...to('*'),
    Condition: { StringEquals: { 's3:DataAccessPointAccount': elsewhere } },
  }),
)
const shared = { ...free, ...reports({ account: elsewhere, policy: delegated, objects: { 'q1.csv': {} } }) }

describe(name, () => {
  it('fires where the access point allows somebody else only', () => {
    const other = policy(allow('s3:GetObject', toPoint, to('arn:aws:iam::111122223333:user/jun')))
    const diagnosis = explainS3({ resource: throughPoint, files: { ...shared, ...accessPoint({ policy: other }) } })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.certain).toBe(true)
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ layer: 'accessPoint', accessPoint: 'team', denying: null }])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [
        {
          kind: 'addStatement',
          target: 'access-point-policy:team',
          statement: { Principal: { AWS: mina }, Action: 's3:GetObject', Resource: throughPoint },
        },
      ],
    })
  })

  it('creates a policy where the access point has none', () => {
    const diagnosis = explainS3({ resource: throughPoint, files: { ...shared, ...accessPoint({ policy: null }) } })
    expect(told(diagnosis)).toEqual([name])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'addStatement', target: 'access-point-policy:team' }],
    })
  })

  it('fires for a Deny, and excepts the one principal', () => {
    const sealed = policy(allow('s3:*', toPoint, to(mina)), { Sid: 'Sealed', ...deny('s3:GetObject', '*', to('*')) })
    const diagnosis = explainS3({ resource: throughPoint, files: { ...shared, ...accessPoint({ policy: sealed }) } })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ place: { at: { sid: 'Sealed' } } }])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'exceptPrincipal', principal: mina, target: 'access-point-policy:team' }],
    })
  })

  it('is silent where both the access point and the bucket allow', () => {
    const forMina = policy(allow('s3:GetObject', toPoint, to(mina)))
    expect(
      told(explainS3({ resource: throughPoint, files: { ...shared, ...accessPoint({ policy: forMina }) } })),
    ).toEqual([])
  })

  it('is silent for a request to the bucket itself', () => {
    const files = { ...shared, ...accessPoint({ policy: null }) }
    expect(told(explainS3({ files }))).toEqual(['resource-no-allow-cross-account', 'condition-not-met'].toSorted())
  })

  it('follows the alias of an access point to the same policies', () => {
    const files = { ...shared, ...accessPoint({ policy: null }) }
    const diagnosis = explainS3({ resource: 'arn:aws:s3:::team-abcdefgh-s3alias/q1.csv', files })
    expect(told(diagnosis)).toEqual([name])
  })
})
