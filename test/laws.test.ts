import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CaseOutcome, evaluateCase } from '../src/engine/evaluate-case.ts'
import { readEvaluationCase } from '../src/engine/evaluation-case.ts'
import type { Verdict } from '../src/engine/trace.ts'
import { matchOf } from '../src/engine/verdict.ts'
import { matchesResource } from '../src/iam/arn-pattern.ts'
import { matchesWildcard } from '../src/iam/wildcard.ts'
import { anyCase, conditionPools, contexts, documentOf, statementOf } from './arbitrary-cases.ts'
import {
  glob,
  type OracleCase,
  type OracleDocument,
  type OracleStatement,
  oracleResource,
  oracleVerdict,
} from './oracle.ts'

type Marked<T> = T | { readonly unknown: true }
const unknown = { unknown: true } as const

interface PartialCase extends Omit<OracleCase, 'context' | 'policies'> {
  readonly context: Readonly<Record<string, Marked<readonly string[]>>>
  readonly policies: Readonly<Record<string, unknown>>
}

function answer({ policies, ...request }: PartialCase): CaseOutcome {
  const read = readEvaluationCase({ request, policies })
  if (!read.ok) throw new Error(`${read.problem.pointer}: ${read.problem.message}`)
  return evaluateCase(read.value, () => [])
}

const possible = (one: PartialCase): readonly Verdict[] => answer(one).possible

const runs = { numRuns: 1000 }

/** For laws that throw most cases away before they look at them. */
const fewRuns = { numRuns: 200 }

/** A user's own case with these statements as its only policy. */
function ownCase(statements: readonly OracleStatement[], context: PartialCase['context']): PartialCase {
  return {
    principal: { type: 'user', arn: 'arn:aws:iam::111122223333:user/staff/ana', account: '111122223333' },
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::plant/home/ana/x:y',
    resourceAccount: '111122223333',
    context,
    policies: { identity: [{ Version: '2012-10-17', Statement: statements }] },
  }
}

describe('the engine and the oracle', () => {
  it('give the same verdict for every case', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        expect(possible(one)).toEqual([oracleVerdict(one)])
      }),
      runs,
    )
  })

  it('meet every verdict often enough for that to mean something', () => {
    const counts: Record<string, number> = { allowed: 0, explicitDeny: 0, implicitDeny: 0 }
    for (const one of fc.sample(anyCase, { numRuns: 2000, seed: 7 })) {
      const verdict = oracleVerdict(one)
      counts[verdict] = (counts[verdict] ?? 0) + 1
    }
    expect(Object.values(counts).every((count) => count > 100)).toBe(true)
  })
})

describe('law 1: an applicable Deny', () => {
  it('survives any added Allow', () => {
    const added = statementOf('principal').map((statement) => ({ ...statement, Effect: 'Allow' as const }))
    fc.assert(
      fc.property(anyCase, added, (one, statement) => {
        fc.pre(possible(one)[0] === 'explicitDeny')
        expect(possible(withIdentity(one, statement))).toEqual(['explicitDeny'])
      }),
      runs,
    )
  })

  it('is not taken for one that does not apply: denying another action changes nothing', () => {
    const other: OracleStatement = { Effect: 'Deny', Action: ['iam:*', 's3:Delete*'], Resource: ['*'] }
    fc.assert(
      fc.property(anyCase, (one) => {
        expect(possible(withIdentity(one, other))).toEqual(possible(one))
      }),
    )
  })
})

describe('law 2: adding a statement', () => {
  it('never grants where the statement is a Deny', () => {
    const added = statementOf('principal').map((statement) => ({ ...statement, Effect: 'Deny' as const }))
    fc.assert(
      fc.property(anyCase, added, (one, statement) => {
        fc.pre(possible(one)[0] !== 'allowed')
        expect(possible(withIdentity(one, statement))).not.toContain('allowed')
      }),
      runs,
    )
  })

  it('never removes access where the statement is an Allow', () => {
    const added = statementOf('principal').map((statement) => ({ ...statement, Effect: 'Allow' as const }))
    fc.assert(
      fc.property(anyCase, added, (one, statement) => {
        fc.pre(possible(one)[0] === 'allowed')
        expect(possible(withIdentity(one, statement))).toEqual(['allowed'])
      }),
      fewRuns,
    )
  })
})

