import { quoted } from '../fixes/cli-command.ts'
import { parseArn } from '../iam/arn.ts'
import { queryOf } from '../services/athena-query.ts'
import { workGroup } from '../snapshot/athena.ts'
import { type Cause, type CauseInput, defineCause, type Evidence } from './cause.ts'
import { deniesForWantOfAllow, matchingDenies, statementOfTrace } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { code } from './words.ts'

interface WorkGroupEvidence extends Evidence {
  readonly workGroup: string
  readonly principal: string
  readonly action: string
  /** The location that the workgroup enforces; null where the workgroup itself is not allowed. */
  readonly enforcedLocation: string | null
}

/** The caller is not allowed to use the workgroup, or the result location that the workgroup enforces is refused. */
export const athenaWorkgroup: Cause = defineCause<WorkGroupEvidence>({
  code: 'UD952',
  name: 'athena-workgroup',
  since: '0.1.0',
  layers: ['identity', 'resource'],
  specificity: 1,
  alongside: 'any',

  find: (input) => {
    const { request } = input.authorization
    const principal = request.principal.arn ?? 'anonymous'
    const name = workGroupIn(request.resource)
    if (name !== null && refusesWorkGroup(input)) {
      const evidence = { workGroup: name, principal, action: request.action, enforcedLocation: null }
      return [{ layer: 'identity', place: null, ...evidence }]
    }
    const enforced = enforcedLocationOf(input)
    const layer = (['identity', 'resource'] as const).find((l) => input.decision.blockedBy.includes(l))
    if (enforced === null || layer === undefined) return []
    return [{ layer, place: null, principal, action: request.action, ...enforced }]
  },

  edits: ({ enforcedLocation }, input) => (enforcedLocation === null ? grantEdits(input, 'identity') : []),

  suspect: ({ denial }) => {
    if (denial.service !== 'athena') return null
    const region = denial.region === null ? '' : ` --region ${quoted(denial.region)}`
    return { layer: null, rank: 3.5, command: `aws athena list-work-groups${region}` }
  },

  explain: {
    en: (e) => ({
      headline:
        e.enforcedLocation === null
          ? `${code(e.principal)} is not allowed ${code(e.action)} in workgroup ${code(e.workGroup)}.`
          : `Workgroup ${code(e.workGroup)} enforces a result location that the caller cannot use.`,
      why:
        e.enforcedLocation === null
          ? 'Every query runs in one workgroup, and the caller needs the action on the ARN of that workgroup.'
          : `The workgroup overrides client-side settings with ${code(e.enforcedLocation)}; ${code(e.action)} is refused there.`,
    }),
    ko: (e) => ({
      headline:
        e.enforcedLocation === null
          ? `${code(e.principal)} 보안 주체에게 ${code(e.workGroup)} 작업 그룹의 ${code(e.action)} 권한이 없습니다.`
          : `${code(e.workGroup)} 작업 그룹이 강제하는 결과 위치를 호출자가 사용할 수 없습니다.`,
      why:
        e.enforcedLocation === null
          ? '모든 쿼리는 작업 그룹 하나에서 실행되며, 호출자에게 그 작업 그룹 ARN의 작업 권한이 필요합니다.'
          : `작업 그룹이 클라이언트 설정 대신 ${code(e.enforcedLocation)} 위치를 사용하며, 그 위치의 ${code(e.action)} 작업이 거부됩니다.`,
    }),
  },

  suspicion: {
    en: () => 'The caller is not allowed to use the workgroup, or the workgroup enforces another result location.',
    ko: () => '호출자에게 작업 그룹 사용 권한이 없거나 작업 그룹이 다른 결과 위치를 강제합니다.',
  },
})

function workGroupIn(resource: string): string | null {
  const arn = parseArn(resource)
  return arn?.service === 'athena' && arn.resource.startsWith('workgroup/') ? arn.resource.slice(10) : null
}

/** Nothing allows the workgroup, or a Deny that names workgroups applies; a Deny of everything is not about one. */
function refusesWorkGroup(input: CauseInput): boolean {
  if (!input.decision.blockedBy.includes('identity')) return false
  if (deniesForWantOfAllow(input, 'identity')) return true
  return matchingDenies(input, 'identity').some((trace) =>
    statementOfTrace(input, trace)?.resource?.values.some((value) => value.includes(':workgroup/')),
  )
}

/** The workgroup whose enforced location a refused result request is about. */
function enforcedLocationOf({
  authorization,
  call,
}: CauseInput): Pick<WorkGroupEvidence, 'workGroup' | 'enforcedLocation'> | null {
  const { hop, request } = authorization
  if (hop.kind !== 'forwarded' || hop.part !== 'results' || !request.action.startsWith('s3:')) return null
  const query = queryOf(call)
  if (query === null) return null
  const group = workGroup(call.snapshot, query.account, query.region, query.workGroup)
  if (group.kind !== 'known' || !group.value.enforcesSettings || group.value.outputLocation === null) return null
  const bucket = /^s3:\/\/([^/]+)/.exec(group.value.outputLocation)?.[1]
  const isThere = request.resource.replace(/^arn:[^:]*:s3:::/, '').split('/')[0] === bucket
  return isThere ? { workGroup: query.workGroup, enforcedLocation: group.value.outputLocation } : null
}
