import { type Cause, defineCause, type Evidence } from './cause.ts'
import { certainRefusals, s3PlaceOf, textOf } from './s3-refusal.ts'
import { code } from './words.ts'

interface ExpectedBucketOwner extends Evidence {
  readonly bucket: string
  readonly expected: string
  readonly owner: string
}

/** The request names an expected bucket owner that is not the owner. */
export const s3ExpectedBucketOwner: Cause = defineCause<ExpectedBucketOwner>({
  code: 'UD903',
  name: 's3-expected-bucket-owner',
  since: '0.1.0',
  layers: ['expectedBucketOwner'],
  specificity: 3,

  find: (input) => {
    const place = s3PlaceOf(input.authorization.request)
    const [refusal] = certainRefusals(input, 'expectedBucketOwner')
    if (place === null || refusal === undefined) return []
    const expected = textOf(refusal, 'expected')
    const owner = textOf(refusal, 'owner')
    if (expected === null || owner === null) return []
    return [{ layer: 'expectedBucketOwner', place: null, bucket: place.bucket, expected, owner }]
  },

  edits: ({ owner }) => [{ kind: 'changeRequest', key: 's3:x-amz-expected-bucket-owner', values: [owner] }],

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `The request expects bucket ${code(e.bucket)} to belong to account ${code(e.expected)}, and it does not.`,
      why: `The header ${code('x-amz-expected-bucket-owner')} holds ${code(e.expected)}; the bucket belongs to ${code(e.owner)}. The header keeps data from a bucket of somebody else, so another bucket name is the other way to meet it.`,
    }),
    ko: (e) => ({
      headline: `요청은 ${code(e.bucket)} 버킷의 소유자를 ${code(e.expected)} 계정으로 예상하지만 그렇지 않습니다.`,
      why: `${code('x-amz-expected-bucket-owner')} 헤더의 값은 ${code(e.expected)}, 버킷의 소유자는 ${code(e.owner)}입니다. 이 헤더는 데이터가 남의 버킷으로 가지 않게 막으므로, 버킷 이름을 바로잡는 것도 방법입니다.`,
    }),
  },

  suspicion: {
    en: () => 'The request names an expected bucket owner that is not the owner.',
    ko: () => '요청에 적힌 예상 버킷 소유자가 실제 소유자와 다릅니다.',
  },
})
