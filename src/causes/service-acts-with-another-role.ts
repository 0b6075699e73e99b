import type { Denial } from '../denial/denial.ts'
import type { Call } from '../services/call.ts'
import { type CallEvidence, type Cause, defineCallCause } from './cause.ts'
import { actingService, isRoleOfService, otherThanExpected } from './expected-caller.ts'
import { code } from './words.ts'

interface ServiceRole extends CallEvidence {
  readonly service: string
  readonly role: string
  /** Who was expected to be asked for, or who started the work. */
  readonly person: string
}

/** An AWS service asked with its own role, so the permissions of the person who started it do not count. */
export const serviceActsWithAnotherRole: Cause = defineCallCause<ServiceRole>({
  code: 'UD103',
  name: 'service-acts-with-another-role',
  since: '0.1.0',
  settles: false,

  find: ({ call, denial }) => {
    const service = actingService(call)
    const person = otherThanExpected(call, call.expectedPrincipal ?? starterOf(denial))
    if (service === null || person === null || isRoleOfService(service, person, call)) return []
    const { roleArn = null, arn = null } = call.caller?.principal ?? {}
    return [{ layer: null, place: null, service, role: roleArn ?? arn ?? service, person }]
  },

  edits: () => [],

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `${code(e.service)} asked with ${code(e.role)}, not with the permissions of ${code(e.person)}.`,
      why: `A service that has a role of its own is judged by that role alone; what ${code(e.person)} may do does not count.`,
    }),
    ko: (e) => ({
      headline: `${code(e.service)} 서비스는 ${code(e.person)} 보안 주체의 권한이 아니라 ${code(e.role)} 역할로 요청했습니다.`,
      why: `자체 역할을 쓰는 서비스의 요청은 그 역할의 권한만으로 판정되며, ${code(e.person)} 보안 주체에 허용된 작업은 영향을 주지 않습니다.`,
    }),
  },

  suspicion: {
    en: ({ call }) => `${serviceName(call, 'The service')} asked with a role of its own.`,
    ko: ({ call }) => `${serviceName(call, '서비스')}의 요청은 자체 역할로 판정됩니다.`,
  },
})

function serviceName(call: Call, otherwise: string): string {
  const service = actingService(call)
  return service === null ? otherwise : code(service)
}

const starter =
  /\b(?:started|requested|submitted|triggered|initiated|launched|run)\s{1,20}by:?\s{1,20}["'(]?(arn:[\w-]{1,20}:(?:iam|sts)::\d{12}:(?:user|assumed-role)\/[\w+=,.@/-]{1,600}[\w+=@])/i

/** Who started the work, where the text says so. */
function starterOf({ hints }: Denial): string | null {
  return starter.exec(hints.message)?.[1] ?? null
}
