import { allOf, anyOf, not } from './match.ts'
import type { NamedPolicy, Policies, PolicyLevel, PolicyLevels, PolicySet } from './policies.ts'
import type { NamedMatch } from './principal-match.ts'
import type { Layer, LayerTrace, LevelTrace, Match } from './trace.ts'
import { type JudgedStatement, type Question, type StatementRules, traceStatement } from './trace-statement.ts'
import { appliesAny, possibleVerdicts } from './verdict.ts'

/** One layer against the request, ready to be joined with the others. */
export interface JudgedLayer {
  readonly trace: LayerTrace
  readonly deny: Match
  readonly allow: Match
  /** Allow statements of policies that name principals, by how each names who asks. */
  readonly grants: readonly NamedMatch[]
}

const attachedToPrincipal: StatementRules = { principals: 'none', fillsIncompleteArns: true, needsResource: true }
const organizational: StatementRules = { principals: 'none', fillsIncompleteArns: false, needsResource: true }
const attachedToResource: StatementRules = { principals: 'element', fillsIncompleteArns: false, needsResource: false }

/** How the statements of each policy type are read: the only difference between the types while comparing. */
export const rulesByLayer: Readonly<
  Record<'identity' | 'resource' | 'boundary' | 'session' | 'scp' | 'rcp' | 'accessPoint', StatementRules>
> = {
  identity: attachedToPrincipal,
  boundary: attachedToPrincipal,
  // AWS: an incomplete ARN in a session policy is refused, not completed.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
  session: { ...attachedToPrincipal, fillsIncompleteArns: false },
  resource: attachedToResource,
  accessPoint: attachedToResource,
  scp: organizational,
  rcp: { ...organizational, principals: 'element' },
}

/** How the statements of an endpoint policy are read. */
export function endpointRules(kind: PolicySet['vpceKind']): StatementRules {
  switch (kind) {
    case 'gateway':
      return { ...attachedToResource, principals: 'gatewayEndpoint' }
    case 'interface':
      return attachedToResource
    case 'unknown':
      return { ...attachedToResource, principals: 'endpointOfUnknownKind' }
  }
}

/** A layer in which nothing bears on the request. */
export function absentLayer(layer: Layer): JudgedLayer {
  const trace: LayerTrace = { layer, presence: 'none', statements: [], possible: [], levels: [] }
  return { trace, deny: 'no', allow: 'yes', grants: [] }
}

/** A layer that takes part though no policy of its kind is there: it allows nothing. */
export function emptyLayer(layer: Layer): JudgedLayer {
  return judgedLayer(layer, 'read', [], 'no', 'no')
}

/** Compares every statement of a layer's policies; a layer without policies is absent. */
export function judgePolicies(
  layer: Layer,
  policies: Policies,
  question: Question,
  rules: StatementRules,
): JudgedLayer {
  switch (policies.kind) {
    case 'none':
      return absentLayer(layer)
    case 'unknown':
      return unknownLayer(layer)
    case 'read': {
      const judged = policies.policies.flatMap((policy) => judgePolicy(policy, question, rules))
      const layerJudged = judgeStatements(layer, judged)
      return policies.complete ? layerJudged : withUnread(layerJudged)
    }
  }
}

/** Compares the SCPs or RCPs of every level; each level must allow, and a Deny at any level denies. */
export function judgeLevels(
  layer: Layer,
  levels: PolicyLevels,
  question: Question,
  rules: StatementRules,
  allowIsImplied: boolean,
): JudgedLayer {
  if (levels.kind === 'unknown') return allowIsImplied ? withImpliedAllow(unknownLayer(layer)) : unknownLayer(layer)
  if (levels.kind === 'none' || levels.levels.length === 0) return absentLayer(layer)
  const judged = levels.levels.map((level) => judgeLevel(layer, level, question, rules, allowIsImplied))
  const statements = judged.flatMap(({ layer: one }) => one.trace.statements)
  const deny = anyOf(...judged.map(({ layer: one }) => one.deny))
  const allow = allOf(...judged.map(({ layer: one }) => one.allow))
  const presence = judged.every(({ layer: one }) => one.trace.presence === 'unknown') ? 'unknown' : 'read'
  const traces: readonly LevelTrace[] = judged.map(({ name, layer: one }) => ({ name, possible: one.trace.possible }))
  const joined = judgedLayer(layer, presence, statements, deny, allow)
  return { ...joined, trace: { ...joined.trace, levels: traces } }
}

