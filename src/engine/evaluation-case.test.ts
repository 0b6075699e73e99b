import { describe, expect, it } from 'vitest'
import { said } from '../../test/phrase-fixture.ts'
import { checkCase, evaluateCase } from './evaluate-case.ts'
import { readEvaluationCase } from './evaluation-case.ts'

const request = {
  principal: { type: 'user', arn: 'arn:aws:iam::111122223333:user/nora', account: '111122223333' },
  action: 'S3:GetObject',
  resource: 'arn:aws:s3:::tide-readings/a.csv',
  resourceAccount: '111122223333',
  context: {},
}
const allow = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }

function outcomeOf(json: unknown): { verdict: unknown; blockedBy: unknown; difference: unknown } {
  const read = readEvaluationCase(json)
  if (!read.ok) throw new Error(`${read.problem.pointer}: ${read.problem.message}`)
  const outcome = evaluateCase(read.value, () => [])
  return { verdict: outcome.verdict, blockedBy: outcome.blockedBy, difference: checkCase(read.value, outcome) }
}

describe('readEvaluationCase', () => {
  it.each([
    [null, '', 'A case is a JSON object.'],
    [{}, '/request', 'The case has no `request` object.'],
    [{ request: {} }, '/request/principal', 'The request has no `principal` object.'],
    [
      { request: { ...request, principal: { type: 'group' } } },
      '/request/principal/type',
      'The type is one of user, role-session, federated-user, root, service, service-linked-role, anonymous.',
    ],
    [
      { request: { ...request, principal: { type: 'user' } } },
      '/request/principal',
      'The principal has neither `account` nor an `arn` that holds one.',
    ],
    [
      { request: { ...request, action: 'GetObject' } },
      '/request/action',
      'The action is a string such as `s3:GetObject`.',
    ],
    [{ request: { ...request, resource: undefined } }, '/request', 'The request names no `resource`.'],
    [
      { request: { ...request, resource: undefined, resources: ['*', 1] } },
      '/request/resources/1',
      'The resource is an ARN or `*`.',
    ],
    [
      { request: { ...request, context: { 'a/b': {} } } },
      '/request/context/a~1b',
      'A context value is a string, a list of strings or `{"unknown": true}`.',
    ],
    [
      { request, policies: { identity: [allow, { Statement: [{ Effect: 'allow' }] }] } },
      '/policies/identity/1/Statement/0/Effect',
      '`Effect` is `Allow` or `Deny`, spelled exactly so.',
    ],
    [
      { request, policies: { scp: [[allow], [{ Version: 'x', Statement: [] }]] } },
      '/policies/scp/1/0/Version',
      '`Version` is `2012-10-17` or `2008-10-17`.',
    ],
    [{ request, policies: { scp: allow } }, '/policies/scp', 'The levels are a list, from the root to the account.'],
    [{ request, settings: { vpceType: 'tunnel' } }, '/settings/vpceType', 'The type is `gateway` or `interface`.'],
    [
      { request, expected: 'denied' },
      '/expected',
      'The expected verdict is `allowed`, `explicitDeny` or `implicitDeny`.',
    ],
  ])('names the first fault and where it is: %j', (json, pointer, message) => {
    const read = readEvaluationCase(json)
    expect(read.ok ? null : read.problem).toEqual({ pointer, message: said(message) })
  })

  it('writes the service prefix of the action in lower case', () => {
    const read = readEvaluationCase({ request })
    expect(read.ok && read.value.requests[0]?.action).toBe('s3:GetObject')
  })

  it('does not derive context keys: a key that is not listed is absent', () => {
    const read = readEvaluationCase({ request })
    expect(read.ok && read.value.requests[0]?.context.size).toBe(0)
  })
})

describe('evaluateCase', () => {
  it('answers null where an allow and a deny are both possible', () => {
    expect(outcomeOf({ request, policies: { identity: { unknown: true } } }).verdict).toBe(null)
    expect(outcomeOf({ request, policies: { identity: [allow, { unknown: true }] } }).verdict).toBe(null)
    expect(outcomeOf({ request, policies: { identity: [allow], scp: [[allow], { unknown: true }] } }).verdict).toBe(
      null,
    )
  })

  it('names every layer that blocks any of the resources', () => {
    const { resource: _, ...rest } = request
    const resources = ['arn:aws:s3:::tide-readings/a.csv', 'arn:aws:s3:::tide-readings/b.csv']
    const identity = [{ Statement: { ...allow.Statement[0], Resource: resources[0] } }]
    const boundary = { Statement: { ...allow.Statement[0], Resource: resources[1] } }
    const outcome = outcomeOf({ request: { ...rest, resources }, policies: { identity, boundary } })
    expect(outcome).toMatchObject({ verdict: 'implicitDeny', blockedBy: ['boundary', 'identity'] })
  })
})

describe('checkCase', () => {
  const denied = { request, expected: 'implicitDeny' }

  it('asks for the verdict and for the layer', () => {
    expect(outcomeOf({ ...denied, decidedBy: 'identity' }).difference).toBe(null)
    expect(outcomeOf({ ...denied, decidedBy: 'scp' }).difference).toEqual({
      expected: 'implicitDeny by scp',
      actual: 'implicitDeny by identity',
    })
    expect(outcomeOf({ ...denied, expected: 'allowed' }).difference).toEqual({
      expected: 'allowed',
      actual: 'implicitDeny by identity',
    })
  })

  it('reads a+b as both and a|b as either', () => {
    expect(outcomeOf({ ...denied, decidedBy: 'scp|identity' }).difference).toBe(null)
    expect(outcomeOf({ ...denied, decidedBy: 'scp+identity' }).difference).not.toBe(null)
  })

  it('takes any deny of the named layer for a refusal outside policies', () => {
    const nonPolicy = { ...denied, kind: 'nonPolicy', expected: 'explicitDeny', decidedBy: 'identity' }
    expect(outcomeOf(nonPolicy).difference).toBe(null)
    expect(outcomeOf({ ...nonPolicy, decidedBy: 'objectLock' }).difference).not.toBe(null)
  })
})
