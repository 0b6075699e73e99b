import {
  bearsIdentityPolicies,
  hasBoundary,
  isBucketOwnerRepair,
  rcpsApply,
  type Situation,
  scpsApply,
  situationsOf,
} from './applicability.ts'
import { grantedBy, refusedBy, sideWithGates, voided, voidedAt, withGateLayers } from './gate-join.ts'
import type { Gate } from './gates.ts'
import { anyGrant, type GrantLayer, type Outcome, outcomeIn, type Sides, sideGrants } from './join.ts'
import {
  absentLayer,
  bothOf,
  emptyLayer,
  endpointRules,
  type JudgedLayer,
  judgeLevels,
  judgePolicies,
  rulesByLayer,
  silenced,
  whereApplies,
} from './layers.ts'
import { allOf, anyOf, not } from './match.ts'
import type { PolicySet } from './policies.ts'
import type { AccessRequest } from './request.ts'
import type { Decision, Grantor, Layer, Match } from './trace.ts'
import type { Question } from './trace-statement.ts'
import { possibleVerdicts } from './verdict.ts'

/** Everything a layer's judgement takes. */
interface Matter {
  readonly request: AccessRequest
  readonly policies: PolicySet
  readonly question: Question
  /** The same about the bucket behind an access point; elsewhere the question itself. */
  readonly bucketQuestion: Question
  readonly situations: readonly Situation[]
}

/** The layers of policy documents. A type is set apart by which statements apply and how it joins the others. */
const layerTable: readonly ((matter: Matter) => JudgedLayer)[] = [
  judgeScps,
  judgeRcps,
  judgeEndpoint,
  judgeResource,
  ({ policies, question }) => judgePolicies('accessPoint', policies.accessPoint, question, rulesByLayer.accessPoint),
  judgeIdentity,
  (matter) => judgeLimit('boundary', matter),
  (matter) => judgeLimit('session', matter),
]

/** Decides a request and keeps what every layer said, also of layers behind one that already denies. */
export function decide(request: AccessRequest, policies: PolicySet, gates: readonly Gate[]): Decision {
  const question = { request, resource: request.resource, hasBoundary: hasBoundary(request.principal, policies) }
  const matter: Matter = {
    request,
    policies,
    question,
    bucketQuestion: { ...question, resource: request.bucketResource ?? request.resource },
    situations: situationsOf(request, policies),
  }
  const judged = layerTable.map((judge) => judge(matter))
  const layers = withGateLayers(judged, gates)
  const outcome = outcomeOf(sidesOf(judged, matter, gates), matter, gates)
  const deny = anyOf(...layers.map((layer) => layer.deny))
  const passed = allOf(...layers.filter(mustAllow).map((layer) => layer.allow), not(anyRefusal(layers, gates)))
  const possible = possibleVerdicts(deny, allOf(outcome.granted, passed))
  const blocks = layers.map((layer) => ({ layer: layer.trace.layer, match: blockOf(layer, outcome, gates) }))
  return {
    layers: layers.map(({ trace }) => trace),
    possible,
    blockedBy: blocks.filter(({ match }) => match === 'yes').map(({ layer }) => layer),
    mayBlock: blocks.filter(({ match }) => match === 'unknown').map(({ layer }) => layer),
    allowedBy: possible.length === 1 && possible[0] === 'allowed' ? grantorsOf(outcome) : [],
  }
}

function judgeScps({ request, policies, question }: Matter): JudgedLayer {
  const judged = judgeLevels('scp', policies.scp, question, rulesByLayer.scp, false)
  return whereApplies(judged, scpsApply(request))
}

function judgeRcps({ request, policies, question }: Matter): JudgedLayer {
  const judged = judgeLevels('rcp', policies.rcp, question, rulesByLayer.rcp, true)
  return whereApplies(judged, rcpsApply(request))
}

// AWS: the endpoint policy must allow both the access point and the bucket behind it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-vpc.html
function judgeEndpoint({ policies, question, bucketQuestion }: Matter): JudgedLayer {
  const rules = endpointRules(policies.vpceKind)
  const judged = judgePolicies('vpce', policies.vpce, question, rules)
  if (bucketQuestion.resource === question.resource) return judged
  return bothOf(judged, judgePolicies('vpce', policies.vpce, bucketQuestion, rules))
}

function judgeResource({ request, policies, bucketQuestion, situations }: Matter): JudgedLayer {
  const layer = resourceLayer(policies)
  const judged = judgePolicies(layer, policies.resource, bucketQuestion, rulesByLayer.resource)
  const isRepair = isBucketOwnerRepair(request)
  if (isRepair !== 'no') return isRepair === 'yes' ? silenced(judged) : whereApplies(judged, 'unknown')
  const isNeeded = situations.some((situation) => situation !== 'sameAccount' && situation !== 'rootAtHome')
  const isAbsent = policies.resource.kind === 'none'
  return isAbsent && (isNeeded || policies.accessPoint.kind !== 'none') ? emptyLayer(layer) : judged
}

