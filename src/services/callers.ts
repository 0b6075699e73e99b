import type { Denial } from '../denial/denial.ts'
import { field, textAt, timeOf } from '../snapshot/json.ts'
import { spanOfDenial } from './denial-time.ts'
import { isSessionMaker, makerOf, type SessionIdentity, sessionOf, type TrailRecord } from './session.ts'

/** One of those who stand behind a call: the first who called, then each session that was made with another. */
export interface CallerStep {
  /** ARN, service, or the subject that an identity provider vouched for. */
  readonly principal: string
  /** Set with the session: what made it. */
  readonly madeBy: { readonly operation: string; readonly eventId: string | null; readonly file: string } | null
  /** `AWS IAM Identity Center` user on whose behalf the call was made. */
  readonly onBehalfOf: string | null
  readonly sourceIdentity: string | null
  /** The provider that vouched for a web identity or a SAML subject. */
  readonly provider: string | null
  /** The service that made the call with the permissions of its caller. */
  readonly invokedBy: string | null
}

/** A chain of sessions that is longer is cut: it would be no one's intent. */
const mostSteps = 20

/**
 * Who is behind a denied call, the first caller first: from the denied session back through the calls that made it and
 * the sessions those were made with.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
export function callersOf(
  denial: Denial,
  given: string | null,
  records: readonly TrailRecord[],
): readonly CallerStep[] {
  const { event } = denial.hints
  const principal = given ?? denial.principal
  if (denial.source === 'request' || principal === null) return []
  const own = sessionOf(event, spanOfDenial(denial), principal)
  const makings = records.filter(({ record }) => isSessionMaker(record))
  const denied: CallerStep = {
    principal,
    madeBy: null,
    onBehalfOf: event?.onBehalfOf ?? null,
    sourceIdentity: event?.sourceIdentity ?? null,
    provider: null,
    invokedBy: event !== null && event.identityType !== 'AWSService' ? event.invokedBy : null,
  }
  const steps: CallerStep[] = [denied]
  let session: SessionIdentity | null = own
  const seen = new Set<unknown>()
  while (session !== null && steps.length < mostSteps) {
    const maker = makerOf(session, makings)
    if (maker === null || seen.has(maker.record)) break
    seen.add(maker.record)
    const [made] = steps
    if (made !== undefined) steps[0] = madeStep(made, maker)
    const before = stepBefore(maker.record)
    const { principal: caller } = before
    if (caller !== null) steps.unshift({ ...before, principal: caller })
    session = sessionBefore(maker.record)
  }
  const tellsMore = steps.some((step) => step.onBehalfOf ?? step.sourceIdentity ?? step.invokedBy)
  return steps.length > 1 || tellsMore ? steps : []
}

/** A step with the call that made its session. */
function madeStep(step: CallerStep, { record, file }: TrailRecord): CallerStep {
  const operation = textAt(record, 'eventName') ?? ''
  const sourceIdentity = step.sourceIdentity ?? textAt(record, 'requestParameters', 'sourceIdentity')
  return { ...step, sourceIdentity, madeBy: { operation, eventId: textAt(record, 'eventID'), file } }
}

/** Who made a session, as the record of the call that made it tells. */
function stepBefore(record: unknown): Omit<CallerStep, 'principal'> & { readonly principal: string | null } {
  const identity = field(record, 'userIdentity')
  const arn = textAt(identity, 'arn')
  const isFederated = /^AssumeRoleWith(?:SAML|WebIdentity)$/.test(textAt(record, 'eventName') ?? '')
  const answer = field(record, 'responseElements')
  const subject = isFederated
    ? (textAt(answer, 'subjectFromWebIdentityToken') ?? textAt(answer, 'subject') ?? textAt(identity, 'userName'))
    : null
  const provider = isFederated
    ? (textAt(identity, 'identityProvider') ?? textAt(answer, 'provider') ?? textAt(answer, 'issuer'))
    : null
  return {
    principal: subject ?? arn ?? textAt(identity, 'invokedBy') ?? textAt(identity, 'principalId'),
    madeBy: null,
    onBehalfOf: textAt(identity, 'onBehalfOf', 'userId'),
    sourceIdentity: textAt(identity, 'sessionContext', 'sourceIdentity'),
    provider,
    invokedBy: arn === null ? null : textAt(identity, 'invokedBy'),
  }
}

/** The session that another one was made with; null where no session made it. */
export function sessionBefore(record: unknown): SessionIdentity | null {
  const identity = field(record, 'userIdentity')
  if (textAt(identity, 'type') !== 'AssumedRole') return null
  const time = timeOf(textAt(record, 'eventTime'))
  return {
    arn: textAt(identity, 'arn'),
    accessKeyId: textAt(identity, 'accessKeyId'),
    principalId: textAt(identity, 'principalId'),
    createdAt: textAt(identity, 'sessionContext', 'attributes', 'creationDate'),
    used: time === null ? null : { from: time, until: time },
  }
}