describe('law 3: what we report as possible', () => {
  const hiddenKeys = fc.subarray(conditionPools.map(({ key }) => key))
  const hiddenLayers = fc.subarray(['identity', 'resource', 'boundary', 'session', 'scp', 'rcp', 'vpce'], {
    maxLength: 2,
  })

  it('covers every way the unknown keys can turn out', () => {
    fc.assert(
      fc.property(anyCase, hiddenKeys, (truth, hidden) => {
        expect(possible(withoutKeys(truth, hidden))).toContain(oracleVerdict(truth))
      }),
      runs,
    )
  })

  it('covers every policy that a layer we could not read can hold', () => {
    fc.assert(
      fc.property(anyCase, hiddenLayers, (truth, hidden) => {
        const marks = Object.fromEntries(hidden.map((layer) => [layer, unknown]))
        expect(possible({ ...truth, policies: { ...truth.policies, ...marks } })).toContain(oracleVerdict(truth))
      }),
      runs,
    )
  })

  it('covers both accounts that can own a resource of unknown owner', () => {
    fc.assert(
      fc.property(anyCase, (truth) => {
        fc.pre(!truth.resource.includes(truth.resourceAccount))
        const partial = { ...truth, resourceAccount: unknown }
        const { resourceAccount: _, ...rest } = partial
        const read = readEvaluationCase({ request: { ...rest, resourceAccount: unknown }, policies: truth.policies })
        if (!read.ok) throw new Error(read.problem.message.en)
        expect(evaluateCase(read.value, () => []).possible).toContain(oracleVerdict(truth))
      }),
      runs,
    )
  })

  it('never includes, for one condition, a verdict that no value of its key brings about', () => {
    fc.assert(
      fc.property(statementOf('principal'), contexts, (statement, context) => {
        const [[operator, keys] = ['', {}]] = Object.entries(statement.Condition ?? {})
        const [[key, values] = ['', []]] = Object.entries(keys)
        fc.pre(key !== '')
        const single = { ...statement, Condition: { [operator]: { [key]: values } } }
        const pool = conditionPools.find((one) => one.key.toLowerCase() === key.toLowerCase())
        fc.pre(!usesVariable(statement, pool?.key ?? ''))
        const { [pool?.key ?? '']: _, ...others } = context
        const outcomes = [{}, ...(pool?.actual ?? []).map((value) => ({ [pool?.key ?? '']: value }))].map(
          (completion) => possible(ownCase([single], { ...others, ...completion }))[0],
        )
        const partial = possible(ownCase([single], { ...others, [pool?.key ?? '']: unknown }))
        expect(new Set(partial)).toEqual(new Set(outcomes))
      }),
      runs,
    )
  })
})

describe('law 3 for variables in Resource', () => {
  it('covers what the values of the variable bring about, and no more', () => {
    const names = ['ana', 'bob', 'ana/x', '*', '']
    fc.assert(
      fc.property(statementOf('principal'), contexts, (statement, context) => {
        const plain = { ...statement, Condition: {} }
        const { 'aws:username': _, ...others } = context
        const outcomes = [{}, ...names.map((name) => ({ 'aws:username': [name] }))].map(
          (completion) => possible(ownCase([plain], { ...others, ...completion }))[0],
        )
        const partial = possible(ownCase([plain], { ...others, 'aws:username': unknown }))
        expect(new Set(partial)).toEqual(new Set(outcomes))
      }),
      runs,
    )
  })
})

describe('law 4: the order of statements and their repetition', () => {
  it('change nothing', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const turned = (document: OracleDocument): OracleDocument => ({
          ...document,
          Statement: [...document.Statement, ...document.Statement].reverse(),
        })
        const { identity, resource, ...rest } = one.policies
        const policies = {
          ...rest,
          ...(identity === undefined ? {} : { identity: [...identity, ...identity].reverse().map(turned) }),
          ...(resource === undefined ? {} : { resource: turned(resource) }),
        }
        const [first, second] = [answer(one), answer({ ...one, policies })]
        expect([second.possible, second.blockedBy, second.allowedBy]).toEqual([
          first.possible,
          first.blockedBy,
          first.allowedBy,
        ])
      }),
      runs,
    )
  })
})

