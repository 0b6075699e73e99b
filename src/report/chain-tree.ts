import type { Language } from '../causes/cause.ts'
import { code, layerName } from '../causes/words.ts'
import type { Diagnosis, JudgedRequest } from '../diagnosis/diagnosis.ts'
import { type Place, placesOf } from '../diagnosis/stems.ts'
import { type Answer, type Labels, labels } from './labels.ts'
import { shortPrincipal, shortResource } from './short-names.ts'

/** The requests of a call as a tree: below a request what services ask for its sake, by parts of the work. */
export type ChainNode =
  /** A part of the work, named in a phrase whose values stand in backticks. */
  | { readonly kind: 'part'; readonly name: string; readonly nodes: readonly ChainNode[] }
  | { readonly kind: 'request'; readonly row: ChainRow; readonly nodes: readonly ChainNode[] }

/** One authorization of the chain, or one action that has the same verdict on a catalog object and its ancestors. */
export interface ChainRow {
  readonly isReported: boolean
  /** Whether it is denied next, once the layer that AWS named lets the call pass. */
  readonly isNext: boolean
  readonly action: string
  readonly resources: readonly [string, ...string[]]
  /** Whether the part of the work is named after the first of them. */
  readonly isNamedAbove: boolean
  readonly answer: Answer
  /** Names of the layers that deny. */
  readonly by: string
  readonly note: string
}

/** The chain as a tree; empty for one request, which the summary tells. */
export function chainTree(diagnosis: Diagnosis, language: Language): readonly ChainNode[] {
  const { requests } = diagnosis
  if (requests.length < 2) return []
  const places = placesOf(requests.map(({ authorization }) => authorization))
  return branches(null, { diagnosis, places, language })
}

interface Chain {
  readonly diagnosis: Diagnosis
  readonly places: readonly Place[]
  readonly language: Language
}

/** What hangs below a request; what belongs to one part of the work stands together, where its first request stood. */
function branches(stem: number | null, chain: Chain): readonly ChainNode[] {
  const below = chain.places.flatMap((place, i) => (place.stem === stem ? [i] : []))
  const names = below.map((i) => partName(i, chain))
  return below.flatMap((i, at): readonly ChainNode[] => {
    const name = names[at] ?? null
    if (name === null) return joined([i], chain)
    if (names.indexOf(name) !== at) return []
    const members = below.filter((_, other) => names[other] === name)
    return [{ kind: 'part', name, nodes: joined(members, chain) }]
  })
}

/** Requests as nodes; an action with the same verdict on a catalog object and its ancestors is one. */
function joined(members: readonly number[], chain: Chain): readonly ChainNode[] {
  const nodes: { readonly first: number; readonly node: Extract<ChainNode, { kind: 'request' }> }[] = []
  for (const i of members) {
    const node = { kind: 'request', row: rowOf(i, chain), nodes: branches(i, chain) } as const
    const last = nodes.at(-1)
    if (last !== undefined && isSame(last, i, node, chain)) {
      const resources = [...last.node.row.resources, ...node.row.resources] as const
      nodes.splice(-1, 1, { first: last.first, node: { ...last.node, row: { ...last.node.row, resources } } })
    } else nodes.push({ first: i, node })
  }
  return nodes.map(({ node }) => node)
}

function isSame(
  last: { readonly first: number; readonly node: Extract<ChainNode, { kind: 'request' }> },
  i: number,
  node: Extract<ChainNode, { kind: 'request' }>,
  { places }: Chain,
): boolean {
  const told = ({ isReported, isNext, action, answer, by, note }: ChainRow): string =>
    JSON.stringify([isReported, isNext, action, answer, by, note])
  const object = places[i]?.object ?? null
  return (
    object !== null &&
    object === places[last.first]?.object &&
    last.node.nodes.length + node.nodes.length === 0 &&
    !node.row.isReported &&
    told(last.node.row) === told(node.row)
  )
}

