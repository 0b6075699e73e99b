import type { Denial } from '../denial/denial.ts'
import type { StatementTrace } from '../engine/trace.ts'
import type { JudgedRequest, Unknown } from './diagnosis.ts'

/** What is missing to settle the layers that may still block: documents first, then context keys. */
export function unknownsOf(requests: readonly JudgedRequest[]): readonly Unknown[] {
  const documents = requests.flatMap(({ authorization, decision }) => {
    const open = new Set(decision.mayBlock)
    return authorization.missing
      .filter(({ layer }) => open.has(layer))
      .map(
        ({ missing }): Unknown => ({
          kind: 'document',
          fact: missing.what,
          permission: missing.permission,
          command: missing.command,
        }),
      )
  })
  const keys = requests.flatMap((judged) => unknownKeys(judged)).map((key): Unknown => contextKey(key))
  return withoutRepeats([...documents, ...keys])
}

function unknownKeys({ decision }: JudgedRequest): readonly string[] {
  const open = new Set(decision.mayBlock)
  return decision.layers
    .filter((layer) => open.has(layer.layer))
    .flatMap((layer) => layer.statements.flatMap(decisiveKeys))
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
  return { kind: 'contextKey', fact: key, permission: null, command: `undeny explain … --context ${key}=VALUE` }
}

/** What the denial itself does not say, without which nothing can be judged. */
export function missingFromDenial(
  denial: Denial,
  principal: string | null,
  action: string | null,
  resource: string | null,
): readonly Unknown[] {
  const need = (fact: string, value: string | null, example: string): readonly Unknown[] =>
    value === null
      ? [{ kind: 'request', fact, permission: null, command: `undeny explain … --${fact} ${example}` }]
      : []
  return [
    ...need('principal', principal, 'arn:aws:iam::111122223333:role/NAME'),
    ...need('action', action, `${denial.service ?? 's3'}:ACTION`),
    ...need('resource', resource, denial.service === 's3' ? 'arn:aws:s3:::BUCKET/KEY' : 'ARN'),
  ]
}

function withoutRepeats(unknowns: readonly Unknown[]): readonly Unknown[] {
  return unknowns.filter(
    (u, i) =>
      unknowns.findIndex((other) => other.kind === u.kind && other.fact.toLowerCase() === u.fact.toLowerCase()) === i,
  )
}
