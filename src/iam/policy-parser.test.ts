import { describe, expect, it } from 'vitest'
import { parsePolicy } from './policy-parser.ts'

const allowRead = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }

function problemOf(json: unknown): { pointer: string; message: string } | null {
  const parsed = parsePolicy(json)
  return parsed.ok ? null : { ...parsed.problem, message: parsed.problem.message.en }
}

describe('parsePolicy', () => {
  it('reads a statement that stands without brackets, and single values', () => {
    const parsed = parsePolicy({ Version: '2012-10-17', Statement: { Sid: 'Read', ...allowRead } })
    expect(parsed.ok && parsed.document.statements).toEqual([
      {
        index: 0,
        sid: 'Read',
        effect: 'Allow',
        principal: null,
        action: { negated: false, values: ['s3:GetObject'] },
        resource: { negated: false, values: ['*'] },
        conditions: [],
      },
    ])
  })

  it('reads a document without Version as 2008-10-17 and says that it was not stated', () => {
    const parsed = parsePolicy({ Statement: [allowRead] })
    expect(parsed.ok && [parsed.document.version, parsed.document.versionIsStated]).toEqual(['2008-10-17', false])
  })

  it('reads every form of Principal', () => {
    const principal = { AWS: ['111122223333', '*'], Service: 'glue.amazonaws.com' }
    const parsed = parsePolicy({
      Statement: [
        { ...allowRead, Principal: '*' },
        { ...allowRead, NotPrincipal: principal },
      ],
    })
    expect(parsed.ok && parsed.document.statements.map((statement) => statement.principal)).toEqual([
      { negated: false, principals: [{ type: 'AWS', value: '*' }] },
      {
        negated: true,
        principals: [
          { type: 'AWS', value: '111122223333' },
          { type: 'AWS', value: '*' },
          { type: 'Service', value: 'glue.amazonaws.com' },
        ],
      },
    ])
  })

  it('takes booleans and numbers in condition values as text', () => {
    const parsed = parsePolicy({
      Statement: [
        {
          ...allowRead,
          Condition: { Bool: { 'aws:SecureTransport': true }, NumericLessThan: { 's3:max-keys': [10] } },
        },
      ],
    })
    expect(parsed.ok && parsed.document.statements[0]?.conditions).toEqual([
      {
        operator: { text: 'Bool', name: 'Bool', set: null, ifExists: false },
        key: 'aws:SecureTransport',
        values: ['true'],
      },
      {
        operator: { text: 'NumericLessThan', name: 'NumericLessThan', set: null, ifExists: false },
        key: 's3:max-keys',
        values: ['10'],
      },
    ])
  })

  it('takes set operators and IfExists apart', () => {
    const condition = { 'ForAllValues:StringLikeIfExists': { 'aws:TagKeys': ['a*'] } }
    const parsed = parsePolicy({ Statement: [{ ...allowRead, Condition: condition }] })
    expect(parsed.ok && parsed.document.statements[0]?.conditions[0]?.operator).toEqual({
      text: 'ForAllValues:StringLikeIfExists',
      name: 'StringLike',
      set: 'ForAllValues',
      ifExists: true,
    })
  })

  it('reads a trust policy, which has no Resource', () => {
    const trust = { Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' }
    const parsed = parsePolicy({ Statement: [trust] })
    expect(parsed.ok && parsed.document.statements[0]?.resource).toBe(null)
  })

  it.each([
    [[], '', 'A policy document is a JSON object.'],
    [{ Version: '2012-10-17' }, '', 'The document has no `Statement` element.'],
    [{ Version: '2012-10-18', Statement: [] }, '/Version', '`Version` is `2012-10-17` or `2008-10-17`.'],
    [{ statement: [] }, '/statement', 'There is no policy element `statement`.'],
    [{ Statement: ['x'] }, '/Statement/0', 'A statement is a JSON object.'],
    [
      { Statement: { ...allowRead, Effect: 'allow' } },
      '/Statement/Effect',
      '`Effect` is `Allow` or `Deny`, spelled exactly so.',
    ],
    [
      { Statement: [{ ...allowRead, Action: undefined }] },
      '/Statement/0',
      'The statement has neither `Action` nor `NotAction`.',
    ],
    [
      { Statement: [{ ...allowRead, NotAction: '*' }] },
      '/Statement/0',
      'A statement holds `Action` or `NotAction`, not both.',
    ],
    [{ Statement: [{ ...allowRead, Resource: ['*', 1] }] }, '/Statement/0/Resource/1', 'The value is a string.'],
    [
      { Statement: [{ ...allowRead, Principal: { Group: 'x' } }] },
      '/Statement/0/Principal/Group',
      'There is no principal type `Group`.',
    ],
    [
      { Statement: [{ ...allowRead, Condition: { 'a/b\u001b[31m': {} } }] },
      '/Statement/0/Condition/a~1b\u001b[31m',
      'There is no condition operator `a/b?[31m`.',
    ],
    [
      { Statement: [{ ...allowRead, Condition: { NullIfExists: {} } }] },
      '/Statement/0/Condition/NullIfExists',
      'There is no condition operator `NullIfExists`.',
    ],
    [
      { Statement: [{ ...allowRead, Condition: { Bool: { k: [{}] } } }] },
      '/Statement/0/Condition/Bool/k/0',
      'A condition value is a string, a number or a boolean.',
    ],
  ])('names the first fault and where it is: %j', (json, pointer, message) => {
    expect(problemOf(json)).toEqual({ pointer, message })
  })
})
