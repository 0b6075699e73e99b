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
export function fittingWrites(writes: readonly PolicyWrite[], { call, denial }: CallInput): readonly PolicyWrite[] {
  const claimed = claimedLayer({ call, denial, openLayers: [] })
  if (claimed === null) return writes
  const fitting: readonly Layer[] =
    denial.claim.effect === 'explicitDeny' ? [claimed] : [claimed, ...substitutes(claimed)]
  return writes.filter(({ layers }) => layers.some((layer) => fitting.includes(layer)))
}

/** What can allow in place of the layer that AWS names for want of an Allow; KMS names the key policy for both. */
function substitutes(claimed: Layer): readonly Layer[] {
  switch (claimed) {
    case 'identity':
      return ['resource', 'kms']
    case 'resource':
    case 'kms':
      return ['identity', 'bpa', 'acl', 'resource', 'kms']
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
