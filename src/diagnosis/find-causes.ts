import type { Cause, CauseInput, Finding, SuspectInput } from '../causes/cause.ts'
import { causes } from '../causes/index.ts'
import type { Layer } from '../engine/trace.ts'
import type { Candidate } from '../fixes/candidate.ts'
import type { Call } from '../services/call.ts'
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
  const found = proofs.map(({ cause, finding, request }): FoundCause => {
    const { decision, authorization } = requests[request] ?? neverMissing(request)
    const isCertain = decision.blockedBy.includes(finding.evidence.layer)
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
  const candidates = proofs.flatMap(({ cause, finding, request }) =>
    finding.edits.map((edit): Candidate => ({ edit, cause: cause.code, request, layer: finding.evidence.layer })),
  )
  return { found, candidates }
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
    return rivals.every((rival) => cause.alongside?.includes(rival.cause.name) === true)
  })
}

/** Causes that nothing proves and nothing rules out, the likeliest first. */
export function suspectCauses(
  input: SuspectInput,
  found: readonly FoundCause[],
  request: number,
): readonly FoundCause[] {
  const told = new Set(found.map((cause) => cause.name))
  return causes
    .flatMap((cause) => {
      const suspicion = cause.suspect(input)
      return suspicion === null || told.has(cause.name) ? [] : [{ cause, suspicion }]
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

/** The layers of a request that are not settled: those that may block, and where nothing was read all that could. */
export function openLayersOf(judged: JudgedRequest | undefined): readonly Layer[] {
  return judged === undefined ? [] : judged.decision.mayBlock
}
