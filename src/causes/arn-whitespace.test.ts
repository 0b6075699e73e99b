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
  fixesOf,
  iam,
  type Json,
  markedBy,
  mina,
  policy,
  to,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'arn-whitespace'
const q1 = 'arn:aws:s3:::smoke-reports/q1.csv'

function getObject(entities: Entities, bucketPolicy: Json | null = null, resource: string = q1): Diagnosis {
  const files = { ...iam(entities), ...alone(), ...bucket('smoke-reports', bucketPolicy) }
  return explain({ action: 's3:GetObject', resource, files })
}

describe(name, () => {
  it.each([
    ['a blank at the end', 'arn:aws:s3:::smoke-reports/* ', 'U+0020'],
    ['a blank in front', ' arn:aws:s3:::smoke-reports/*', 'U+0020'],
    ['a line break', 'arn:aws:s3:::smoke-reports/\n*', 'U+000A'],
    ['a zero-width space', 'arn:aws:s3:::smoke-reports\u200b/*', 'U+200B'],
    ['a no-break space', 'arn:aws:s3:::smoke-reports/*\u00a0', 'U+00A0'],
  ])('fires for %s in Resource', (_, listed, codePoint) => {
    const diagnosis = getObject({ mina: policy(allow('s3:GetObject', listed)) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([
      { element: 'Resource', listed, mended: 'arn:aws:s3:::smoke-reports/*', strayed: [codePoint] },
    ])
  })

  it('fires for a blank in the Principal of a bucket policy', () => {
    const diagnosis = getObject({}, policy(allow('s3:GetObject', q1, to(`${mina} `))))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ element: 'Principal', listed: `${mina} `, mended: mina }])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'replacePrincipal', target: 'bucket-policy:smoke-reports', principal: mina }],
    })
  })

  it('marks the ARN that holds the blank', () => {
    const resources = ['arn:aws:s3:::smoke-archive/*', 'arn:aws:s3:::smoke-reports/* ']
    expect(markedBy(getObject({ mina: policy(allow('s3:GetObject', resources)) }), name)).toBe(
      '"arn:aws:s3:::smoke-reports/* "',
    )
  })

  it('replaces the value by the one without the blank', () => {
    const listed = 'arn:aws:s3:::smoke-reports/q1.csv '
    expect(firstFix(getObject({ mina: policy(allow('s3:GetObject', listed)) }))).toMatchObject({
      verified: true,
      edits: [
        {
          kind: 'replaceResource',
          target: 'identity:user/mina',
          from: listed,
          resource: 'arn:aws:s3:::smoke-reports/q1.csv',
        },
      ],
    })
  })

  it('mends the value before it adds a statement, also where it opens what the value meant', () => {
    const fixes = fixesOf(getObject({ mina: policy(allow('s3:GetObject', 'arn:aws:s3:::smoke-reports/* ')) }))
    expect(fixes.map(({ verified, edits }) => [verified, edits.map(({ kind }) => kind).join()])).toEqual([
      [true, 'replaceResource'],
      [true, 'addStatement'],
      [true, 'addStatement'],
    ])
  })

  it.each([
    ['a blank in the ARN of another bucket', allow('s3:GetObject', 'arn:aws:s3:::smoke-archive/* ')],
    ['a blank where the action is another one', allow('s3:PutObject', 'arn:aws:s3:::smoke-reports/* ')],
    ['a blank in a Deny', deny('s3:GetObject', 'arn:aws:s3:::smoke-reports/* ')],
    [
      'a blank and a condition that is not met either',
      allow('s3:GetObject', 'arn:aws:s3:::smoke-reports/* ', {
        Condition: { StringEquals: { 'aws:username': 'jun' } },
      }),
    ],
  ])('is silent for %s', (_, statement) => {
    expect(told(getObject({ mina: policy(statement) }))).not.toContain(name)
  })

  it('is silent for a blank that belongs to the key of the object', () => {
    const statement = allow('s3:GetObject', 'arn:aws:s3:::smoke-reports/my report.csv')
    expect(told(getObject({ mina: policy(statement) }, null, 'arn:aws:s3:::smoke-reports/my report.csv'))).toEqual([])
    expect(told(getObject({ mina: policy(statement) }, null, 'arn:aws:s3:::smoke-reports/other.csv'))).toEqual([
      'identity-resource-not-covered',
    ])
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const statement = allow('s3:GetObject', 'arn:aws:s3:::smoke-reports/* ')
    const diagnosis = getObject({ mina: policy(statement), fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
