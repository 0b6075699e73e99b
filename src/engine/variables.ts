import type { Context } from '../iam/context.ts'
import type { PolicyVersion } from '../iam/policy.ts'
import { anyRun, compileWildcard, literalPattern, type WildcardPattern } from '../iam/wildcard.ts'

/** What policy variables are resolved against. */
export interface VariableScope {
  readonly version: PolicyVersion
  readonly context: Context
}

/** A policy value with its variables replaced. */
export interface ResolvedValue {
  /** Where a variable's value is not known, the pattern has a `*` in its place. */
  readonly pattern: WildcardPattern
  readonly text: string
  /** Context keys whose value is not known, as written. */
  readonly unknownKeys: readonly string[]
}

/** Whether `*` and `?` in the policy's own text are wildcards. */
export type Reading = 'wildcards' | 'literal'

interface Piece {
  readonly text: string
  readonly isVariable: boolean
}

/** Replaces the policy variables of a value; null where one of them has no value. */
export function resolveVariables(value: string, scope: VariableScope, reading: Reading): ResolvedValue | null {
  const compile = reading === 'wildcards' ? compileWildcard : literalPattern
  // AWS: before version 2012-10-17 a variable is a string like any other.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
  if (scope.version === '2008-10-17' || !value.includes('${'))
    return { pattern: compile(value), text: value, unknownKeys: [] }
  const pattern: number[] = []
  const unknownKeys: string[] = []
  let text = ''
  for (const piece of splitVariables(value)) {
    const resolved = piece.isVariable ? resolveVariable(piece.text, scope) : null
    if (!piece.isVariable) append(pattern, compile(piece.text))
    else if (resolved === null) return null
    else if (resolved.kind === 'unknown') {
      pattern.push(anyRun)
      unknownKeys.push(resolved.key)
    } else append(pattern, literalPattern(resolved.text))
    text += resolved?.kind === 'known' ? resolved.text : piece.isVariable ? `\${${piece.text}}` : piece.text
  }
  return { pattern, text, unknownKeys }
}

type Resolved = { readonly kind: 'known'; readonly text: string } | { readonly kind: 'unknown'; readonly key: string }

function resolveVariable(inside: string, scope: VariableScope): Resolved | null {
  // AWS: ${*}, ${?} and ${$} stand for the characters themselves.
  if (inside === '*' || inside === '?' || inside === '$') return { kind: 'known', text: inside }
  const { key, fallback } = splitDefault(inside)
  const value = scope.context.get(key.toLowerCase())
  if (value === 'unknown') return { kind: 'unknown', key }
  // AWS: only single-valued keys can be variables.
  if (value !== undefined && value.length > 1) return null
  const [only] = value ?? []
  if (only !== undefined) return { kind: 'known', text: only }
  return fallback === null ? null : { kind: 'known', text: fallback }
}

// AWS: a default follows the key after a comma and a space, in single quotation marks.
function splitDefault(inside: string): { readonly key: string; readonly fallback: string | null } {
  const comma = inside.indexOf(',')
  if (comma < 0) return { key: inside.trim(), fallback: null }
  const written = inside.slice(comma + 1).trim()
  const isQuoted = written.length >= 2 && written.startsWith("'") && written.endsWith("'")
  return { key: inside.slice(0, comma).trim(), fallback: isQuoted ? written.slice(1, -1) : null }
}

function splitVariables(value: string): readonly Piece[] {
  const pieces: Piece[] = []
  let start = 0
  while (start < value.length) {
    const open = value.indexOf('${', start)
    const close = open < 0 ? -1 : value.indexOf('}', open)
    if (close < 0) break
    if (open > start) pieces.push({ text: value.slice(start, open), isVariable: false })
    pieces.push({ text: value.slice(open + 2, close), isVariable: true })
    start = close + 1
  }
  if (start < value.length) pieces.push({ text: value.slice(start), isVariable: false })
  return pieces
}

function append(pattern: number[], added: WildcardPattern): void {
  for (const token of added) pattern.push(token)
}
