import type { FoundCause } from '../../diagnosis/diagnosis.ts'
import { matchesWildcard } from '../../iam/wildcard.ts'
import type { DenialGroup } from './denial-group.ts'
import { inOrder, type Matter } from './explain-groups.ts'

const keys = ['principal', 'action', 'resource', 'cause', 'account', 'region', 'error'] as const
type Key = (typeof keys)[number]

/** A line of an ignore file: a denial is hidden where every pattern fits. */
export interface IgnoreRule {
  readonly line: number
  readonly patterns: readonly (readonly [Key, string])[]
}

/** The rules of a file, or the first fault with its line. */
export type IgnoreRules =
  | { readonly ok: true; readonly rules: readonly IgnoreRule[] }
  | { readonly ok: false; readonly line: number; readonly fault: IgnoreFault }

/** What is wrong with a line: a word that is no `KEY=PATTERN`, or a key that there is not. */
export interface IgnoreFault {
  readonly kind: 'noPair' | 'unknownKey'
  readonly word: string
}

/** The keys that a rule can name, for words. */
export const ignoreKeys: readonly string[] = keys

/** Reads an ignore file: a rule a line, `KEY=PATTERN` several times, `*` and `?` as in policies, `#` before a remark. */
export function parseIgnoreRules(text: string): IgnoreRules {
  const rules: IgnoreRule[] = []
  for (const [at, written] of text.split(/\r?\n/).entries()) {
    const words = written
      .replace(/(^|\s)#.*$/, '')
      .split(/\s+/)
      .filter((word) => word !== '')
    const patterns: (readonly [Key, string])[] = []
    for (const word of words) {
      const equals = word.indexOf('=')
      const [name, pattern] = [word.slice(0, equals), word.slice(equals + 1)]
      if (equals < 1 || pattern === '') return { ok: false, line: at + 1, fault: { kind: 'noPair', word } }
      const key = keys.find((one) => one === name)
      if (key === undefined) return { ok: false, line: at + 1, fault: { kind: 'unknownKey', word: name } }
      patterns.push([key, pattern])
    }
    if (patterns.length > 0) rules.push({ line: at + 1, patterns })
  }
  return { ok: true, rules }
}

/** The groups that no rule hides, as far as their records tell, and how many denials the others are. */
export function withoutIgnored(
  groups: readonly DenialGroup[],
  rules: readonly IgnoreRule[],
): { readonly groups: readonly DenialGroup[]; readonly hiddenCount: number } {
  const left = groups.filter((group) => !rules.some((rule) => hides(rule, group, [])))
  return { groups: left, hiddenCount: countOf(groups) - countOf(left) }
}

/**
 * The same for rules that name a cause, which takes explaining. Where a rule hides some groups of a matter, the others
 * are explained anew: what was told of them together was that of the hidden ones.
 */
export function withoutIgnoredCauses(
  matters: readonly Matter[],
  rules: readonly IgnoreRule[],
  explained: (groups: readonly DenialGroup[]) => readonly Matter[],
): { readonly matters: readonly Matter[]; readonly hiddenCount: number } {
  let hiddenCount = 0
  const left = matters.flatMap((matter) => {
    const causes = matter.diagnosis.causes.filter(({ status }) => status === 'confirmed')
    const shown = matter.groups.filter((group) => !rules.some((rule) => hides(rule, group, causes)))
    hiddenCount += countOf(matter.groups) - countOf(shown)
    return shown.length === matter.groups.length ? [matter] : explained(shown)
  })
  return { matters: inOrder(left), hiddenCount }
}

function countOf(groups: readonly DenialGroup[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0)
}

type Named = Pick<FoundCause, 'code' | 'name'>

function hides({ patterns }: IgnoreRule, group: DenialGroup, causes: readonly Named[]): boolean {
  return patterns.every(([key, pattern]) => {
    const values = valuesOf(key, group, causes)
    return values.length > 0 && values.every((names) => names.some((name) => fits(name, pattern)))
  })
}

function fits(value: string, pattern: string): boolean {
  return matchesWildcard(pattern.toLowerCase(), value.toLowerCase())
}

/** What a pattern has to fit: all of it, or a rule for one object would hide the denials of all others. */
function valuesOf(key: Key, group: DenialGroup, causes: readonly Named[]): readonly (readonly string[])[] {
  switch (key) {
    case 'principal':
      return [[group.principal ?? 'anonymous']]
    case 'action':
      return [[group.action]]
    case 'resource':
      return [...group.resources, ...(group.hasMoreResources ? [group.pattern ?? '*'] : [])].map((name) => [name])
    case 'cause':
      return causes.map(({ code, name }) => [code, name])
    case 'account':
      return [[group.account ?? '']]
    case 'region':
      return [[group.region ?? '']]
    case 'error':
      return group.examples.map(({ denial }) => [denial.errorCode ?? ''])
  }
}
