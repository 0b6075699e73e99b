import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sharedRecords } from '../../../test/trail-logs.ts'
import { messageOfRecord } from '../../denial/cloudtrail-event.ts'
import { isDeniedRecord } from '../../denial/event-denial.ts'
import { isObject, jsonOf, stringAt } from '../../denial/json-value.ts'
import { actionsOfOperation } from '../../iam/operation.ts'
import { requiredActions } from '../../iam/operation-table.ts'
import { everyDenial, type TrailQuestion } from '../question.ts'
import { actionPredicates, servicePredicates } from './call-predicate.ts'
import { mayBeDenial } from './denial-predicate.ts'
import { dialects } from './dialect.ts'
import { questionSql } from './question-sql.ts'
import { ownTable, partitionsOf, type TrailTable } from './table.ts'

const table = ownTable(['logs', 'cloudtrail'])

function whereOf(asked: Partial<TrailQuestion>, of: TrailTable = table): readonly string[] {
  const sql = questionSql({ ...everyDenial, allErrors: true, ...asked }, of, dialects.athena)
  return (/\nWHERE ([\s\S]*)\nORDER BY eventtime DESC$/.exec(sql)?.[1] ?? '').split('\n  AND ')
}

describe('questionSql', () => {
  it('selects every column that the table has, structures as JSON, newest first', () => {
    const small = { ...table, columns: new Set(['eventtime', 'useridentity', 'resources', 'errorcode']) }
    expect(questionSql({ ...everyDenial, allErrors: true }, small, dialects.athena)).toBe(
      `SELECT json_format(CAST(useridentity AS JSON)) AS useridentity,
  eventtime,
  errorcode,
  json_format(CAST(resources AS JSON)) AS resources,
  "$path" AS found_in
FROM "logs"."cloudtrail"
WHERE errorcode <> ''
ORDER BY eventtime DESC`,
    )
  })

  it('names the folders of the account, the Region and the days, and one day more for late logs', () => {
    const asked = {
      account: '111122223333',
      region: 'eu-west-1',
      since: Date.parse('2026-03-02T10:00:00.500Z'),
      until: Date.parse('2026-03-04T00:00:00Z'),
    }
    expect(whereOf(asked)).toEqual([
      `"account" = '111122223333'`,
      `"region" = 'eu-west-1'`,
      `"day" >= '2026/03/02'`,
      `"day" <= '2026/03/05'`,
      `errorcode <> ''`,
      `(eventtime >= '2026-03-02T10:00:00Z' OR eventtime NOT LIKE '____-__-__T__:__:__Z')`,
      `(eventtime <= '2026-03-04T00:00:00Z' OR eventtime NOT LIKE '____-__-__T__:__:__Z')`,
      `coalesce(nullif(recipientaccountid, ''), useridentity.accountid) = '111122223333'`,
      `awsregion = 'eu-west-1'`,
    ])
  })

  // A day in another form than that of the folders is asked for whatever it is.
  const either = (day: string): readonly string[] =>
    [`>= '2026/03/02'`, `<= '2026/03/05'`].map(
      (limit) => `(${day} ${limit} OR coalesce(${day}, '') NOT LIKE '____/__/__')`,
    )

  it.each<[string, Parameters<typeof partitionsOf>[0], readonly string[]]>([
    [
      'AWS, projected',
      [{ name: 'timestamp', type: 'string', format: 'yyyy/MM/dd' }],
      [`"timestamp" >= '2026/03/02'`, `"timestamp" <= '2026/03/05'`],
    ],
    ['a format that nobody tells', [{ name: 'day', type: 'string' }], either(`"day"`)],
    [
      'AWS, by hand',
      ['account', 'region', 'year', 'month', 'day'].map((name) => ({ name, type: 'string' })),
      [`"region" = 'eu-west-1'`, ...either(`concat("year", '/', "month", '/', "day")`)],
    ],
    [
      'a projected format',
      [{ name: 'day', type: 'varchar', format: 'yyyy-MM-dd' }],
      [`"day" >= '2026-03-02'`, `"day" <= '2026-03-05'`],
    ],
    ['an unknown format', [{ name: 'day', type: 'string', format: 'dd.MM.yyyy' }], []],
    [
      'another type',
      [
        { name: 'timestamp', type: 'timestamp(3)' },
        { name: 'year', type: 'int' },
      ],
      [],
    ],
    [
      'a day without its month',
      [
        { name: 'year', type: 'string' },
        { name: 'day', type: 'string' },
      ],
      [],
    ],
  ])('divides by what the table is divided by: %s', (_, columns, expected) => {
    const [since, until] = [Date.parse('2026-03-02T10:00:00Z'), Date.parse('2026-03-04T00:00:00Z')]
    const asked = { region: 'eu-west-1', since, until }
    const where = whereOf(asked, { ...table, partitions: partitionsOf(columns) })
    expect(where.slice(0, where.indexOf(`errorcode <> ''`))).toEqual(expected)
  })

  it('takes any moment for a limit', () => {
    for (const time of [-8.64e15, 8.64e15, 0]) expect(whereOf({ since: time, until: time }).length).toBeGreaterThan(3)
  })
})

