import { matchesWildcard } from '../../iam/wildcard.ts'
import type { DenialGroup } from './denial-group.ts'
import { inOrder, type Matter, withGroups } from './explain-groups.ts'

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

/** The matters without the groups that a rule hides, and how many denials those are. */
export function withoutIgnored(
  matters: readonly Matter[],
  rules: readonly IgnoreRule[],
): { readonly matters: readonly Matter[]; readonly hiddenCount: number } {
  let hiddenCount = 0
  const left = matters.flatMap((matter) => {
    const codes = matter.diagnosis.causes.flatMap(({ code, name, status }) =>
      status === 'confirmed' ? [code, name] : [],
    )
    const shown = matter.groups.filter((group) => !rules.some((rule) => hides(rule, group, codes)))
    hiddenCount += matter.groups.reduce((sum, group) => sum + (shown.includes(group) ? 0 : group.count), 0)
    const [first, ...others] = shown
    if (first === undefined) return []
    return [withGroups(matter, [first, ...others])]
  })
  return { matters: inOrder(left), hiddenCount }
}

function hides({ patterns }: IgnoreRule, group: DenialGroup, codes: readonly string[]): boolean {
  return patterns.every(([key, pattern]) => valuesOf(key, group, codes).some((value) => fits(value, pattern)))
}

function fits(value: string, pattern: string): boolean {
  return matchesWildcard(pattern.toLowerCase(), value.toLowerCase())
}

function valuesOf(key: Key, group: DenialGroup, codes: readonly string[]): readonly string[] {
  switch (key) {
    case 'principal':
      return [group.principal ?? 'anonymous']
    case 'action':
      return [group.action]
    case 'resource':
      return group.resources
    case 'cause':
      return codes
    case 'account':
      return [group.account ?? '']
    case 'region':
      return [group.region ?? '']
    case 'error':
      return group.examples.flatMap(({ denial }) => denial.errorCode ?? [])
  }
}
