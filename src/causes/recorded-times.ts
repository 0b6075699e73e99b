import { decide } from '../engine/decide.ts'
import type { Layer } from '../engine/trace.ts'
import { quoted } from '../fixes/cli-command.ts'
import { isAllowed } from '../fixes/verify.ts'
import { type CallHistory, callHistory } from '../services/call-history.ts'
import type { PolicyWrite } from '../services/policy-writes.ts'
import { lastName } from '../services/trail-event.ts'
import type { CallInput, CauseInput, SuspectInput } from './cause.ts'
import { claimedLayer } from './suspect.ts'

/** A refused request that everything recorded now allows, with what the recorded times tell of it. */
export interface AllowedNow {
  readonly input: CauseInput
  readonly history: CallHistory
}

/** Null where what was recorded still refuses the request, or leaves it open, or tells no time. */
export function allowedNow({ call, requests }: CallInput): AllowedNow | null {
  const input = requests.find((request) => request.reported)
  if (input === undefined || !isAllowed(input.decision)) return null
  const own = requests.find(({ authorization }) => authorization.hop.kind === 'direct') ?? input
  // A bare "Access Denied" can be that of any request of the chain.
  const isBare = call.denial.claim.policyType === null && call.denial.claim.effect === null
  const refusable = isBare && requests.every(({ decision }) => isAllowed(decision)) ? requests : [input]
  const history = callHistory(
    call,
    refusable.map(({ authorization }) => authorization),
    [input.authorization, own.authorization],
  )
  return history === null ? null : { input, history }
}

/** The changes that can have turned a refusal in AWS's words into an Allow. */
export function fittingWrites({ input, history }: AllowedNow): readonly PolicyWrite[] {
  const { call, denial } = input
  const claimed = claimedLayer({ call, denial, openLayers: [] })
  const isExplicit = denial.claim.effect === 'explicitDeny'
  return history.after.filter((write) => {
    if (claimed !== null) {
      const fitting: readonly Layer[] = isExplicit ? [claimed] : [claimed, ...substitutes(claimed)]
      if (!write.layers.some((layer) => fitting.includes(layer))) return false
    }
    return isExplicit || canHaveAllowed(write, input, claimed === null)
  })
}

/**
 * Taking a policy away allows nothing that was not denied by it. One that was put or attached has made the difference
 * only if the request is refused without it.
 */
function canHaveAllowed({ operation, policy, layers }: PolicyWrite, input: CauseInput, isBare: boolean): boolean {
  if (policy === null || !layers.includes('identity')) return true
  if (/^(?:Delete|Detach)/.test(operation)) return isBare
  const { request, policies, gates, storedById } = input.authorization
  if (policies.identity.kind !== 'read') return true
  const others = policies.identity.policies.filter(({ id }) => {
    const stored = storedById.get(id)
    return stored?.arn !== policy && stored?.name !== policy
  })
  // A version of a managed policy can also be one of the permissions boundary.
  if (others.length === policies.identity.policies.length && layers.includes('boundary')) return true
  return !isAllowed(decide(request, { ...policies, identity: { ...policies.identity, policies: others } }, gates))
}

/** What can allow in place of the layer that AWS names for want of an Allow; KMS names the key policy for both. */
function substitutes(claimed: Layer): readonly Layer[] {
  switch (claimed) {
    case 'identity':
      return ['resource', 'kms']
    case 'resource':
    case 'kms':
      return ['identity', 'bpa', 'acl', 'resource', 'kms', 'kmsKeyState']
    default:
      return []
  }
}

/** The AWS CLI command that lists what was changed around the denial. */
export function changesCommand({ call }: SuspectInput): string | null {
  const { arn = null, roleArn = null } = call.caller?.principal ?? {}
  const own = roleArn ?? arn
  if (own === null) return null
  const name = /:assumed-role\/([^/]+)/.exec(own)?.[1] ?? lastName(own)
  return `aws cloudtrail lookup-events --region us-east-1 --lookup-attributes AttributeKey=ResourceName,AttributeValue=${quoted(name)}`
}
