import { describe, expect, it } from 'vitest'
import { matchesAction } from './action-pattern.ts'
import { compileWildcard, literalPattern, matchesPattern, matchesWildcard } from './wildcard.ts'

describe('matchesWildcard', () => {
  it('lets * stand for any run, slashes and nothing included', () => {
    expect(matchesWildcard('logs/*', 'logs/2026/01/a.gz')).toBe(true)
    expect(matchesWildcard('logs/*', 'logs/')).toBe(true)
    expect(matchesWildcard('logs/*', 'logs')).toBe(false)
    expect(matchesWildcard('*a*b*', 'xxaxxbxx')).toBe(true)
    expect(matchesWildcard('*a*b', 'xxaxxbxx')).toBe(false)
  })

  it('lets ? stand for exactly one character', () => {
    expect(matchesWildcard('a?c', 'abc')).toBe(true)
    expect(matchesWildcard('a?c', 'ac')).toBe(false)
    expect(matchesWildcard('a?', 'abc')).toBe(false)
    expect(matchesWildcard('a?c', 'a😀c')).toBe(true)
  })

  it('compares letter case unless told not to', () => {
    expect(matchesWildcard('Get*', 'getObject')).toBe(false)
    expect(matchesWildcard('Get*', 'getObject', { ignoreCase: true })).toBe(true)
  })

  it('reads characters that mean something in a regular expression as themselves', () => {
    expect(matchesWildcard('a.c', 'abc')).toBe(false)
    expect(matchesWildcard('(x|y)+*', '(x|y)+z')).toBe(true)
  })

  it('answers thirty stars against a long key without delay', () => {
    const key = 'a'.repeat(2000)
    const started = performance.now()
    for (let round = 0; round < 20; round += 1) expect(matchesWildcard(`${'*a'.repeat(30)}*b`, key)).toBe(false)
    expect(performance.now() - started).toBeLessThan(200)
  })
})

describe('matchesPattern', () => {
  it('takes literal text as data, whatever it holds', () => {
    const pattern = [...compileWildcard('home/'), ...literalPattern('*'), ...compileWildcard('/*')]
    expect(matchesPattern(pattern, 'home/*/x')).toBe(true)
    expect(matchesPattern(pattern, 'home/ana/x')).toBe(false)
  })
})

describe('matchesAction', () => {
  it('ignores letter case in service and name', () => {
    expect(matchesAction('SQS:sendmessage', 'sqs:SendMessage')).toBe(true)
  })

  it('allows wildcards in the name only', () => {
    expect(matchesAction('iam:*AccessKey*', 'iam:ListAccessKeys')).toBe(true)
    expect(matchesAction('s3:Get?bject', 's3:GetObject')).toBe(true)
    expect(matchesAction('s*:GetObject', 's3:GetObject')).toBe(false)
    expect(matchesAction('*', 's3:GetObject')).toBe(true)
    expect(matchesAction('*:*', 's3:GetObject')).toBe(true)
  })

  it('covers nothing where the service or the name differs', () => {
    expect(matchesAction('s3:GetObject', 's3:GetObjectVersion')).toBe(false)
    expect(matchesAction('s3express:GetObject', 's3:GetObject')).toBe(false)
    expect(matchesAction('GetObject', 's3:GetObject')).toBe(false)
  })
})
