import type { Gate } from './gates.ts'
import type { SideGrants } from './join.ts'
import type { JudgedLayer } from './layers.ts'
import { allOf, anyOf, matchIf, not } from './match.ts'
import type { Layer, Match, Verdict } from './trace.ts'
import { possibleVerdicts } from './verdict.ts'

/** Adds what gates say to the layers they are about, or as layers of their own. */
export function withGateLayers(layers: readonly JudgedLayer[], gates: readonly Gate[]): readonly JudgedLayer[] {
  let joined = layers
  for (const gate of gates) {
    if (gate.kind === 'grant') continue
    const refusal = refusalLayer(gate.layer, gate.kind === 'refusal' ? gate.possible : ['allowed'])
    const existing = joined.find(({ trace }) => trace.layer === gate.layer)
    if (refusal.trace.possible.length === 0) continue
    joined =
      existing === undefined
        ? [...joined, refusal]
        : joined.map((layer) => (layer === existing ? joinRefusal(layer, refusal) : layer))
  }
  return joined
}

/** Whether a gate refuses without a Deny: its layer then blocks however the others grant. */
export function refusedBy(layer: Layer, gates: readonly Gate[]): Match {
  const refusals = gates.flatMap((gate) => (gate.kind === 'refusal' && gate.layer === layer ? [gate.possible] : []))
  return anyOf(...refusals.filter((possible) => possible.length > 0).map((possible) => not(allowOf(possible))))
}

/** Whether a gate grants the request without any policy, as a KMS grant does. */
export function grantedBy(gates: readonly Gate[], isAcl: boolean): Match {
  const grants = gates.flatMap((gate) =>
    gate.kind === 'grant' && (gate.grantor === 'acl') === isAcl ? [matchIf(gate.grants)] : [],
  )
  return anyOf(...grants)
}

/** The resource's side after ACLs were added, and after its policy was found not to reach this resource. */
export function sideWithGates(side: SideGrants, gates: readonly Gate[]): SideGrants {
  const reaches = not(voided(gates))
  return {
    direct: anyOf(allOf(side.direct, reaches), grantedBy(gates, true)),
    role: allOf(side.role, reaches),
    account: allOf(side.account, reaches),
  }
}

/** Whether the resource policy's Allow does not reach this resource. */
export function voided(gates: readonly Gate[]): Match {
  return anyOf(...gates.flatMap((gate) => (gate.kind === 'voidsResourceAllow' ? [matchIf(gate.voids)] : [])))
}

/** The same, as far as this layer is the reason. */
export function voidedAt(layer: Layer, gates: readonly Gate[]): Match {
  return voided(gates.filter((gate) => gate.kind === 'voidsResourceAllow' && gate.layer === layer))
}

function refusalLayer(layer: Layer, possible: readonly Verdict[]): JudgedLayer {
  const trace = { layer, presence: 'read', statements: [], possible, levels: [] } as const
  return { trace, deny: denyOf(possible), allow: allowOf(possible), grants: [] }
}

function joinRefusal(layer: JudgedLayer, refusal: JudgedLayer): JudgedLayer {
  const deny = anyOf(layer.deny, refusal.deny)
  const allow = allOf(layer.allow, refusal.allow)
  const presence = layer.trace.presence === 'none' ? 'read' : layer.trace.presence
  return { ...layer, deny, allow, trace: { ...layer.trace, presence, possible: possibleVerdicts(deny, allow) } }
}

function denyOf(possible: readonly Verdict[]): Match {
  if (!possible.includes('explicitDeny')) return 'no'
  return possible.length === 1 ? 'yes' : 'unknown'
}

function allowOf(possible: readonly Verdict[]): Match {
  const others = possible.filter((verdict) => verdict !== 'explicitDeny')
  if (others.length === 2) return 'unknown'
  return others.includes('implicitDeny') ? 'no' : 'yes'
}
