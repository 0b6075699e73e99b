import { nameOfPlaced } from '../iam/placed-name.ts'
import { type CallEvidence, type Cause, defineCallCause } from './cause.ts'
import { allowedNow, changesCommand, fittingWrites } from './recorded-times.ts'
import { code } from './words.ts'

interface ChangedLater extends CallEvidence {
  readonly action: string
  readonly resource: string
  readonly deniedAt: string
  readonly operation: string
  /** What was changed: `role/etl`. */
  readonly subject: string
  readonly changedAt: string
  readonly changedBy: string | null
}

/** What was recorded allows the request, and it was changed after the denial. */
export const policyChangedAfterDenial: Cause = defineCallCause<ChangedLater>({
  code: 'UD104',
  name: 'policy-changed-after-denial',
  since: '0.1.0',
  settles: true,

  find: (input) => {
    const now = allowedNow(input)
    const change = now === null ? undefined : fittingWrites(now).at(-1)
    if (now === null || change === undefined) return []
    const { action, resource } = now.input.authorization.request
    return [
      {
        layer: null,
        place: null,
        action,
        resource,
        deniedAt: now.history.deniedAtText,
        operation: change.operation,
        subject: nameOfPlaced(change.subject),
        changedAt: change.timeText,
        changedBy: change.by,
      },
    ]
  },

  edits: ({ subject }) => [{ kind: 'noChange', reason: 'alreadyChanged', subject }],

  // Only where everything that was read allows the request does a later change explain it.
  suspect: (input) =>
    input.openLayers.length === 0 && input.denial.time !== null && input.call.caller?.entity?.kind === 'known'
      ? { layer: null, rank: 20, command: changesCommand(input) }
      : null,

  explain: {
    en: (e) => ({
      headline: `${code(e.operation)} changed ${code(e.subject)} after the denial, and ${code(e.action)} on ${code(e.resource)} is allowed now.`,
      why: `AWS refused at ${code(e.deniedAt)}; the change was made at ${code(e.changedAt)}${e.changedBy === null ? '' : ` by ${code(e.changedBy)}`}.`,
    }),
    ko: (e) => ({
      headline: `거부된 뒤 ${code(e.operation)} 작업으로 ${code(e.subject)} 항목이 바뀌었으며, 지금은 ${code(e.resource)} 리소스의 ${code(e.action)} 작업이 허용됩니다.`,
      why: `거부 시각은 ${code(e.deniedAt)}, 변경 시각은 ${code(e.changedAt)}입니다.${e.changedBy === null ? '' : ` 변경한 보안 주체는 ${code(e.changedBy)}입니다.`}`,
    }),
  },

  suspicion: {
    en: () => 'A policy that bears on the request was changed after the denial.',
    ko: () => '요청에 적용되는 정책이 거부된 뒤에 바뀌었습니다.',
  },
})