function judgeIdentity({ request, policies, question, bucketQuestion }: Matter): JudgedLayer {
  if (!bearsIdentityPolicies(request)) return absentLayer('identity')
  if (policies.identity.kind === 'none') return emptyLayer('identity')
  const judged = judgePolicies('identity', policies.identity, question, rulesByLayer.identity)
  if (bucketQuestion.resource === question.resource) return judged
  const onBucket = judgePolicies('identity', policies.identity, bucketQuestion, rulesByLayer.identity)
  return { ...bothOf(judged, { ...onBucket, allow: 'yes' }), allow: judged.allow }
}

function judgeLimit(layer: 'boundary' | 'session', { request, policies, question }: Matter): JudgedLayer {
  if (!bearsIdentityPolicies(request)) return absentLayer(layer)
  // AWS: without a session policy, a GetFederationToken session has no permissions of its own.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getfederationtoken.html
  const isBare = layer === 'session' && policies.session.kind === 'none' && request.principal.kind === 'federatedUser'
  return isBare ? emptyLayer(layer) : judgePolicies(layer, policies[layer], question, rulesByLayer[layer])
}

function sidesOf(judged: readonly JudgedLayer[], matter: Matter, gates: readonly Gate[]): Sides {
  const { policies, question, bucketQuestion, request } = matter
  const layer = (name: Layer): JudgedLayer => judged.find(({ trace }) => trace.layer === name) ?? absentLayer(name)
  const identity = layer('identity').allow
  const policy = sideGrants(layer(resourceLayer(policies)).grants)
  const usesAccessPoint = policies.accessPoint.kind !== 'none' || request.bucketResource !== undefined
  return {
    identity,
    bucketIdentity: bucketQuestion.resource === question.resource ? identity : identityOnBucket(matter),
    boundary: layer('boundary').allow,
    session: layer('session').allow,
    resource: sideWithGates(policy, gates),
    resourcePolicy: allOf(anyGrant(policy), not(voided(gates))),
    accessPoint: usesAccessPoint ? sideGrants(layer('accessPoint').grants) : null,
  }
}

function identityOnBucket({ request, policies, bucketQuestion }: Matter): Match {
  if (!bearsIdentityPolicies(request) || policies.identity.kind === 'none') return 'no'
  return judgePolicies('identity', policies.identity, bucketQuestion, rulesByLayer.identity).allow
}

/** What all situations left open agree on; `unknown` where they differ. */
function outcomeOf(sides: Sides, { situations }: Matter, gates: readonly Gate[]): Outcome {
  const outcomes = situations.map((situation) => outcomeIn[situation](sides))
  const agreed = (read: (outcome: Outcome) => Match): Match => {
    const [first = 'unknown', ...others] = outcomes.map(read)
    return others.every((other) => other === first) ? first : 'unknown'
  }
  // AWS: the grantee of a KMS grant needs no other permission, but a Deny still wins.
  // https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
  const gate = grantedBy(gates, false)
  const withheld = (layer: GrantLayer): Match =>
    allOf(
      agreed((one) => one.withheldBy[layer] ?? 'no'),
      not(gate),
    )
  const grants = (grantor: Grantor): Match => agreed((one) => one.grantors[grantor] ?? 'no')
  return {
    granted: anyOf(
      agreed((one) => one.granted),
      gate,
    ),
    withheldBy: {
      identity: withheld('identity'),
      resource: withheld('resource'),
      boundary: withheld('boundary'),
      session: withheld('session'),
      accessPoint: withheld('accessPoint'),
    },
    grantors: {
      identity: grants('identity'),
      resource: allOf(grants('resource'), sides.resourcePolicy),
      acl: grantedBy(gates, true),
      grant: gate,
      root: grants('root'),
    },
  }
}

/** Layers that never grant: without their Allow nothing else counts. */
function mustAllow({ trace }: JudgedLayer): boolean {
  return trace.layer === 'scp' || trace.layer === 'vpce'
}

function anyRefusal(layers: readonly JudgedLayer[], gates: readonly Gate[]): Match {
  return anyOf(...layers.map(({ trace }) => refusedBy(trace.layer, gates)))
}

function blockOf(layer: JudgedLayer, outcome: Outcome, gates: readonly Gate[]): Match {
  const { layer: name } = layer.trace
  const withheld = mustAllow(layer) ? not(layer.allow) : withheldAt(name, outcome, gates)
  return anyOf(layer.deny, withheld, refusedBy(name, gates))
}

function withheldAt(layer: Layer, { withheldBy }: Outcome, gates: readonly Gate[]): Match {
  switch (layer) {
    case 'identity':
    case 'boundary':
    case 'session':
    case 'accessPoint':
      return withheldBy[layer] ?? 'no'
    case 'resource':
    case 'kms':
      // A policy that does not reach the resource is not what withholds the Allow.
      return allOf(withheldBy.resource ?? 'no', not(voided(gates)))
    default:
      return allOf(withheldBy.resource ?? 'no', voidedAt(layer, gates))
  }
}

function resourceLayer(policies: PolicySet): 'resource' | 'kms' {
  return policies.resourceKind === 'key' ? 'kms' : 'resource'
}

const grantorNames: readonly Grantor[] = ['identity', 'resource', 'acl', 'grant', 'root']

function grantorsOf(outcome: Outcome): readonly Grantor[] {
  return grantorNames.filter((name) => outcome.grantors[name] === 'yes')
}
