import { describe, expect, it } from 'vitest'
import type { Clue } from '../../services/sought-records.ts'
import type { Bounded } from '../stretches.ts'
import { dialects } from './dialect.ts'
import { soughtSql } from './sought-sql.ts'
import { ownTable } from './table.ts'

const table = ownTable(['logs', 'cloudtrail'])
const at = (text: string): number => Date.parse(text)
const during = { since: at('2026-03-04T08:55:00Z'), until: at('2026-03-05T09:00:00Z') }

function whereOf(clues: readonly (Clue & Bounded)[], of = table): readonly string[] | null {
  const [sql, ...more] = soughtSql(clues, of, dialects.athena)
  expect(more).toEqual([])
  return sql === undefined ? null : (/\nWHERE ([\s\S]*)$/.exec(sql)?.[1] ?? '').split('\n  AND ')
}

describe('the SQL of clues', () => {
  it('names the folders of the days, and each kind of record with its own time', () => {
    const made = { since: at('2026-03-03T21:00:00Z'), until: at('2026-03-04T09:00:00Z') }
    const where = whereOf([
      { kind: 'sessionMaker', session: null, ...made },
      { kind: 'keyRefusal', ...during },
    ])
    const written = "NOT LIKE '____-__-__T__:__:__Z'"
    expect(where).toEqual([
      `"day" >= '2026/03/03'`,
      `"day" <= '2026/03/06'`,
      `(eventtime >= '2026-03-03T21:00:00Z' OR eventtime ${written})`,
      `(eventtime <= '2026-03-05T09:00:00Z' OR eventtime ${written})`,
      `((regexp_like(eventname, '^(?:AssumeRole|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|GetFederationToken)(?:[0-9_].*)?$') AND (eventtime >= '2026-03-03T21:00:00Z' OR eventtime ${written}) AND (eventtime <= '2026-03-04T09:00:00Z' OR eventtime ${written}))
    OR (eventsource = 'kms.amazonaws.com' AND errorcode <> '' AND (eventtime >= '2026-03-04T08:55:00Z' OR eventtime ${written}) AND (eventtime <= '2026-03-05T09:00:00Z' OR eventtime ${written})))`,
    ])
  })

  it('asks nothing of a table that has no column for it, and nothing of the calls of everybody', () => {
    const small = { ...table, columns: new Set(['eventtime', 'eventname', 'errorcode', 'useridentity']) }
    expect(whereOf([{ kind: 'eventId', id: 'x', ...during }], small)).toBeNull()
    expect(
      whereOf([{ kind: 'calls', principal: null, action: null, operation: null, eventNames: null, ...during }]),
    ).toBeNull()
  })

  it('asks for the denied call besides those of its action, and for calls of known names by these alone', () => {
    const principal = 'arn:aws:iam::111122223333:user/mina'
    const calls = { kind: 'calls', principal, action: 'iam:PassRole', ...during } as const
    const denied = whereOf([{ ...calls, operation: 'RunInstances', eventNames: null }])?.join(' ')
    expect(denied).toContain("starts_with(lower(eventname), 'passrole')")
    expect(denied).toContain("OR starts_with(lower(eventname), 'runinstances')")
    const named = whereOf([{ ...calls, operation: null, eventNames: ['RunInstances'] }])?.join(' ')
    expect(named).toContain("AND (eventname IN ('RunInstances'))")
    expect(named).not.toContain('passrole')
  })

  it('takes a name that would end a literal for a name', () => {
    const principal = "arn:aws:iam::111122223333:user/o'); DROP TABLE x;--"
    expect(
      whereOf([{ kind: 'calls', principal, action: null, operation: null, eventNames: null, ...during }])?.at(-1),
    ).toContain("(useridentity.arn = 'arn:aws:iam::111122223333:user/o''); DROP TABLE x;--' OR ")
  })

  const number = (n: number): string => String(n).padStart(12, '0')

  it('stays short enough for Athena, however many denials there are, and leaves none out', () => {
    const clues = [...Array(3_000).keys()].flatMap((n): readonly (Clue & Bounded)[] => {
      const stretch = { since: during.since + n * 7_200_000, until: during.since + n * 7_200_000 + 1000 }
      const principal = `arn:aws:sts::111122223333:assumed-role/role-${number(n)}/${'session'.repeat(9)}`
      return [
        { kind: 'sessionMaker', session: `${n}`, ...stretch },
        { kind: 'calls', principal, action: 's3:GetObject', operation: null, eventNames: null, ...stretch },
        { kind: 'requestId', id: `요청-${number(n)}`, ...stretch },
      ]
    })
    const ids = [...Array(20_000).keys()].map(
      (n) => ({ kind: 'sharedEventId', id: `00000000-0000-4000-8000-${number(n)}`, ...during }) as const,
    )
    const statements = soughtSql([...clues, ...ids], table, dialects.athena)
    expect(Math.max(...statements.map((sql) => Buffer.byteLength(sql)))).toBeLessThan(262_144)
    const all = statements.join('\n')
    const told = (pattern: RegExp): number => new Set(all.match(pattern)).size
    expect(told(/'00000000-0000-4000-8000-\d{12}'/g)).toBe(20_000)
    expect(told(/assumed-role\/role-\d{12}\/'/g)).toBe(3_000)
    expect(told(/ 요청-\d{12}(?= )/g)).toBe(3_000)
    // Trino compiles a condition for each principal as long as they are some dozens.
    expect(Math.max(...statements.map((sql) => sql.split('assumed-role/role-').length))).toBeLessThan(130)
    expect(statements.length).toBeLessThan(200)
  })

  it('parts the many actions of one principal', () => {
    const principal = 'arn:aws:iam::111122223333:user/mina'
    const clues = [...Array(6_000).keys()].map((n) => {
      const action = `iam:Do${number(n)}`
      return { kind: 'calls', principal, action, operation: null, eventNames: null, ...during } as const
    })
    const statements = soughtSql(clues, table, dialects.athena)
    expect(Math.max(...statements.map((sql) => Buffer.byteLength(sql)))).toBeLessThan(262_144)
    expect(statements.join('\n').match(/'do\d{12}'/g)?.length).toBe(6_000)
  })
})
