import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  type Entities,
  evidenceOf,
  explain,
  firstFix,
  iam,
  markedBy,
  policy,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'action-does-not-exist'
const whole = 'arn:aws:s3:::smoke-reports'

function listBucket(entities: Entities): Diagnosis {
  const files = { ...iam(entities), ...alone(), ...bucket('smoke-reports', null) }
  return explain({ action: 's3:ListBucket', resource: whole, files })
}

describe(name, () => {
  it.each(['s3:ListObjects', 's3:ListObjectsV2', 's3:HeadBucket'])('fires for the operation name %s', (listed) => {
    const diagnosis = listBucket({ mina: policy(allow(listed, whole)) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ listed, action: 's3:ListBucket', isOperation: true }])
    expect(markedBy(diagnosis, name)).toBe(`"${listed}"`)
  })

  it('fires for a misspelled action', () => {
    const diagnosis = listBucket({ mina: policy(allow(['s3:GetObject', 's3:ListBuket'], whole)) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ listed: 's3:ListBuket', isOperation: false }])
    expect(markedBy(diagnosis, name)).toBe('"s3:ListBuket"')
  })

  it('replaces the name by the action that the request needs', () => {
    expect(firstFix(listBucket({ mina: policy(allow('s3:ListObjectsV2', whole)) }))).toMatchObject({
      verified: true,
      edits: [
        { kind: 'replaceAction', target: 'identity:user/mina', from: 's3:ListObjectsV2', action: 's3:ListBucket' },
      ],
    })
  })

  it.each([
    ['an action that exists', allow('s3:ListBucketVersions', whole)],
    ['an action of another service that has the name', allow('iam:ListBucket', whole)],
    ['an operation that needs another action', allow('s3:HeadObject', whole)],
    ['a pattern', allow('s3:ListObjects*', whole)],
    ['a name that resembles nothing', allow('s3:Frobnicate', whole)],
    ['a resource that does not fit either', allow('s3:ListObjects', 'arn:aws:s3:::smoke-archive')],
    ['a Deny', deny('s3:ListObjects', whole)],
  ])('is silent for %s', (_, statement) => {
    expect(told(listBucket({ mina: policy(statement) }))).not.toContain(name)
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = listBucket({ mina: policy(allow('s3:ListObjects', whole)), fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
