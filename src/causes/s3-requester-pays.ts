import type { Edit } from '../fixes/edit.ts'
import { jobOf } from '../services/glue-job.ts'
import { requestPayment } from '../snapshot/s3-settings.ts'
import { type Cause, type CauseInput, defineCause, type Evidence } from './cause.ts'
import { certainRefusals, s3PlaceOf } from './s3-refusal.ts'
import { namesNothing, suspectS3 } from './s3-suspicion.ts'
import { code } from './words.ts'

interface RequesterPays extends Evidence {
  readonly bucket: string
  /** Null for an anonymous caller, who cannot pay. */
  readonly callerAccount: string | null
  readonly ownerAccount: string
  /** Whether Spark makes the request, which sends the header only when it is told to. */
  readonly isSpark: boolean
}

/** The bucket is Requester Pays, and a request from another account carries no payer header. */
export const s3RequesterPays: Cause = defineCause<RequesterPays>({
  code: 'UD910',
  name: 's3-requester-pays',
  since: '0.1.0',
  layers: ['requesterPays'],
  specificity: 3,

  find: (input) => {
    const { request } = input.authorization
    const place = s3PlaceOf(request)
    if (place === null || certainRefusals(input, 'requesterPays').length === 0) return []
    return [
      {
        layer: 'requesterPays',
        place: null,
        bucket: place.bucket,
        callerAccount: request.principal.account,
        ownerAccount: request.resourceAccount ?? '',
        isSpark: isSpark(input),
      },
    ]
  },

  edits: ({ callerAccount, bucket }): readonly Edit[] =>
    callerAccount === null
      ? [{ kind: 'noChange', reason: 'signRequest', subject: bucket }]
      : [{ kind: 'changeRequest', key: 's3:x-amz-request-payer', values: ['requester'] }],

  suspect: (input) =>
    suspectS3(input, {
      layer: 'requesterPays',
      rank: 8.2,
      when: namesNothing,
      operation: 'get-bucket-request-payment',
      ofObject: false,
      fact: requestPayment,
    }),

  explain: {
    en: (e) => ({
      headline: `Bucket ${code(e.bucket)} is Requester Pays, and the request does not say that the requester pays.`,
      why: `The caller is ${e.callerAccount === null ? 'anonymous' : `of account ${code(e.callerAccount)}`}, the bucket of ${code(e.ownerAccount)}; the request carried no ${code('x-amz-request-payer')} header.${e.isSpark ? ` Spark sends it only where ${code('fs.s3.useRequesterPaysHeader')} is ${code('true')} in its Hadoop configuration.` : ''}`,
    }),
    ko: (e) => ({
      headline: `${code(e.bucket)} 버킷에는 요청자 지불이 설정되어 있지만, 요청에 요청자가 지불한다는 표시가 없습니다.`,
      why: `${e.callerAccount === null ? '호출자는 익명' : `호출자의 계정은 ${code(e.callerAccount)}`}, 버킷의 계정은 ${code(e.ownerAccount)}이며 요청에 ${code('x-amz-request-payer')} 헤더가 없었습니다.${e.isSpark ? ` Spark는 Hadoop 구성의 ${code('fs.s3.useRequesterPaysHeader')} 값이 ${code('true')}일 때만 이 헤더를 보냅니다.` : ''}`,
    }),
  },

  suspicion: {
    en: () => 'The bucket is Requester Pays, and a request from another account carries no payer header.',
    ko: () => '버킷에 요청자 지불이 설정되어 있는데 다른 계정의 요청에 지불자 헤더가 없습니다.',
  },
})

function isSpark({ call }: CauseInput): boolean {
  const { glueJobName, glueJobRunId, message, event } = call.denial.hints
  if (glueJobName !== null || glueJobRunId !== null) return true
  if (/\b(EmrFileSystem|spark|hadoop)\b/i.test(`${message} ${event?.userAgent ?? ''}`)) return true
  return call.caller !== null && jobOf(call, call.caller) !== null
}
