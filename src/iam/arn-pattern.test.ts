import { describe, expect, it } from 'vitest'
import { matchesArnParts, matchesResource } from './arn-pattern.ts'
import { compileWildcard } from './wildcard.ts'

const queue = 'arn:aws:sqs:eu-west-1:111122223333:orders'

describe('matchesResource', () => {
  it('lets * in the last part span slashes and colons', () => {
    expect(matchesResource('arn:aws:s3:::plant/*/raw/*', 'arn:aws:s3:::plant/a/b/raw/c/d.csv')).toBe(true)
    expect(matchesResource('arn:aws:s3:::plant/*/raw/*', 'arn:aws:s3:::plant//raw/')).toBe(true)
    expect(matchesResource('arn:aws:s3:::plant/*/raw/*', 'arn:aws:s3:::plant/raw/c.csv')).toBe(false)
    expect(matchesResource('arn:aws:s3:::plant/a*z', 'arn:aws:s3:::plant/a:b:z')).toBe(true)
  })

  it('compares letter case', () => {
    expect(matchesResource('arn:aws:s3:::plant/Raw/*', 'arn:aws:s3:::plant/raw/c.csv')).toBe(false)
  })

  it('keeps a wildcard inside its segment unless it is the last character there', () => {
    expect(matchesResource('arn:aws:sqs:eu-*-1:111122223333:orders', queue)).toBe(true)
    expect(matchesResource('arn:aws:sqs:*:orders', queue)).toBe(true)
    expect(matchesResource('arn:aws:sqs:eu*1:orders', queue)).toBe(false)
    expect(matchesResource('arn:aws:sqs:*:*:orders', queue)).toBe(true)
    const alias = 'arn:aws:lambda:eu-west-1:111122223333:function:load:live'
    expect(matchesResource('arn:aws:lambda:eu-*:function:load:live', alias)).toBe(true)
    expect(matchesResource('arn:aws:lambda:eu-*:load:live', alias)).toBe(true)
    expect(matchesResource('arn:aws:lambda:e*1:1*3:load:live', alias)).toBe(false)
    expect(matchesResource('arn:aws:sqs:eu-west-?:11112222333?:orders', queue)).toBe(true)
    expect(matchesResource('arn:aws:sqs:eu-west-1?111122223333:orders', queue)).toBe(false)
  })

  it('lets a last * run over all following colons', () => {
    expect(matchesResource('arn:aws:sqs:*', queue)).toBe(true)
    expect(matchesResource('arn:aws:sqs:eu-*', queue)).toBe(true)
    expect(matchesResource('arn:aws:sqs:us-*', queue)).toBe(false)
  })

  it('fills an incomplete ARN only where asked', () => {
    expect(matchesResource('arn:aws:sqs', queue, { fillsIncompleteArns: true })).toBe(true)
    expect(matchesResource('arn:aws:sqs', queue)).toBe(false)
    expect(matchesResource('arn:aws:sns', queue, { fillsIncompleteArns: true })).toBe(false)
    expect(matchesResource('arn:aws', queue, { fillsIncompleteArns: true })).toBe(false)
  })

  it('takes no wildcard in the service segment', () => {
    expect(matchesResource('arn:aws:s*:eu-west-1:111122223333:orders', queue)).toBe(false)
    expect(matchesResource('arn:*:sqs:eu-west-1:111122223333:orders', queue)).toBe(true)
  })

  it('checks an action without resource types against * alone', () => {
    expect(matchesResource('*', '*')).toBe(true)
    expect(matchesResource('arn:aws:s3:::*', '*')).toBe(false)
  })

  it('separates partitions', () => {
    expect(matchesResource('arn:aws:s3:::plant/*', 'arn:aws-cn:s3:::plant/c.csv')).toBe(false)
  })
})

describe('matchesArnParts', () => {
  const matches = (pattern: string, arn: string): boolean => matchesArnParts(compileWildcard(pattern), arn)

  it('compares the six parts one by one', () => {
    expect(matches('arn:aws:sns:*:111122223333:alerts-*', 'arn:aws:sns:eu-west-1:111122223333:alerts-eu')).toBe(true)
    expect(matches('arn:aws:sns:*:alerts-eu', 'arn:aws:sns:eu-west-1:111122223333:alerts-eu')).toBe(false)
    expect(matches('arn:aws:sns:*', 'arn:aws:sns:eu-west-1:111122223333:alerts-eu')).toBe(false)
    expect(matches('arn:aws:*:*:*:*', 'arn:aws:sns:eu-west-1:111122223333:alerts-eu')).toBe(true)
  })

  it('takes * alone for every value and no other pattern for a value that is no ARN', () => {
    expect(matches('*', 'anything')).toBe(true)
    expect(matches('arn:*:*:*:*:*', 'anything')).toBe(false)
  })
})