/** The layer where it bears on the request only if `applies`. */
export function whereApplies(layer: JudgedLayer, applies: Match): JudgedLayer {
  if (applies === 'yes' || layer.trace.presence === 'none') return layer
  if (applies === 'no') return absentLayer(layer.trace.layer)
  const deny = allOf(layer.deny, applies)
  const allow = anyOf(layer.allow, not(applies))
  const levels = layer.trace.levels
  const weakened = judgedLayer(layer.trace.layer, layer.trace.presence, layer.trace.statements, deny, allow)
  return { ...weakened, grants: layer.grants, trace: { ...weakened.trace, levels } }
}

/** Two comparisons of one layer that must both pass, such as an access point and the bucket behind it. */
export function bothOf(first: JudgedLayer, second: JudgedLayer): JudgedLayer {
  const deny = anyOf(first.deny, second.deny)
  const allow = allOf(first.allow, second.allow)
  const shown = second.deny === 'yes' || (first.allow === 'yes' && second.allow !== 'yes') ? second.trace : first.trace
  return { trace: { ...shown, possible: possibleVerdicts(deny, allow) }, deny, allow, grants: first.grants }
}

/** The layer without a say, its statements still shown. */
export function silenced(layer: JudgedLayer): JudgedLayer {
  return { ...absentLayer(layer.trace.layer), trace: { ...layer.trace, presence: 'none', possible: [] } }
}

interface JudgedLevel {
  readonly name: string
  readonly layer: JudgedLayer
}

function judgeLevel(
  layer: Layer,
  level: PolicyLevel,
  question: Question,
  rules: StatementRules,
  allowIsImplied: boolean,
): JudgedLevel {
  // AWS: a level from which every SCP was detached allows nothing beneath it.
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
  const judged =
    level.policies.kind === 'none' ? emptyLayer(layer) : judgePolicies(layer, level.policies, question, rules)
  return { name: level.name, layer: allowIsImplied ? withImpliedAllow(judged) : judged }
}

// AWS: RCPFullAWSAccess is attached everywhere and cannot be detached.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
function withImpliedAllow(layer: JudgedLayer): JudgedLayer {
  const { trace, deny } = layer
  return { ...layer, allow: 'yes', trace: { ...trace, possible: possibleVerdicts(deny, 'yes') } }
}

function judgePolicy(policy: NamedPolicy, question: Question, rules: StatementRules): readonly JudgedStatement[] {
  const { document, id } = policy
  const source = { policyId: id, version: document.version }
  return document.statements.map((statement) => traceStatement(source, statement, question, rules))
}

function judgeStatements(layer: Layer, judged: readonly JudgedStatement[]): JudgedLayer {
  const statements = judged.map(({ trace }) => trace)
  const grants = judged.filter(({ trace }) => trace.effect === 'Allow').flatMap(({ namings }) => namings)
  const deny = appliesAny(statements, 'Deny')
  const allow = appliesAny(statements, 'Allow')
  return { ...judgedLayer(layer, 'read', statements, deny, allow), grants }
}

/** A policy that was not read could hold any statement. */
function withUnread(layer: JudgedLayer): JudgedLayer {
  const deny = anyOf(layer.deny, 'unknown')
  const allow = anyOf(layer.allow, 'unknown')
  const { presence, statements } = layer.trace
  const grants: readonly NamedMatch[] = [...layer.grants, anyGrant]
  return { ...judgedLayer(layer.trace.layer, presence, statements, deny, allow), grants }
}

/** The grant that would override most, which is the most an unread policy could hold. */
const anyGrant: NamedMatch = { naming: 'anyone', match: 'unknown' }

function unknownLayer(layer: Layer): JudgedLayer {
  return { ...judgedLayer(layer, 'unknown', [], 'unknown', 'unknown'), grants: [anyGrant] }
}

function judgedLayer(
  layer: Layer,
  presence: LayerTrace['presence'],
  statements: LayerTrace['statements'],
  deny: Match,
  allow: Match,
): JudgedLayer {
  const possible = possibleVerdicts(deny, allow)
  return { trace: { layer, presence, statements, possible, levels: [] }, deny, allow, grants: [] }
}
