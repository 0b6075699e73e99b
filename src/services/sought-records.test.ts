import { describe, expect, it } from 'vitest'
import { home, type Json, readerSession } from '../../test/cause-fixture.ts'
import { refusedRead, sessionIdentity } from '../../test/scenario-fixture.ts'
import { parseDenials } from '../denial/parse.ts'
import { clueFit } from './clue-fit.ts'
import { type Clue, notYetSought, soughtEvent, soughtFor } from './sought-records.ts'

const unknown = { since: null, until: null }
const at = (text: string): number => Date.parse(text)
const text = (time: number | null): string | null =>
  time === null ? null : new Date(time).toISOString().replace('.000Z', 'Z')

/** Kind, name and time of each clue. */
function cluesOf(input: string | Json, more: { readonly found?: readonly Json[] } = {}): readonly unknown[] {
  const denials = parseDenials(typeof input === 'string' ? input : JSON.stringify(input))
  const found = (more.found ?? []).map((record) => ({ file: 'log.json', record }))
  const { clues } = soughtFor(denials, { found }, unknown)
  return clues.map((clue) => {
    const name = 'id' in clue ? clue.id : clue.kind === 'calls' ? (clue.principal ?? '*') : ''
    return [`${clue.kind} ${name}`.trim(), text(clue.since), text(clue.until)]
  })
}

// 2026-03-04T09:00:00Z.
const denied = refusedRead({ eventID: 'denied', requestID: 'RQ0123456789ABCD' })

describe('what is looked for to a denial', () => {
  it('takes any number of records with its request id, as a hostile log can hold', () => {
    const requestId = 'RQ0123456789ABCD'
    const found = Array<Json>(200_000).fill({ requestID: requestId, eventTime: '2026-03-04T09:00:00Z' })
    const text = `An error occurred (AccessDenied) when calling the GetObject operation: Access Denied\nRequest ID: ${requestId}`
    expect(cluesOf(text, { found })).toContainEqual([
      `requestId ${requestId}`,
      '2026-03-03T19:00:00Z',
      '2026-03-04T23:00:00.001Z',
    ])
  })

  it('of a user: changes from five minutes before to a day after, the same calls, and what KMS refused', () => {
    expect(cluesOf(denied)).toEqual([
      ['policyWrite', '2026-03-04T08:55:00Z', '2026-03-05T09:00:00.001Z'],
      [`calls arn:aws:iam::${home}:user/mina`, '2026-03-04T08:55:00Z', '2026-03-05T09:00:00.001Z'],
      ['keyRefusal', '2026-03-04T08:59:00Z', '2026-03-04T09:01:00.001Z'],
    ])
  })

  it('of a session whose record tells when it was made: that moment', () => {
    const identity = sessionIdentity('ASIATHIS')
    expect(cluesOf({ ...denied, userIdentity: identity })).toContainEqual([
      'sessionMaker',
      '2026-03-04T07:59:55Z',
      '2026-03-04T08:00:06Z',
    ])
  })

  it.each([
    ['arn:aws:sts::111122223333:assumed-role/reader/mina', '2026-03-03T21:00:00Z'],
    ['arn:aws:sts::111122223333:federated-user/mina', '2026-03-02T21:00:00Z'],
  ])('of a session of which only the name is known, as long before as one lasts: %s', (arn, since) => {
    const message = `2026-03-04T09:00:00Z An error occurred (AccessDenied) when calling the GetObject operation: User: ${arn} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::reports/q1.csv"`
    expect(cluesOf(message)).toContainEqual(['sessionMaker', since, '2026-03-04T09:00:00.001Z'])
  })

  it('of a text, its ids: a quarter of an hour around its time, and any zone where it names none', () => {
    const lines = (time: string): string =>
      `${time} An error occurred (AccessDenied) when calling the GetObject operation: Access Denied\nRequest ID: RQ0123456789ABCD`
    expect(cluesOf(lines('2026-03-04T09:00:00Z'))[0]).toEqual([
      'requestId RQ0123456789ABCD',
      '2026-03-04T08:45:00Z',
      '2026-03-04T09:15:00.001Z',
    ])
    expect(cluesOf(lines('2026-03-04 09:00:00'))[0]).toEqual([
      'requestId RQ0123456789ABCD',
      '2026-03-03T19:00:00Z',
      '2026-03-04T23:00:00.001Z',
    ])
  })

  it('of a text without a time and without a name, its id alone', () => {
    const bare =
      'An error occurred (AccessDenied) when calling the GetObject operation: Access Denied\nRequest ID: RQ0123456789ABCD'
    expect(cluesOf(bare)).toEqual([['requestId RQ0123456789ABCD', null, null]])
    // Its record tells the rest.
    expect(cluesOf(bare, { found: [denied] }).map((clue) => String(clue).split(',')[0])).toEqual([
      'policyWrite',
      `calls arn:aws:iam::${home}:user/mina`,
      'keyRefusal',
    ])
  })

  it('of an event that other accounts received, its copies', () => {
    expect(cluesOf({ ...denied, sharedEventID: 'shared' })[0]).toEqual([
      'sharedEventId shared',
      '2026-03-04T08:45:00Z',
      '2026-03-04T09:15:00.001Z',
    ])
  })

  it('of a call of another service, nothing that KMS refused', () => {
    const list = refusedRead({ eventSource: 'sqs.amazonaws.com', eventName: 'ListQueues', errorMessage: null })
    expect(cluesOf(list).map((clue) => String(clue).split(' ')[0])).not.toContain('keyRefusal')
  })
})

