import type { Cause, CauseInput, Finding, SuspectInput, Suspicion } from '../causes/cause.ts'
import { causes } from '../causes/index.ts'
import type { Layer } from '../engine/trace.ts'
import type { Candidate } from '../fixes/candidate.ts'
import type { Call } from '../services/call.ts'
import { type NamedLayer, takenOnClaim } from './claim.ts'
import type { FoundCause, JudgedRequest } from './diagnosis.ts'
import { excerptOf } from './excerpt.ts'

/** The causes of a chain and the edits they propose, in the causes' own order. */
export interface FoundCauses {
  readonly found: readonly FoundCause[]
  readonly candidates: readonly Candidate[]
}

interface Proof {
  readonly cause: Cause
  readonly finding: Finding
  readonly request: number
}

/** Asks every cause about every request; of one request and layer only the most specific causes are kept. */
export function findCauses(requests: readonly JudgedRequest[], call: Call): FoundCauses {
  const proofs = requests.flatMap((judged, request) => mostSpecific(proofsOf(judged, request, call)))
  const onClaim = requests.map((judged) => new Set(takenOnClaim(judged)))
  const found = proofs.map(({ cause, finding, request }): FoundCause => {
    const { decision, authorization } = requests[request] ?? neverMissing(request)
    const { layer } = finding.evidence
    // Of a layer that denies by AWS's word alone, only the cause that fits the word is certain.
    const isToldSo = onClaim[request]?.has(layer) !== true || cause.claimed?.effect === call.denial.claim.effect
    const isCertain = decision.blockedBy.includes(layer) && isToldSo
    return {
      code: cause.code,
      name: cause.name,
      layer: finding.evidence.layer,
      request,
      status: isCertain ? 'confirmed' : 'possible',
      evidence: finding.evidence,
      words: finding.words,
      excerpt: excerptOf(finding.evidence, authorization, call.snapshot),
      command: null,
    }
  })
  const candidates = proofs.flatMap(({ cause, finding, request }, i) =>
    (found[i]?.status === 'confirmed' ? finding.edits : []).map(
      (edit): Candidate => ({ edit, cause: cause.code, request, layer: finding.evidence.layer }),
    ),
  )
  return { found, candidates }
}

/**
 * What AWS's own message proves where the layer's policies were not read: the cause that fits its words. An SCP's
 * "explicit deny" without a policy ARN can be an implicit one, and a layer that was read speaks for itself.
 */
export function claimedCause(
  judged: JudgedRequest,
  request: number,
  named: NamedLayer | null,
  call: Call,
): FoundCauses {
  const nothing: FoundCauses = { found: [], candidates: [] }
  if (named === null || !named.isReliable || !judged.decision.blockedBy.includes(named.layer)) return nothing
  if (named.layer === 'scp' && named.effect === 'explicitDeny' && call.denial.claim.policyArn === null) return nothing
  const input: CauseInput = { ...judged, denial: call.denial, call }
  const cause = causes.find(
    (c) => c.layers[0] === named.layer && c.claimed?.effect === named.effect && c.claimed.accepts(input),
  )
  if (cause?.claimed === undefined) return nothing
  const { claimed, code, name } = cause
  const found: FoundCause = {
    code,
    name,
    layer: named.layer,
    request,
    status: 'confirmed',
    evidence: { layer: named.layer, place: null, claimedBy: call.denial.hints.message },
    words: { en: claimed.explain.en(input), ko: claimed.explain.ko(input) },
    excerpt: null,
    command: null,
  }
  const candidates = claimed.edits(input).map((edit): Candidate => ({ edit, cause: code, request, layer: named.layer }))
  return { found: [found], candidates }
}

function neverMissing(request: number): never {
  throw new Error(`request ${request} is not in its own chain`)
}

function proofsOf(judged: JudgedRequest, request: number, call: Call): readonly Proof[] {
  const input: CauseInput = { ...judged, denial: call.denial, call }
  const open = new Set([...judged.decision.blockedBy, ...judged.decision.mayBlock])
  return causes
    .filter((cause) => cause.layers.some((layer) => open.has(layer)))
    .flatMap((cause) => cause.find(input).map((finding) => ({ cause, finding, request })))
    .filter(({ finding }) => open.has(finding.evidence.layer))
}

function mostSpecific(proofs: readonly Proof[]): readonly Proof[] {
  return proofs.filter(({ cause, finding }) => {
    const rivals = proofs.filter(
      (p) => p.finding.evidence.layer === finding.evidence.layer && p.cause.specificity > cause.specificity,
    )
    return cause.alongside === 'any' || rivals.every((rival) => cause.alongside?.includes(rival.cause.name) === true)
  })
}

/**
 * Causes that nothing proves and nothing rules out, the likeliest first. A refusal that is explained leaves no room but
 * in the layers that are still open.
 */
export function suspectCauses(
  input: SuspectInput,
  found: readonly FoundCause[],
  request: number,
  isExplained: boolean,
): readonly FoundCause[] {
  const told = new Set(found.map((cause) => cause.name))
  const hasRoom = ({ layer }: Suspicion): boolean =>
    !isExplained || (layer !== null && input.openLayers.includes(layer))
  return causes
    .flatMap((cause) => {
      const suspicion = cause.suspect(input)
      return suspicion === null || told.has(cause.name) || !hasRoom(suspicion) ? [] : [{ cause, suspicion }]
    })
    .sort((a, b) => a.suspicion.rank - b.suspicion.rank)
    .map(({ cause, suspicion }) => ({
      code: cause.code,
      name: cause.name,
      layer: suspicion.layer,
      request,
      status: 'possible',
      evidence: { rank: suspicion.rank },
      words: {
        en: { headline: cause.suspicion.en(input), why: '' },
        ko: { headline: cause.suspicion.ko(input), why: '' },
      },
      excerpt: null,
      command: suspicion.command,
    }))
}

/** The layers of a request that are not settled; without a snapshot also those that were only assumed to be absent. */
export function openLayersOf(judged: JudgedRequest | undefined, hasSnapshot: boolean): readonly Layer[] {
  if (judged === undefined) return []
  const { mayBlock, blockedBy } = judged.decision
  // A layer that denies by AWS's word alone is still open as to how.
  if (hasSnapshot || blockedBy.length > 0) return [...mayBlock, ...takenOnClaim(judged)]
  const assumed: readonly Layer[] =
    judged.authorization.request.principal.kind === 'roleSession' ? ['session', 'vpce'] : ['vpce']
  return [...new Set([...mayBlock, ...assumed])]
}
