import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  elsewhere,
  explain,
  fixesOf,
  home,
  iam,
  type Json,
  mina,
  policy,
  to,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { parsePolicy } from '../iam/policy-parser.ts'
import { reasonText } from '../report/reason.ts'
import type { EditedPolicy } from './edited-policies.ts'
import { type Oversize, oversized } from './size-limit.ts'

/** A document of exactly so many characters without white space. */
function ofSize(size: number, more: Json = {}): Json {
  const resource = (length: number): Json => policy(allow('s3:PutObject', `arn:aws:s3:::${'a'.repeat(length)}`, more))
  return resource(size - JSON.stringify(resource(0)).length)
}

function edited(target: string, after: Json, more: Partial<EditedPolicy> = {}): EditedPolicy {
  const parsed = parsePolicy(after)
  if (!parsed.ok) throw new Error('the document of the test is no policy')
  const place = { policyId: target, stored: null, target, policyName: null, region: null, account: null }
  return { ...place, isManaged: false, before: null, after, document: parsed.document, ...more }
}

function tooLong(...policies: readonly EditedPolicy[]): readonly Oversize[] {
  return oversized(new Map(policies.map((p) => [p.policyId, p])), new Map())
}

describe('the longest document that AWS takes', () => {
  it.each([
    ['identity:policy/team', 6_144],
    ['boundary:policy/limit', 6_144],
    ['identity:user/dave', 2_048],
    ['identity:role/etl', 10_240],
    ['identity:group/staff', 5_120],
    ['trust:role/etl', 2_048],
    ['scp:p-limit', 5_120],
    ['rcp:p-limit', 5_120],
    ['bucket-policy:reports', 20_480],
    ['access-point-policy:team', 20_480],
    ['key-policy:1234', 32_768],
    ['catalog-policy:111122223333', 10_240],
    ['vpce:vpce-0example', 20_480],
    ['session-policy', 2_048],
  ])('of %s is %i', (target, limit) => {
    expect(tooLong(edited(target, ofSize(limit)))).toEqual([])
    expect(tooLong(edited(target, ofSize(limit + 1)))).toMatchObject([{ target, size: limit + 1, limit }])
  })

  it('counts all inline policies of one principal together', () => {
    const halves = ['a', 'b'].map((policyId) => edited('identity:user/dave', ofSize(1_100), { policyId }))
    expect(tooLong(...halves)).toMatchObject([
      { size: 2_200, counts: 'inlinePolicies' },
      { size: 2_200, counts: 'inlinePolicies' },
    ])
  })

  it('counts no white space where IAM does not, and counts it elsewhere', () => {
    const spaced = policy({ Sid: ' '.repeat(7_000), ...allow('s3:GetObject', '*') })
    expect(tooLong(edited('identity:policy/team', spaced))).toEqual([])
    expect(tooLong(edited('scp:p-limit', spaced))).toHaveLength(1)
  })

  it('is the raised one where the recorded trust policy shows that the quota was raised', () => {
    const trust = edited('trust:role/etl', ofSize(4_000), { before: ofSize(3_000) })
    expect(tooLong(trust)).toEqual([])
    expect(tooLong({ ...trust, after: ofSize(4_097) })).toMatchObject([{ limit: 4_096, raisableTo: null }])
  })
})

const q1 = 'arn:aws:s3:::ledger/q1.csv'

function getObject(own: Json, bucketPolicy: Json | null, account: string = home): Diagnosis {
  const files = { ...alone(), ...alone(elsewhere), ...iam({ mina: own }), ...bucket('ledger', bucketPolicy, account) }
  return explain({ principal: mina, action: 's3:GetObject', resource: q1, files })
}

describe('a fix whose document would be too long', () => {
  const full = ofSize(2_000)
  const fullBucket = ofSize(20_400, to(mina))

  it('of inline policies goes into a customer managed policy', () => {
    const diagnosis = getObject(full, null)
    expect(fixesOf(diagnosis)[0]).toMatchObject({
      verified: true,
      edits: [{ kind: 'addStatement', target: 'identity:policy/AllowDeniedCalls-mina' }],
    })
    expect(diagnosis.fixes[0]?.edits[0]?.cli).toMatch(
      /^aws iam create-policy --policy-name AllowDeniedCalls-mina --policy-document '.*' && aws iam attach-user-policy --user-name mina --policy-arn arn:aws:iam::111122223333:policy\/AllowDeniedCalls-mina$/,
    )
  })

  it('is left out where another one fits', () => {
    const targets = fixesOf(getObject(policy(), fullBucket)).flatMap(({ edits }) => edits.map(({ target }) => target))
    expect(targets).toEqual(['identity:user/mina'])
  })

  it('is not called verified where no other one is found, and says how long it would be', () => {
    const { fixes, requests } = getObject(policy(allow('s3:GetObject', '*')), fullBucket, elsewhere)
    expect(fixes).toHaveLength(1)
    const outcome = fixes[0]?.outcome
    if (outcome?.verified !== false) throw new Error('a document that AWS does not take was called verified')
    expect(outcome.reason.kind).toBe('tooLong')
    expect(reasonText.en(outcome.reason, requests)).toMatch(
      /^With it, the bucket policy of `ledger` has \d{5} bytes, and AWS takes 20480\.$/,
    )
    expect(reasonText.ko(outcome.reason, requests)).toMatch(
      /^적용하면 `ledger` 버킷 정책의 길이가 \d{5}바이트로, AWS의 한도인 20480바이트를 넘습니다\.$/,
    )
  })
})