/** The part of the work that a request belongs to below its stem; null where it hangs there without one. */
function partName(i: number, chain: Chain): string | null {
  const { requests } = chain.diagnosis
  const words = labels[chain.language]
  const hop = requests[i]?.authorization.hop
  const place = chain.places[i]
  if (hop === undefined || place === undefined || hop.kind === 'direct') return null
  if (hop.kind === 'serviceRole') return words.askedAs(serviceName(hop.service), code(nameOf(requests[i])))
  const above = place.stem === null ? undefined : requests[place.stem]?.authorization.hop
  const isInPart = above?.kind === 'forwarded' && above.part === hop.part
  if (hop.part !== undefined && !isInPart)
    return hop.part === 'catalog' ? catalogName(place.object, words) : words.part[hop.part]
  return place.stem === null ? serviceName(hop.service) : null
}

function isCatalogPart(judged: JudgedRequest | undefined): boolean {
  const hop = judged?.authorization.hop
  return hop?.kind === 'forwarded' && hop.part === 'catalog'
}

/** A table, a database or another object of the catalog in words. */
function catalogName(object: string | null, words: Labels): string {
  const [type = '', ...names] = object === null ? [] : shortResource(object).split('/')
  return names.length === 0 ? words.part.catalog : words.catalogObject(type, code(names.join('.')))
}

function serviceName(service: string): string {
  const name = service.split('.')[0] ?? service
  return nameOfService.get(name) ?? name
}

/** Services whose name is more than their prefix; AWS writes them alike in every language. */
const nameOfService: ReadonlyMap<string, string> = new Map([
  ['athena', 'Athena'],
  ['glue', 'Glue'],
  ['kms', 'KMS'],
  ['lakeformation', 'Lake Formation'],
  ['s3', 'S3'],
])

function rowOf(i: number, chain: Chain): ChainRow {
  const { requests, nextDenials } = chain.diagnosis
  const judged = requests[i]
  const words = labels[chain.language]
  const request = judged?.authorization.request
  return {
    isReported: judged?.reported === true,
    isNext: judged?.reported !== true && (nextDenials.some((next) => next.request === i) || isDeniedLater(i, chain)),
    action: request?.action ?? '',
    resources: [shortResource(request?.resource ?? '')],
    isNamedAbove: isCatalogPart(judged) && chain.places[i]?.object === request?.resource,
    answer: answerTo(judged),
    by: (judged?.decision.blockedBy ?? []).map((layer) => layerName[chain.language][layer]).join(', '),
    note: isAsExpected(i, chain) ? '' : words.asPrincipal(nameOf(judged)),
  }
}

/** Whether it is denied after the reported one, and by something else than the statement that denies that one. */
function isDeniedLater(i: number, { diagnosis: { requests, causes }, places }: Chain): boolean {
  const at = requests.findIndex(({ reported }) => reported)
  const [later, reported] = [requests[i], requests[at]]
  if (later === undefined || reported === undefined || i < at || answerTo(later) !== 'denied') return false
  const object = places[i]?.object ?? null
  const isSameCall = object !== null && object === places[at]?.object && actionOf(later) === actionOf(reported)
  const statements = (request: number): readonly string[] =>
    causes.flatMap((cause) =>
      cause.request === request && cause.status === 'confirmed' && cause.excerpt !== null
        ? [JSON.stringify([cause.code, cause.excerpt.document, cause.excerpt.pointer])]
        : [],
    )
  const shared = new Set(statements(at))
  return !isSameCall && !statements(i).some((statement) => shared.has(statement))
}

function actionOf({ authorization }: JudgedRequest): string {
  return authorization.request.action.toLowerCase()
}

/** Whether it asks as who is expected to: the role of the part, the principal of the stem, or the reported one. */
function isAsExpected(i: number, { diagnosis: { requests }, places }: Chain): boolean {
  if (requests[i]?.authorization.hop.kind === 'serviceRole') return true
  const stem = places[i]?.stem ?? null
  const expected = stem === null ? (requests.find(({ reported }) => reported) ?? requests[0]) : requests[stem]
  return nameOf(requests[i]) === nameOf(expected)
}

function nameOf(judged: JudgedRequest | undefined): string {
  return judged === undefined ? '' : shortPrincipal(judged.authorization.request.principal)
}

/** A request that can end in one of two denies is certainly denied. */
function answerTo(judged: JudgedRequest | undefined): Answer {
  const possible = judged?.decision.possible ?? []
  if (possible.length === 0) return 'notCertain'
  if (possible.every((verdict) => verdict !== 'allowed')) return 'denied'
  return possible.length === 1 ? 'allowed' : 'notCertain'
}
