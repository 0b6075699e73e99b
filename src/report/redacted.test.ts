import { describe, expect, it } from 'vitest'
import { redactedJson, redactedSentence } from './redacted.ts'

const redact = (text: string): string => text.replaceAll('policy', 'kotuze').replaceAll('111122223333', '100000000001')

describe('a redacted sentence', () => {
  it('keeps our own words, whatever a bucket is named after', () => {
    expect(redactedSentence('The policy of `policy-archive` denies it.', redact)).toBe(
      'The policy of `kotuze-archive` denies it.',
    )
  })

  it('replaces account ids outside of values too', () => {
    expect(redactedSentence('account administrator of 111122223333', redact)).toBe(
      'account administrator of 100000000001',
    )
  })
})

describe('a redacted diagnosis', () => {
  it('takes the data as redacted and its sentences by their values', () => {
    const original = { causes: [{ headline: 'The policy `policy` denies.', evidence: { name: 'policy' } }] }
    const redacted = { causes: [{ headline: 'The kotuze `kotuze` denies.', evidence: { name: 'kotuze' } }] }
    expect(redactedJson(original, redacted, redact)).toEqual({
      causes: [{ headline: 'The policy `kotuze` denies.', evidence: { name: 'kotuze' } }],
    })
  })
})
