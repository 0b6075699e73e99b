import { quoted } from '../fixes/cli-command.ts'
import type { Edit } from '../fixes/edit.ts'
import { isRecord } from '../snapshot/json.ts'
import { objectLock } from '../snapshot/s3-settings.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type Language } from './cause.ts'
import { grantEditsFor } from './grant-edits.ts'
import { certainRefusals, s3PlaceOf, textOf } from './s3-refusal.ts'
import { namesNothing, suspectS3 } from './s3-suspicion.ts'
import { code } from './words.ts'

interface ObjectLocked extends Evidence {
  readonly bucket: string
  readonly key: string
  readonly bucketAccount: string | null
  /** `GOVERNANCE` or `COMPLIANCE`; null where no retention is known. */
  readonly mode: string | null
  readonly legalHold: boolean
  /** When retention ends, as AWS writes it; null where it is not known. */
  readonly until: string | null
}

/** Retention or a legal hold refuses the delete of an object version. */
export const s3ObjectLock: Cause = defineCause<ObjectLocked>({
  code: 'UD912',
  name: 's3-object-lock',
  since: '0.1.0',
  layers: ['objectLock'],
  specificity: 3,

  find: (input) => {
    const { request } = input.authorization
    const place = s3PlaceOf(request)
    const [refusal] = certainRefusals(input, 'objectLock')
    if (place === null || place.key === null || refusal === undefined) return []
    const { resourceAccount } = request
    const until = refusal['until']
    return [
      {
        layer: 'objectLock',
        place: null,
        bucket: place.bucket,
        key: place.key,
        bucketAccount: resourceAccount === 'unknown' ? null : resourceAccount,
        mode: textOf(refusal, 'mode'),
        legalHold: refusal['legalHold'] === true,
        until: typeof until === 'number' ? new Date(until).toISOString() : null,
      },
    ]
  },

  edits: lockEdits,

  suspect: (input) =>
    suspectS3(input, {
      layer: 'objectLock',
      rank: 15,
      when: (asked) =>
        namesNothing(asked) &&
        (/^s3:deleteobjectversion$/i.test(asked.call.action ?? '') || /object lock/i.test(asked.denial.hints.message)),
      operation: 'get-object-lock-configuration',
      ofObject: false,
      fact: objectLock,
    }),

  explain: {
    en: (e) => ({
      headline: `Object Lock keeps object ${code(`${e.bucket}/${e.key}`)} from being deleted: ${heldBy.en(e)}.`,
      why: why.en(e),
    }),
    ko: (e) => ({
      headline: `${heldBy.ko(e)} 때문에 객체 잠금이 ${code(`${e.bucket}/${e.key}`)} 객체의 삭제를 거부합니다.`,
      why: why.ko(e),
    }),
  },

  suspicion: {
    en: () => 'Retention or a legal hold of Object Lock keeps the version from being deleted.',
    ko: () => '객체 잠금의 보존 기간이나 법적 보존이 버전의 삭제를 막습니다.',
  },
})

/** The caller bypasses governance retention; nobody ends compliance retention. */
function lockEdits(evidence: ObjectLocked, input: CauseInput): readonly Edit[] {
  const hold = evidence.legalHold ? holdEdits(evidence, input) : []
  if (evidence.mode === 'COMPLIANCE') {
    return [{ kind: 'noChange', reason: 'waitForRetention', subject: `${evidence.bucket}/${evidence.key}` }]
  }
  if (evidence.mode !== 'GOVERNANCE') return hold
  return [
    ...hold,
    { kind: 'changeRequest', key: 's3:x-amz-bypass-governance-retention', values: ['true'] },
    ...grantEditsFor(input, 's3:BypassGovernanceRetention'),
  ]
}

function holdEdits({ bucket, key, bucketAccount }: ObjectLocked, { call }: CauseInput): readonly Edit[] {
  const recorded = call.snapshot.find('s3', 'HeadObject', bucket, key)
  const answers = recorded.flatMap(({ account, region, identifiers, fact }) =>
    fact.kind === 'known' && isRecord(fact.value)
      ? [
          {
            place: { account, region, service: 's3', operation: 'HeadObject', identifiers },
            answer: { ...fact.value, ObjectLockLegalHoldStatus: 'OFF' },
          },
        ]
      : [],
  )
  const setting = {
    name: 'legalHoldOff',
    target: `s3-setting:object-lock/${bucket}`,
    subject: `${bucket}/${key}`,
    owner: { kind: 'bucketOwner', account: bucketAccount },
    command: `aws s3api put-object-legal-hold --bucket ${quoted(bucket)} --key ${quoted(key)} --legal-hold Status=OFF`,
  } as const
  return [{ kind: 'changeSetting', setting, answers }]
}

const heldBy: Readonly<Record<Language, (e: ObjectLocked) => string>> = {
  en: ({ mode, legalHold }) => {
    const retention = mode === null ? [] : [`retention in mode ${code(mode)}`]
    const parts = [...retention, ...(legalHold ? ['a legal hold'] : [])]
    return parts.length === 0 ? 'AWS says that it is protected' : parts.join(' and ')
  },
  ko: ({ mode, legalHold }) => {
    const retention = mode === null ? [] : [`${code(mode)} 모드의 보존 설정`]
    const parts = [...retention, ...(legalHold ? ['법적 보존'] : [])]
    return parts.length === 0 ? 'AWS가 밝힌 보호 상태' : parts.join(', ')
  },
}

const why: Readonly<Record<Language, (e: ObjectLocked) => string>> = {
  en: ({ mode, until, legalHold }) => {
    const end = until === null ? '' : `Retention ends at ${code(until)}. `
    if (mode === 'COMPLIANCE')
      return `${end}In compliance mode nobody can delete the version before, the root user included.`
    if (mode === 'GOVERNANCE')
      return `${end}Governance mode gives way to ${code('s3:BypassGovernanceRetention')} together with the header ${code('x-amz-bypass-governance-retention')}.`
    return legalHold
      ? 'A legal hold has no end; it is taken off, not waited for.'
      : 'A delete without a version id only adds a delete marker, and Object Lock lets it pass.'
  },
  ko: ({ mode, until, legalHold }) => {
    const end = until === null ? '' : `보존 기간은 ${code(until)}에 끝납니다. `
    if (mode === 'COMPLIANCE')
      return `${end}규정 준수 모드에서는 루트 사용자를 포함해 아무도 그 전에 버전을 삭제할 수 없습니다.`
    if (mode === 'GOVERNANCE')
      return `${end}거버넌스 모드는 ${code('s3:BypassGovernanceRetention')} 권한과 ${code('x-amz-bypass-governance-retention')} 헤더가 모두 있어야 통과시킵니다.`
    return legalHold
      ? '법적 보존에는 끝나는 때가 없으므로 해제해야 합니다.'
      : '버전 ID 없는 삭제는 삭제 마커만 추가하므로 객체 잠금이 막지 않습니다.'
  },
}
