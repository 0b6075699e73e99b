import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  explain,
  type Files,
  iam,
  type Json,
  policy,
  to,
} from '../../test/cause-fixture.ts'
import type { Excerpt } from './diagnosis.ts'

const object = 'arn:aws:s3:::orders/a.csv'

function excerptOf(files: Files, context: Readonly<Record<string, string>> = {}): Excerpt | null {
  const { causes } = explain({ action: 's3:GetObject', resource: object, context, files: { ...alone(), ...files } })
  return causes[0]?.excerpt ?? null
}

function ofBucket(document: Json, context: Readonly<Record<string, string>> = {}): Excerpt | null {
  return excerptOf({ ...bucket('orders', document), ...iam({ mina: policy(allow('s3:*', '*')) }) }, context)
}

function marked(excerpt: Excerpt | null): string | undefined {
  if (excerpt === null) return undefined
  const { line, column, length } = excerpt.mark
  return excerpt.lines[line - excerpt.firstLine]?.slice(column - 1, column - 1 + length)
}

const denyFrom = (operator: string, key: string, value: unknown): Json =>
  policy(deny('s3:*', 'arn:aws:s3:::orders/*', { ...to('*'), Condition: { [operator]: { [key]: value } } }))

describe('an excerpt', () => {
  it('marks the effect of a Deny without a condition', () => {
    expect(marked(ofBucket(policy(deny('s3:*', 'arn:aws:s3:::orders/*', to('*')))))).toBe('"Deny"')
  })

  it('marks the value of a condition, and the key where the value is a list of several lines', () => {
    expect(marked(ofBucket(denyFrom('StringNotEquals', 'aws:SourceVpce', 'vpce-1')))).toBe('"vpce-1"')
    expect(marked(ofBucket(denyFrom('StringNotEquals', 'aws:SourceVpce', ['vpce-1', 'vpce-2'])))).toBe(
      '"aws:SourceVpce"',
    )
  })

  it('gives the line of the string in the file for a policy that is a string there', () => {
    const excerpt = ofBucket(policy(deny('s3:*', 'arn:aws:s3:::orders/*', to('*'))))
    expect(excerpt).toMatchObject({ inFile: false, line: 2, column: 13, pointer: '/Policy/Statement/0/Effect' })
    expect(excerpt?.mark.line).toBe(5)
  })

  it('gives the place itself for a policy that stands in the file', () => {
    const excerpt = excerptOf({
      ...bucket('orders', null),
      ...iam({ mina: policy(allow('s3:GetObject', 'arn:aws:s3:::orders')) }),
    })
    expect(excerpt).toMatchObject({ inFile: true, firstLine: 13, line: 16 })
    expect(excerpt?.mark.line).toBe(16)
    expect(excerpt?.lines[0]).toBe('{')
  })

  it('finds a statement that is no list', () => {
    const document = { Version: '2012-10-17', Statement: deny('s3:*', 'arn:aws:s3:::orders/*', to('*')) }
    expect(ofBucket(document)).toMatchObject({ pointer: '/Policy/Statement/Effect' })
  })

  it('shows the lines around the mark of a long statement', () => {
    const actions = Array.from({ length: 60 }, (_, i) => `s3:Example${i}`)
    const excerpt = ofBucket(policy(deny([...actions, 's3:*'], 'arn:aws:s3:::orders/*', to('*'))))
    expect(excerpt?.lines.length).toBeLessThanOrEqual(14)
    expect(marked(excerpt)).toBe('"Deny"')
  })
})

describe('the note beside the caret', () => {
  const note = (operator: string, context: Readonly<Record<string, string>>): string | undefined =>
    ofBucket(denyFrom(operator, 'aws:SourceVpce', 'vpce-1'), context)?.note?.en

  it('says what a Deny wants and what the request carried', () => {
    expect(note('StringNotEquals', { 'aws:SourceVpce': 'vpce-2' })).toBe('wanted; the request carried `vpce-2`')
  })

  it('says that the request carried no such key', () => {
    expect(note('StringNotEquals', {})).toBe('wanted; the request carried no `aws:SourceVpce`')
  })

  it('calls nothing wanted where the listed value is the refused one', () => {
    expect(note('StringEquals', { 'aws:SourceVpce': 'vpce-1' })).toBe('the request carried `vpce-1`')
  })

  it('says nothing beside the effect of a Deny', () => {
    expect(ofBucket(policy(deny('s3:*', 'arn:aws:s3:::orders/*', to('*'))))?.note).toBeNull()
  })
})
