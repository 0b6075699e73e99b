import type { Layer, StatementTrace } from '../engine/trace.ts'
import { quoted } from '../fixes/cli-command.ts'
import type { Call } from '../services/call.ts'
import type { Missing } from '../snapshot/fact.ts'
import { takenOnClaim } from './claim.ts'
import type { JudgedRequest, Unknown } from './diagnosis.ts'

/** What is missing to settle the layers that may still block: documents first, then context keys. */
export function unknownsOf(requests: readonly JudgedRequest[]): readonly Unknown[] {
  const documents = requests.flatMap((judged) => {
    const open = openLayers(judged)
    return judged.authorization.missing.filter(({ layer }) => open.has(layer)).map(({ missing }) => unreadPart(missing))
  })
  const keys = requests.flatMap((judged) => unknownKeys(judged)).map((key): Unknown => contextKey(key))
  return withoutRepeats([...documents, ...keys])
}

/** A fact that was not read, as what settles it. */
export function unreadPart({ what, permission, command }: Missing): Unknown {
  return { kind: 'document', fact: what, permission, command }
}

/** What may still block, and what denies by AWS's word alone: how it does is to be read yet. */
function openLayers(judged: JudgedRequest): ReadonlySet<Layer> {
  return new Set([...judged.decision.mayBlock, ...takenOnClaim(judged)])
}

function unknownKeys(judged: JudgedRequest): readonly string[] {
  const { authorization, decision } = judged
  const open = openLayers(judged)
  const isEndpointUnknown = authorization.request.context.get('aws:sourcevpce') === 'unknown'
  const ofStatements = decision.layers
    .filter((layer) => open.has(layer.layer))
    .flatMap((layer) => layer.statements.flatMap(decisiveKeys))
  return open.has('vpce') && isEndpointUnknown ? ['aws:SourceVpce', ...ofStatements] : ofStatements
}

/** A statement that fails for a known reason as well does not hang on its unknown keys. */
function decisiveKeys({ mismatches }: StatementTrace): readonly string[] {
  if (
    mismatches.some(
      (m) => m.kind !== 'contextKeyUnknown' && m.kind !== 'resourceUnknown' && m.kind !== 'principalUnknown',
    )
  )
    return []
  return mismatches.flatMap((m) => (m.kind === 'contextKeyUnknown' ? [m.key] : []))
}

function contextKey(key: string): Unknown {
  return {
    kind: 'contextKey',
    fact: { en: key, ko: key },
    permission: null,
    command: `undeny explain … --context ${quoted(`${key}=VALUE`)}`,
  }
}

/** What the denial itself does not say, without which nothing can be judged. */
export function missingFromDenial({ denial, caller, action, resource, unnamed }: Call): readonly Unknown[] {
  const principal = caller === null ? null : ''
  const need = (en: keyof typeof partInKorean, value: string | null, example: string): readonly Unknown[] =>
    value === null
      ? [
          {
            kind: 'request',
            fact: { en, ko: partInKorean[en] },
            permission: null,
            command: `undeny explain … --${en} ${example}`,
          },
        ]
      : []
  return [
    ...need('principal', principal, 'arn:aws:iam::111122223333:role/NAME'),
    ...need('action', action, `${denial.service ?? 's3'}:ACTION`),
    ...(unnamed === null ? [] : [unreadPart(unnamed)]),
    ...need('resource', resource, denial.service === 's3' ? 'arn:aws:s3:::BUCKET/KEY' : 'ARN'),
  ]
}

const partInKorean = { principal: '보안 주체', action: '작업', resource: '리소스' } as const

function withoutRepeats(unknowns: readonly Unknown[]): readonly Unknown[] {
  const first = new Map<string, Unknown>()
  for (const unknown of unknowns) {
    const key = `${unknown.kind} ${unknown.fact.en.toLowerCase()}`
    if (!first.has(key)) first.set(key, unknown)
  }
  return [...first.values()]
}