describe('law 5: the statements that match', () => {
  const statements = fc.array(statementOf('principal'), { minLength: 1, maxLength: 5 })

  it('give the same verdict on their own', () => {
    fc.assert(
      fc.property(statements, contexts, (list, context) => {
        const matching = list.filter((_, index) => matches(ownCase(list, context), index))
        expect(possible(ownCase(matching, context))).toEqual(possible(ownCase(list, context)))
      }),
      runs,
    )
  })

  it('are missed by none: the others give no verdict of their own', () => {
    fc.assert(
      fc.property(statements, contexts, (list, context) => {
        const others = list.filter((_, index) => !matches(ownCase(list, context), index))
        expect(possible(ownCase(others, context))).toEqual(['implicitDeny'])
      }),
      runs,
    )
  })
})

describe('law 6: wildcards', () => {
  const letters = fc
    .array(fc.constantFrom('a', 'b', '*', '?', '/', ':', '.', '('), { maxLength: 10 })
    .map((l) => l.join(''))
  const text = fc.array(fc.constantFrom('a', 'b', '/', ':', '.', '('), { maxLength: 12 }).map((l) => l.join(''))

  it('agree with a regular expression', () => {
    fc.assert(
      fc.property(letters, text, (pattern, value) => {
        expect(matchesWildcard(pattern, value)).toBe(new RegExp(`^${glob(pattern, '.')}$`, 's').test(value))
      }),
      { numRuns: 20_000 },
    )
  })

  it('agree with a regular expression inside the segments of an ARN', () => {
    const part = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 3 }).map((l) => l.join(''))
    const pattern = fc.tuple(fc.array(part, { minLength: 1, maxLength: 5 }), fc.boolean())
    const value = fc.array(fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(pattern, value, ([parts, fills], segments) => {
        const written = `arn:aws:s3:${parts.join(':')}`
        const arn = `arn:aws:s3:${segments.map((segment) => segment.join('')).join(':')}`
        const expected = oracleResource(written, arn, fills, null)
        expect(matchesResource(written, arn, { fillsIncompleteArns: fills })).toBe(expected)
      }),
      { numRuns: 20_000 },
    )
  })
})

describe('law 7: a certain deny', () => {
  it('always names a layer that blocks', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { possible: verdicts, blockedBy } = answer(one)
        expect(blockedBy.length > 0).toBe(!verdicts.includes('allowed'))
      }),
      runs,
    )
  })

  it('never names one without need: an allowed request names none, and its grantors are named', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { possible: verdicts, blockedBy, mayBlock, allowedBy } = answer(one)
        fc.pre(verdicts[0] === 'allowed')
        expect([blockedBy, mayBlock, allowedBy.length > 0]).toEqual([[], [], true])
      }),
      fewRuns,
    )
  })

  it('names layers that stay named when the facts of others are lost', () => {
    fc.assert(
      fc.property(anyCase, fc.subarray(conditionPools.map(({ key }) => key)), (truth, hidden) => {
        const partial = answer(withoutKeys(truth, hidden))
        const full = answer(truth)
        expect(full.blockedBy).toEqual(expect.arrayContaining([...partial.blockedBy]))
        const open = [...partial.blockedBy, ...partial.mayBlock]
        expect(open).toEqual(expect.arrayContaining([...full.blockedBy]))
      }),
      runs,
    )
  })
})

describe('a policy document of any shape', () => {
  it('is read or refused with a reason, and never crashes the reader', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          documentOf('resource').map((one) => JSON.stringify(one)),
        ),
        (json) => {
          const read = readEvaluationCase({ request: ownCase([], {}), policies: { resource: JSON.parse(json) } })
          expect(read.ok || Object.values(read.problem.message).every((text) => text.endsWith('.'))).toBe(true)
        },
      ),
    )
  })
})

/** One fact in two places of a statement can rule out what each place alone would leave open; we do not solve that. */
function usesVariable({ Resource, NotResource }: OracleStatement, key: string): boolean {
  return [...(Resource ?? []), ...(NotResource ?? [])].some((value) => value.includes(key))
}

function matches(one: PartialCase, index: number): boolean {
  const layer = answer(one).layers.find((trace) => trace.layer === 'identity')
  return layer?.statements.some((statement) => statement.index === index && matchOf(statement) === 'yes') === true
}

function withIdentity(one: OracleCase, statement: OracleStatement): OracleCase {
  const added: OracleDocument = { Version: '2012-10-17', Statement: [statement] }
  return { ...one, policies: { ...one.policies, identity: [...(one.policies.identity ?? []), added] } }
}

function withoutKeys(truth: OracleCase, hidden: readonly string[]): PartialCase {
  return { ...truth, context: { ...truth.context, ...Object.fromEntries(hidden.map((key) => [key, unknown])) } }
}