describe('the calls that are looked for', () => {
  const message = (operation: string, action: string): string =>
    `2026-03-04T09:00:00Z An error occurred (AccessDeniedException) when calling the ${operation} operation: User: arn:aws:iam::${home}:user/mina is not authorized to perform: ${action} on resource: arn:aws:s3:::reports/q1.csv because no identity-based policy allows the ${action} action`

  it.each([
    ['StartQueryExecution', 's3:GetObject', null],
    ['StartQueryExecution', 'athena:StartQueryExecution', null],
    ['GetObject', 's3:GetObject', 's3:GetObject'],
  ])('are all of the principal where the denied call is several requests: %s, %s', (operation, action, expected) => {
    const { clues } = soughtFor(parseDenials(message(operation, action)), {}, unknown)
    expect(clues.flatMap((clue) => (clue.kind === 'calls' ? [clue.action] : []))).toEqual([expected])
  })
})

describe('a record fits a clue', () => {
  const during = { since: at('2026-03-04T09:00:00Z'), until: at('2026-03-04T10:00:00Z') }
  const write = { ...denied, eventSource: 'iam.amazonaws.com', eventName: 'PutUserPolicy', errorCode: null }
  const written = { ...write, requestParameters: { userName: 'mina', policyName: 'own' } }
  const own: Clue = {
    kind: 'calls',
    principal: readerSession,
    action: 's3:GetObject',
    operation: 'GetObject',
    eventNames: null,
    ...during,
  }
  const rows: readonly (readonly [string, Clue, Json, boolean])[] = [
    ['its event id', { kind: 'eventId', id: 'denied', ...during }, denied, true],
    ['another event id', { kind: 'eventId', id: 'other', ...during }, denied, false],
    [
      'the extended request id of S3',
      { kind: 'requestId', id: 'HOST', ...during },
      { ...denied, additionalEventData: { 'x-amz-id-2': 'HOST' } },
      true,
    ],
    ['a write', { kind: 'policyWrite', ...during }, written, true],
    [
      'a write at the end',
      { kind: 'policyWrite', ...during },
      { ...written, eventTime: '2026-03-04T10:00:00Z' },
      false,
    ],
    ['a write too early', { kind: 'policyWrite', ...during }, { ...written, eventTime: '2026-03-04T08:59:59Z' }, false],
    ['a write of any time', { kind: 'policyWrite', since: null, until: null }, written, true],
    ['a write that failed', { kind: 'policyWrite', ...during }, { ...written, errorCode: 'AccessDenied' }, false],
    ['a session of the role', own, { ...denied, userIdentity: sessionIdentity('ASIAOTHER') }, true],
    ['another principal', own, denied, false],
  ]
  it.each(rows)('by %s', (_, clue, record, fits) => {
    expect(clueFit([clue])(record)).toBe(fits)
  })
})

describe('what was looked for once', () => {
  const hours = (since: number | null, until: number | null): Clue => ({
    kind: 'policyWrite',
    since: since === null ? null : since * 3_600_000,
    until: until === null ? null : until * 3_600_000,
  })
  it.each([
    ['the same', [hours(1, 5)], hours(1, 5), []],
    ['more at both ends', [hours(2, 3)], hours(1, 5), [hours(1, 2), hours(3, 5)]],
    ['nothing in common', [hours(6, 7)], hours(1, 5), [hours(1, 5)]],
    ['everything before', [hours(null, null)], hours(1, 5), []],
    ['an open beginning', [hours(1, 5)], hours(null, 3), [hours(null, 1)]],
    ['seconds more at the end', [hours(1, 5)], hours(1, 5.01), []],
    ['another kind', [{ ...hours(1, 5), kind: 'keyRefusal' } as Clue], hours(1, 5), [hours(1, 5)]],
  ])('is not looked for again: %s', (_, before, clue, left) => {
    expect(notYetSought([clue], before)).toEqual(left)
  })
})

describe('an event by its id', () => {
  it('is that event, whatever else holds the id', () => {
    const { clues, accepts } = soughtEvent('denied', unknown)
    expect(clues).toEqual([{ kind: 'eventId', id: 'denied', since: null, until: null }])
    expect([denied, { ...denied, eventID: 'x', sharedEventID: 'denied' }].map(accepts)).toEqual([true, false])
  })
})
