import { isAllowed } from '../fixes/verify.ts'
import { type CallEvidence, type CallInput, type Cause, defineCallCause } from './cause.ts'
import { actingService, isAllowedAs, isRoleOfService, otherThanExpected } from './expected-caller.ts'
import { code } from './words.ts'

interface OtherCaller extends CallEvidence {
  readonly caller: string
  readonly expected: string
  readonly action: string
}

/** The call came from another principal than the one that holds the permission. */
export const callerIsNotTheExpectedPrincipal: Cause = defineCallCause<OtherCaller>({
  code: 'UD101',
  name: 'caller-is-not-the-expected-principal',
  since: '0.1.0',
  settles: false,

  find: (input) => {
    const { call } = input
    const expected = otherThanExpected(call, call.expectedPrincipal)
    const refused = refusedOf(input)
    if (expected === null || refused === undefined || actsForPerson(input, expected)) return []
    if (!isAllowedAs(call, expected)) return []
    const { principal, action } = refused.authorization.request
    return [{ layer: null, place: null, caller: principal.arn ?? principal.service ?? 'anonymous', expected, action }]
  },

  edits: ({ expected }) => [{ kind: 'noChange', reason: 'otherPrincipal', subject: expected }],

  suspect: ({ call, denial }) => {
    const isOther = otherThanExpected(call, call.expectedPrincipal) !== null && actingService(call) === null
    const isOpen = call.caller === null || isOther
    return !denial.notPermission && isOpen
      ? { layer: null, rank: 1.5, command: 'aws sts get-caller-identity && aws configure list' }
      : null
  },

  explain: {
    en: (e) => ({
      headline: `The request came from ${code(e.caller)}, not from ${code(e.expected)}.`,
      why: `${code(e.expected)} is allowed ${code(e.action)}; ${code(e.caller)} is not. The credentials come from another profile, from the environment, or from the role of the machine.`,
    }),
    ko: (e) => ({
      headline: `요청을 보낸 보안 주체는 ${code(e.expected)} 대신 ${code(e.caller)}입니다.`,
      why: `${code(e.expected)} 보안 주체에는 ${code(e.action)} 작업이 허용되지만 ${code(e.caller)} 보안 주체에는 허용되지 않습니다. 다른 프로필이나 환경 변수, 인스턴스 역할의 자격 증명이 쓰였습니다.`,
    }),
  },

  suspicion: {
    en: () => 'The request was made by another user or role than the one that holds the permission.',
    ko: () => '권한이 있는 사용자나 역할이 아닌 다른 보안 주체가 요청했습니다.',
  },
})

/** The reported request, where it is not allowed to its caller. */
function refusedOf({ requests }: CallInput): CallInput['requests'][number] | undefined {
  return requests.find(({ reported, decision }) => reported && !isAllowed(decision))
}

/** A service that acts with its own role for someone else is told by `service-acts-with-another-role`. */
function actsForPerson({ call }: CallInput, expected: string): boolean {
  const service = actingService(call)
  return service !== null && !isRoleOfService(service, expected, call)
}
