import type { Cause } from './cause.ts'
import { queryPartCause } from './query-part.ts'
import { code } from './words.ts'

/** The caller of a query is not allowed to read the data of a table. */
export const athenaSourceNotReadable: Cause = queryPartCause({
  code: 'UD950',
  name: 'athena-source-not-readable',
  parts: ['source'],
  rank: 3.2,
  suspects: ({ call }) => /^s3:(get|list)/i.test(call.action ?? ''),
  headline: {
    en: (e) => `The query cannot read its source data: ${code(e.action)} on ${code(e.resource)} is refused.`,
    ko: (e) => `쿼리가 원본 데이터를 읽지 못합니다. ${code(e.resource)} 리소스의 ${code(e.action)} 작업이 거부됩니다.`,
  },
  suspicion: {
    en: 'The caller is not allowed to read the source data of the query.',
    ko: '호출자에게 쿼리의 원본 데이터를 읽을 권한이 없습니다.',
  },
})
