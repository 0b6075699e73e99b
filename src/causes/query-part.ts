import type { Layer } from '../engine/trace.ts'
import { queryOf } from '../services/athena-query.ts'
import type { QueryPart } from '../services/authorization.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type Language, type SuspectInput } from './cause.ts'
import { code } from './words.ts'

/** What a refused part of a query is about. */
export interface PartEvidence extends Evidence {
  readonly action: string
  readonly resource: string
  readonly part: QueryPart
  readonly queryId: string | null
}

const layers: readonly Layer[] = [
  'identity',
  'resource',
  'boundary',
  'session',
  'scp',
  'rcp',
  'kms',
  'kmsKeyState',
  'acl',
  'bpa',
  'objectOwnership',
  'requesterPays',
  'blockedEncryption',
  'expectedBucketOwner',
  'noSuchKeyMasked',
]

/** What tells one part of a query from another. */
export interface QueryPartOptions {
  readonly code: string
  readonly name: string
  readonly parts: readonly QueryPart[]
  readonly rank: number
  readonly suspects: (input: SuspectInput) => boolean
  readonly headline: Readonly<Record<Language, (e: PartEvidence) => string>>
  readonly suspicion: Readonly<Record<Language, string>>
}

/** The cause "this hop of an Athena query is refused", told beside the cause of the layer that refuses it. */
export function queryPartCause(options: QueryPartOptions): Cause {
  return defineCause<PartEvidence>({
    code: options.code,
    name: options.name,
    since: '0.1.0',
    layers,
    specificity: 1,
    alongside: 'any',
    find: (input) => {
      const layer = layers.find((l) => input.decision.blockedBy.includes(l))
      const part = partOf(input)
      if (layer === undefined || part === null || !options.parts.includes(part)) return []
      const { action, resource } = input.authorization.request
      return [{ layer, place: null, action, resource, part, queryId: queryOf(input.call)?.id || null }]
    },
    edits: () => [],
    suspect: (input) =>
      input.denial.service === 'athena' && options.suspects(input)
        ? { layer: null, rank: options.rank, command: null }
        : null,
    explain: {
      en: (e) => ({ headline: options.headline.en(e), why: why.en(e) }),
      ko: (e) => ({ headline: options.headline.ko(e), why: why.ko(e) }),
    },
    suspicion: { en: () => options.suspicion.en, ko: () => options.suspicion.ko },
  })
}

/** What the request is for in its query; null for the query itself, its catalog calls and other chains. */
function partOf({ authorization: { hop, request } }: CauseInput): QueryPart | null {
  if (hop.kind !== 'forwarded' || !/^(s3|kms|lambda|sagemaker):/i.test(request.action)) return null
  return hop.part ?? null
}

const why: Readonly<Record<Language, (e: PartEvidence) => string>> = {
  en: (e) =>
    `Athena asks for it with the permissions of the caller${e.queryId === null ? '' : `, for query ${code(e.queryId)}`}.`,
  ko: (e) =>
    `Athena는 ${e.queryId === null ? '' : `${code(e.queryId)} 쿼리를 위해 `}호출자의 권한으로 이 작업을 요청합니다.`,
}
