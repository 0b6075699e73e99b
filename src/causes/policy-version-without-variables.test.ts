import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  type Entities,
  evidenceOf,
  explain,
  firstFix,
  iam,
  type Json,
  markedBy,
  policy,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'policy-version-without-variables'
const username = variable('aws:username')
const userid = variable('aws:userid')
const own = 'arn:aws:s3:::smoke-home/mina/notes.txt'
const homeOfUser = allow('s3:GetObject', `arn:aws:s3:::smoke-home/${username}/*`)

function variable(key: string): string {
  return `\${${key}}`
}

function getObject(entities: Entities): Diagnosis {
  const files = { ...iam(entities), ...alone(), ...bucket('smoke-home', null) }
  return explain({ action: 's3:GetObject', resource: own, files })
}

function without(version: string | null, ...statements: readonly Json[]): Json {
  return { ...(version === null ? {} : { Version: version }), Statement: statements }
}

describe(name, () => {
  it.each([null, '2008-10-17'])('fires for a variable in Resource where Version is %s', (version) => {
    const diagnosis = getObject({ mina: without(version, homeOfUser) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ value: `arn:aws:s3:::smoke-home/${username}/*`, version }])
    expect(markedBy(diagnosis, name)).toBe(`"arn:aws:s3:::smoke-home/${username}/*"`)
  })

  it('fires for a variable in a condition', () => {
    const condition = { Condition: { StringEquals: { 'aws:userid': userid } } }
    const diagnosis = getObject({ mina: without(null, allow('s3:GetObject', '*', condition)) })
    expect(told(diagnosis)).toContain(name)
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ value: userid }])
  })

  it('sets the version', () => {
    expect(firstFix(getObject({ mina: without('2008-10-17', homeOfUser) }))).toMatchObject({
      verified: true,
      edits: [{ kind: 'setVersion', target: 'identity:user/mina' }],
    })
  })

  it.each([
    ['the version that has variables', policy(homeOfUser)],
    [
      'a variable that names another user',
      without(null, allow('s3:GetObject', `arn:aws:s3:::smoke-home/jun/${username}`)),
    ],
    ['no variable', without(null, allow('s3:GetObject', 'arn:aws:s3:::smoke-home/jun/*'))],
    ['another action', without(null, allow('s3:PutObject', `arn:aws:s3:::smoke-home/${username}/*`))],
  ])('is silent for %s', (_, document) => {
    expect(told(getObject({ mina: document }))).not.toContain(name)
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const diagnosis = getObject({ mina: without(null, homeOfUser), fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