describe('denialPredicate', () => {
  const near = fc.constantFrom(
    ...[
      'AccessDenied',
      'Client.',
      'KMS',
      'KMS.',
      'Unauthorized',
      'Exception',
      'ExpiredToken',
      'Rate',
      'exceeded',
      'not',
      'is',
    ],
    ...[
      ' authorized to perform: s3:Get',
      'User: arn:aws:iam::111122223333:user/m ',
      'assume',
      'role',
      'explicit deny',
      '\u00ad',
      '\\',
      '\n',
      '**',
      ' ',
    ],
  )

  it('never leaves out what is a denial, whatever the code and the message', () => {
    fc.assert(
      fc.property(fc.array(near, { maxLength: 3 }), fc.array(near, { maxLength: 8 }), (codes, words) => {
        const record = {
          eventName: 'X',
          eventSource: 's3.amazonaws.com',
          errorCode: codes.join('') || 'X',
          errorMessage: words.join(''),
        }
        fc.pre(isDeniedRecord(record))
        expect(mayBeDenial(record.errorCode, record.errorMessage)).toBe(true)
      }),
      { numRuns: 3_000 },
    )
  })

  it('leaves out what plainly is none', () => {
    expect(mayBeDenial('ThrottlingException', 'Rate exceeded')).toBe(false)
    expect(mayBeDenial('NoSuchBucket', 'The specified bucket does not exist')).toBe(false)
  })

  const cases = join(process.env.SHARED ?? join(import.meta.dirname, '../../../../shared'), 'data/parse-cases.jsonl')

  it.skipIf(!existsSync(cases))('never leaves out a message of the shared cases', () => {
    const messages = readFileSync(cases, 'utf8')
      .split('\n')
      .flatMap((line) => {
        const text = stringAt(jsonOf(line), 'text')
        return text === null ? [] : [text, ...text.split('\n')]
      })
    const denied = messages.filter((errorMessage) =>
      isDeniedRecord({ eventName: 'X', eventSource: 'x', errorCode: 'X', errorMessage }),
    )
    expect(denied.length).toBeGreaterThan(200)
    expect(denied.filter((message) => !mayBeDenial('X', message.slice(0, 20_000)))).toEqual([])
  })

  const records = sharedRecords()

  it.skipIf(records === null)('never leaves out a denial of the shared logs', () => {
    const denied = (records ?? []).filter((record) => isObject(record) && isDeniedRecord(record))
    expect(denied.length).toBeGreaterThan(100)
    expect(
      denied.filter((record) => !mayBeDenial(stringAt(record, 'errorCode') ?? '', messageOfRecord(record) ?? '')),
    ).toEqual([])
  })
})

describe('servicePredicates', () => {
  it('looks for all names of a service', () => {
    expect(servicePredicates('cloudwatch')).toEqual([
      "(strpos(lower(eventsource), 'cloudwatch') > 0 OR strpos(lower(eventsource), 'monitoring') > 0)",
    ])
    expect(servicePredicates(' S3.amazonaws.com')).toEqual(["strpos(lower(eventsource), 's3') > 0"])
    expect(servicePredicates('서비스')).toEqual([])
  })
})

describe('actionPredicates', () => {
  it.each([
    ['CreateFunction20150331v2', ["starts_with(lower(eventname), 'createfunction')"]],
    [
      'lambda:InvokeFunction',
      ['invoke', 'invokefunction', 'invokewithresponsestream'].map(
        (name) => `starts_with(lower(eventname), '${name}')`,
      ),
    ],
    ['apigateway:GET', null],
    ['a:b:c', null],
  ])('knows the events of %s', (action, names) => {
    expect(actionPredicates(action)).toEqual(
      names === null ? [] : [names.length === 1 ? names.join('') : `(${names.join(' OR ')})`],
    )
  })

  it('knows every operation that needs an action', () => {
    for (const [service, operations] of Object.entries(requiredActions)) {
      for (const operation of Object.keys(operations)) {
        for (const { action } of actionsOfOperation(service, operation)) {
          expect(actionPredicates(action).join(' ')).toContain(`'${operation.toLowerCase()}'`)
        }
      }
    }
  })
})
