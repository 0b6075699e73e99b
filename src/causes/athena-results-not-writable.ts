import type { Cause } from './cause.ts'
import { queryPartCause } from './query-part.ts'
import { code } from './words.ts'

/** The caller of a query is not allowed to write its results, or the table that it fills. */
export const athenaResultsNotWritable: Cause = queryPartCause({
  code: 'UD951',
  name: 'athena-results-not-writable',
  parts: ['results', 'target'],
  rank: 3.3,
  suspects: ({ call }) => /^s3:(put|getbucketlocation|abort)/i.test(call.action ?? ''),
  headline: {
    en: (e) =>
      `The query cannot write ${e.part === 'target' ? 'the data of its table' : 'its results'}: ${code(e.action)} on ${code(e.resource)} is refused.`,
    ko: (e) =>
      `쿼리가 ${e.part === 'target' ? '테이블의 데이터를' : '결과를'} 쓰지 못합니다. ${code(e.resource)} 리소스의 ${code(e.action)} 작업이 거부됩니다.`,
  },
  suspicion: {
    en: 'The caller is not allowed to write the results of the query.',
    ko: '호출자에게 쿼리 결과를 쓸 권한이 없습니다.',
  },
})
