import { describe, expect, it } from 'vitest'
import { allow, elsewhere, evidenceOf, fixesOf, mina, policy, to, told } from '../../test/cause-fixture.ts'
import { accessPoint, explainS3, free, pointArn, reports, throughPoint, toPoint } from '../../test/s3-fixture.ts'

const name = 's3-access-point-not-delegated'
const forMina = accessPoint({ policy: policy(allow('s3:GetObject', toPoint, to(mina))) })

describe(name, () => {
  it('fires where the bucket behind the access point has no policy', () => {
    const files = { ...free, ...reports({ account: elsewhere, objects: { 'q1.csv': {} } }), ...forMina }
    const diagnosis = explainS3({ resource: throughPoint, files })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.verdict.blockedBy).toEqual(['resource'])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { accessPoint: 'team', bucket: 'reports', hasBucketPolicy: false },
    ])
    expect(fixesOf(diagnosis)).toMatchObject([
      {
        verified: true,
        edits: [
          {
            kind: 'addStatement',
            target: 'bucket-policy:reports',
            statement: {
              Principal: { AWS: mina },
              Resource: 'arn:aws:s3:::reports/q1.csv',
              Condition: { StringEquals: { 's3:DataAccessPointArn': pointArn } },
            },
          },
        ],
      },
      { verified: true, edits: [{ target: 'bucket-policy:reports', statement: { Sid: 'LeaveToAccessPoints' } }] },
    ])
  })

  it('is silent where the bucket leaves the decision to access points of the account', () => {
    const delegated = policy(
      allow('s3:GetObject', 'arn:aws:s3:::reports/*', {
        ...to('*'),
        Condition: { StringEquals: { 's3:DataAccessPointAccount': elsewhere } },
      }),
    )
    const files = {
      ...free,
      ...reports({ account: elsewhere, policy: delegated, objects: { 'q1.csv': {} } }),
      ...forMina,
    }
    expect(told(explainS3({ resource: throughPoint, files }))).toEqual([])
  })

  it('is silent where the bucket names the caller itself', () => {
    const named = policy(allow('s3:GetObject', 'arn:aws:s3:::reports/*', to(mina)))
    const files = { ...free, ...reports({ account: elsewhere, policy: named, objects: { 'q1.csv': {} } }), ...forMina }
    expect(told(explainS3({ resource: throughPoint, files }))).toEqual([])
  })

  it('is silent for a request to the bucket itself', () => {
    const files = { ...free, ...reports({ account: elsewhere, objects: { 'q1.csv': {} } }), ...forMina }
    expect(told(explainS3({ files }))).toEqual(['resource-no-allow-cross-account'])
  })
})
