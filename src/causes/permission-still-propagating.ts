import { nameOfPlaced } from '../iam/placed-name.ts'
import { type CallEvidence, type Cause, defineCallCause } from './cause.ts'
import { allowedNow, changesCommand } from './recorded-times.ts'
import { code } from './words.ts'

interface TooEarly extends CallEvidence {
  readonly action: string
  readonly operation: string
  /** What was created or changed: `role/etl`. */
  readonly subject: string
  readonly changedAt: string
  readonly deniedAt: string
  readonly secondsBetween: number
  readonly succeededAt: string
}

/** The permission was given seconds before the denial, nothing was changed since, and the same call succeeded later. */
export const permissionStillPropagating: Cause = defineCallCause<TooEarly>({
  code: 'UD105',
  name: 'permission-still-propagating',
  since: '0.1.0',
  settles: true,

  find: (input) => {
    const now = allowedNow(input)
    if (now === null) return []
    const { before, after, success, deniedAt, deniedAtText } = now.history
    const change = before.at(-1)
    if (change === undefined || after.length > 0 || success === null) return []
    return [
      {
        layer: null,
        place: null,
        action: now.input.authorization.request.action,
        operation: change.operation,
        subject: nameOfPlaced(change.subject),
        changedAt: change.timeText,
        deniedAt: deniedAtText,
        secondsBetween: Math.round((deniedAt - change.time) / 1000),
        succeededAt: success.timeText,
      },
    ]
  },

  edits: ({ subject }) => [{ kind: 'noChange', reason: 'stillPropagating', subject }],

  suspect: (input) => {
    const { caller } = input.call
    const createdAt = caller?.entity?.kind === 'known' ? caller.entity.value.createdAt : null
    const deniedAt = Date.parse(input.denial.time ?? '')
    const isNew = createdAt !== null && deniedAt >= createdAt && deniedAt - createdAt <= 5 * 60_000
    return isNew ? { layer: null, rank: 1, command: changesCommand(input) } : null
  },

  explain: {
    en: (e) => ({
      headline: `The permission for ${code(e.action)} had not reached every part of AWS yet: the same call succeeded at ${code(e.succeededAt)}.`,
      why: `${code(e.operation)} of ${code(e.subject)} was at ${code(e.changedAt)}, the denial ${apart.en(e.secondsBetween)} later at ${code(e.deniedAt)}; nothing was changed between the denial and the success.`,
    }),
    ko: (e) => ({
      headline: `${code(e.action)} 권한이 아직 AWS 전체에 전파되지 않았습니다. 같은 호출이 ${code(e.succeededAt)}에 성공했습니다.`,
      why: `${code(e.subject)} 항목의 ${code(e.operation)} 작업은 ${code(e.changedAt)}, 거부는 ${apart.ko(e.secondsBetween)} 뒤인 ${code(e.deniedAt)}입니다. 거부와 성공 사이에 바뀐 것은 없습니다.`,
    }),
  },

  suspicion: {
    en: () =>
      'The user or role was created seconds before the denial, and the permission had not reached every part of AWS yet.',
    ko: () => '사용자나 역할이 거부되기 직전에 만들어져 권한이 아직 AWS 전체에 전파되지 않았습니다.',
  },
})

const apart = {
  en: (seconds: number): string => (seconds === 1 ? '1 second' : `${seconds} seconds`),
  ko: (seconds: number): string => `${seconds}초`,
} as const
