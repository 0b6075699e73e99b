import { requestedResource } from '../fixes/edit.ts'
import { knownKeys, objectExists } from '../snapshot/s3-objects.ts'
import { type Cause, defineCause, type Evidence } from './cause.ts'
import { nearestKey } from './near-key.ts'
import { certainRefusals, s3PlaceOf } from './s3-refusal.ts'
import { namesNothing, readsObject, suspectS3 } from './s3-suspicion.ts'
import { code } from './words.ts'

interface ObjectMissing extends Evidence {
  readonly bucket: string
  readonly key: string
  /** A recorded key that is the same but for its encoding, blanks, slashes or case; null where none is. */
  readonly nearKey: string | null
  readonly caller: string
}

/** The key does not exist, and the caller is not allowed to list the bucket, so 404 reads as 403. */
export const s3ObjectMissing: Cause = defineCause<ObjectMissing>({
  code: 'UD909',
  name: 's3-object-missing',
  since: '0.1.0',
  layers: ['noSuchKeyMasked'],
  specificity: 3,

  find: (input) => {
    const { request } = input.authorization
    const place = s3PlaceOf(request)
    if (place === null || place.key === null || certainRefusals(input, 'noSuchKeyMasked').length === 0) return []
    const { bucket, key } = place
    const { principal } = request
    return [
      {
        layer: 'noSuchKeyMasked',
        place: null,
        bucket,
        key,
        nearKey: nearestKey(key, knownKeys(input.call.snapshot, bucket)),
        caller: principal.arn ?? principal.service ?? 'anonymous',
      },
    ]
  },

  edits: ({ key, nearKey, bucket }, { authorization: { request } }) => {
    if (nearKey === null) return [{ kind: 'noChange', reason: 'objectMissing', subject: `${bucket}/${key}` }]
    const other = `${request.resource.slice(0, -key.length)}${nearKey}`
    return [{ kind: 'changeRequest', key: requestedResource, values: [other] }]
  },

  suspect: (input) =>
    suspectS3(input, {
      layer: 'noSuchKeyMasked',
      rank: 3,
      when: (asked) => readsObject(asked) && namesNothing(asked),
      operation: 'head-object',
      ofObject: true,
      fact: objectExists,
    }),

  explain: {
    en: (e) => ({
      headline: `Object ${code(`${e.bucket}/${e.key}`)} does not exist, and S3 answers 403 in place of 404 to a caller without ${code('s3:ListBucket')}.`,
      why:
        e.nearKey === null
          ? `The recorded answers show no key ${code(e.key)}; ${code(e.caller)} is not allowed ${code('s3:ListBucket')} on ${code(e.bucket)}.`
          : `The request was for key ${code(e.key)}; a similar key exists: ${code(e.nearKey)}.`,
    }),
    ko: (e) => ({
      headline: `${code(`${e.bucket}/${e.key}`)} 객체가 없으며, S3는 ${code('s3:ListBucket')} 권한이 없는 호출자에게 404 대신 403 응답을 보냅니다.`,
      why:
        e.nearKey === null
          ? `기록된 응답에 ${code(e.key)} 키가 없고, ${code(e.caller)} 보안 주체에는 ${code(e.bucket)} 버킷의 ${code('s3:ListBucket')} 권한이 없습니다.`
          : `요청한 키는 ${code(e.key)}이며, 비슷한 키로 ${code(e.nearKey)} 키가 있습니다.`,
    }),
  },

  suspicion: {
    en: () => 'The object does not exist, and without `s3:ListBucket` the missing object reads as 403.',
    ko: () => '객체가 없으며, `s3:ListBucket` 권한이 없어 404 대신 403 응답이 돌아왔습니다.',
  },
})
