import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesWildcard } from '../iam/wildcard.ts'
import { redact, redactionOf } from './redact.ts'

const role = 'arn:aws:iam::111122223333:role/billing-export'

describe('redact', () => {
  it('replaces account ids by twelve other digits, the same one always by the same', () => {
    expect(redact([role, '111122223333', '444455556666'])).toEqual([
      expect.stringMatching(/^arn:aws:iam::100000000001:role\//),
      '100000000001',
      '100000000002',
    ])
  })

  it('replaces names wherever they occur and keeps the shape of an ARN', () => {
    const shown = JSON.stringify(
      redact({ role, message: 'User: billing-export failed on s3://billing-archive/2026/a.csv' }),
    )
    expect(shown).not.toMatch(/billing|export|archive/)
    expect(shown).toContain('arn:aws:iam::100000000001:role/')
    expect(shown).toContain('/2026/')
  })

  it('keeps what tells a directory bucket and its zone', () => {
    const shown = redact({ Bucket: 'billing--usw2-az1--x-s3' })
    expect(JSON.stringify(shown)).toMatch(/"(?!billing)[a-z]{7}--usw2-az1--x-s3"/)
  })

  it('keeps actions, effects, condition operators and service principals', () => {
    const statement = {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:List*'],
      Principal: { Service: 'glue.amazonaws.com' },
      Condition: { StringLike: { 'aws:PrincipalArn': role } },
    }
    const shown = redact({ Statement: [statement] })
    expect(shown).toMatchObject({
      Statement: [
        { Effect: 'Allow', Action: ['s3:GetObject', 's3:List*'], Principal: { Service: 'glue.amazonaws.com' } },
      ],
    })
  })

  it('keeps the operation that a CloudTrail event names, and the action of the same name in a policy', () => {
    const shown = redact({ event: { eventName: 'GetObject' }, Statement: [{ Action: 's3:GetObject' }] })
    expect(shown).toEqual({ event: { eventName: 'GetObject' }, Statement: [{ Action: 's3:GetObject' }] })
  })

  it('keeps the words of AWS in error messages, even where something is named after them', () => {
    const message = `User: ${role} is not authorized to perform: s3:GetObject because no identity-based policy allows the s3:GetObject action`
    const shown = redact([message, 'arn:aws:iam::111122223333:role/policy-action'])
    expect(JSON.stringify(shown)).toContain(
      'is not authorized to perform: s3:GetObject because no identity-based policy allows the s3:GetObject action',
    )
  })

  it('redacts policies that are JSON strings or URL-encoded, and the paths of files', () => {
    const document = JSON.stringify({ Statement: [{ Effect: 'Allow', Resource: 'arn:aws:s3:::billing-archive/*' }] })
    const shown = redact({
      '111122223333/global/s3/GetBucketPolicy/billing-archive.json': { Policy: document },
      '111122223333/global/s3/HeadObject/billing-archive/in%2Fbilling.csv.json': {},
      encoded: encodeURIComponent(document),
    })
    const text = JSON.stringify(shown)
    expect(decodeURIComponent(text)).not.toMatch(/billing|archive|111122223333/)
    expect(text).toContain('100000000001/global/s3/GetBucketPolicy/')
    expect(text).toContain('in%2F')
  })

  it('keeps an address in the block that it was in and out of the one it was not in', () => {
    const [block, inside, outside] = listOf(redact(['203.0.113.0/28', '203.0.113.9', '203.0.113.77']))
    const network = block?.split('/')[0]?.split('.') ?? []
    expect(block).not.toBe('203.0.113.0/28')
    expect(inside?.split('.').slice(0, 3)).toEqual(network.slice(0, 3))
    expect(Number(inside?.split('.')[3]) >> 4).toBe(Number(network[3]) >> 4)
    expect(Number(outside?.split('.')[3]) >> 4).not.toBe(Number(network[3]) >> 4)
  })

  it('keeps private address ranges recognisable', () => {
    expect(listOf(redact(['10.1.2.3', '192.168.7.7', '172.16.0.9']))).toEqual([
      expect.stringMatching(/^10\./),
      expect.stringMatching(/^192\.168\./),
      expect.stringMatching(/^172\.16\./),
    ])
  })

  it('lets a pattern that asks for part of a word match what it matched before', () => {
    const [pattern, yes, no] = listOf(redact(['arn:aws:s3:::rep*', 'arn:aws:s3:::reports-eu', 'arn:aws:s3:::payroll']))
    expect(pattern).not.toContain('rep')
    expect(matchesWildcard(pattern ?? '', yes ?? '')).toBe(true)
    expect(matchesWildcard(pattern ?? '', no ?? '')).toBe(false)
  })

  it('never changes whether a pattern matches a name', () => {
    const word = fc.stringMatching(/^[a-d]{1,5}[0-9]{0,2}$/)
    const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('-'))
    const names = fc.array(name, { minLength: 1, maxLength: 5 })
    const cut = fc.tuple(fc.nat(4), fc.nat(12), fc.nat(6), fc.constantFrom('*', '?', '**', '*x*'))
    const arn = (text: string): string => `arn:aws:s3:::${text}`
    let matchCount = 0
    fc.assert(
      fc.property(names, fc.array(cut, { maxLength: 4 }), (texts, cuts) => {
        const patterns = cuts.map(([index, at, size, wildcard]) => {
          const text = texts[index % texts.length] ?? ''
          const start = at % text.length
          return `${text.slice(0, start)}${wildcard}${text.slice(start + (wildcard === '?' ? 1 : size))}`
        })
        const redactIt = redactionOf([texts.map(arn), patterns.map(arn)])
        for (const pattern of patterns) {
          for (const text of texts) {
            const before = matchesWildcard(arn(pattern), arn(text))
            matchCount += Number(before)
            expect(matchesWildcard(String(redactIt(arn(pattern))), String(redactIt(arn(text))))).toBe(before)
          }
        }
      }),
      { numRuns: 400, seed: 7 },
    )
    expect(matchCount).toBeGreaterThan(300)
  })

  it('survives deep nesting', () => {
    let deep: unknown = role
    for (let level = 0; level < 5000; level++) deep = [deep]
    expect(() => redact(deep)).not.toThrow()
  })
})

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
