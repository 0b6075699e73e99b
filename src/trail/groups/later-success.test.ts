import { describe, expect, it } from 'vitest'
import type { Json } from '../../../test/cause-fixture.ts'
import { allowedRecord, deniedRecord, groupsOf } from '../../../test/trail-fixture.ts'
import { stringAt } from '../../denial/json-value.ts'
import { collectSuccesses, type LaterSuccess } from './later-success.ts'

const object = 'arn:aws:s3:::orders/a.csv'
const read = { by: 'reader', action: 's3:GetObject', resource: object } as const
const denials = ['10:00', '10:20'].map((time) => deniedRecord({ ...read, at: at(time) }))

function at(time: string): string {
  return `2026-03-04T${time}:00Z`
}

function success(time: string, more: Json = {}): Json {
  return allowedRecord({ ...read, at: at(time), more })
}

/** What is found of the only group of some denials. */
function found(records: readonly Json[], denied: readonly Json[] = denials): LaterSuccess | null {
  const [group] = groupsOf(denied)
  const collector = collectSuccesses(group === undefined ? [] : [group])
  for (const record of records)
    if (collector.accepts(record)) collector.add({ record: { ...record }, from: 'later.json' })
  return group === undefined ? null : (collector.results().get(group) ?? null)
}

function timeOf(event: { readonly record: unknown } | null | undefined): string | null {
  return stringAt(event?.record, 'eventTime')
}

describe('a later success', () => {
  it('is the first after the last denial, whatever the order of the records', () => {
    const success1 = found([success('11:00'), success('10:31'), success('10:45'), success('09:00')])
    expect([timeOf(success1?.first), success1?.times.count, success1?.between.count]).toEqual([at('10:31'), 3, 0])
    expect([...(success1?.resources ?? [])]).toEqual([object])
    expect(success1?.hasEveryWay).toBe(true)
  })

  it('of another session of the role is one of the same principal', () => {
    const identity = {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::111122223333:assumed-role/reader/night',
      accountId: '111122223333',
    }
    expect(timeOf(found([success('10:31', { userIdentity: identity })])?.first)).toBe(at('10:31'))
  })

  it.each<[string, Json]>([
    ['before the first denial', success('09:59')],
    ['in the second of the last denial', success('10:20')],
    ['on another object', allowedRecord({ ...read, resource: 'arn:aws:s3:::orders/b.csv', at: at('10:31') })],
    [
      'of the same name in another bucket',
      allowedRecord({ ...read, resource: 'arn:aws:s3:::raw/a.csv', at: at('10:31') }),
    ],
    [
      'of another version',
      success('10:31', { requestParameters: { bucketName: 'orders', key: 'a.csv', versionId: 'v' } }),
    ],
    ['of another principal', allowedRecord({ ...read, by: 'mina', at: at('10:31') })],
    ['of another action', allowedRecord({ ...read, action: 's3:GetObjectAcl', at: at('10:31') })],
    ['in another Region', success('10:31', { awsRegion: 'eu-west-1' })],
    ['that failed for another reason', success('10:31', { errorCode: 'NoSuchKey' })],
    ['without parameters', success('10:31', { requestParameters: null })],
    ['without a time', success('10:31', { eventTime: null })],
  ])('is none that is %s', (_, record) => {
    const one = found([record])
    expect([one?.first ?? null, one?.otherwise ?? null, one?.deniedAgain ?? null]).toEqual([null, null, null])
  })

  it.each<[string, Json]>([
    ['through a VPC endpoint', { vpcEndpointId: 'vpce-0example' }],
    ['with MFA', withMfa('true')],
    ['for a service', invokedBy('athena.amazonaws.com')],
  ])('that was made %s, as no denied call was, is told apart', (_, more) => {
    const one = found([success('10:31', more)])
    expect([timeOf(one?.first), timeOf(one?.otherwise?.event), one?.times.count]).toEqual([null, at('10:31'), 0])
  })

  it('has to be made in every way in which the call was denied', () => {
    const endpoint = { vpcEndpointId: 'vpce-0example' }
    const denied = [...denials, deniedRecord({ ...read, at: at('10:10'), more: endpoint })]
    expect(found([success('10:31')], denied)?.hasEveryWay).toBe(false)
    expect(found([success('10:31'), success('10:32', endpoint)], denied)?.hasEveryWay).toBe(true)
  })

  it('counts for the denied resources alone that were asked for', () => {
    const other = 'arn:aws:s3:::orders/b.csv'
    const denied = [...denials, deniedRecord({ ...read, resource: other, at: at('10:10') })]
    expect(found([success('10:31')], denied)?.resources).toEqual(new Set([object]))
    const both = [success('10:31'), allowedRecord({ ...read, resource: other, at: at('10:40') })]
    expect(found(both, denied)?.resources).toEqual(new Set([object, other]))
  })

  it('between two denials is counted, and is none after them', () => {
    const one = found([success('10:10'), success('10:11')])
    expect([one?.first, one?.between]).toEqual([null, { count: 2, hasMore: false }])
  })

  it('stands beside a denial in other words after it', () => {
    const says = 'with an explicit deny in a service control policy'
    const one = found([success('10:31'), deniedRecord({ ...read, at: at('10:40'), says, more: asked() })])
    expect([timeOf(one?.first), timeOf(one?.deniedAgain)]).toEqual([at('10:31'), at('10:40')])
  })

  it('is counted once, however many accounts and files hold it', () => {
    const one = success('10:31')
    expect(found([one, one])?.times.count).toBe(1)
    const copies = ['e1', 'e2'].map((eventID) => ({ ...one, eventID, sharedEventID: 'shared' }))
    expect(found(copies)?.times.count).toBe(1)
  })

  it('of an action without resources needs none', () => {
    const call = { by: 'mina', action: 's3:ListAllMyBuckets', resource: '*' } as const
    const event = { eventName: 'ListBuckets', requestParameters: { Host: 's3.amazonaws.com' } }
    const denied = [deniedRecord({ ...call, at: at('10:00'), more: event })]
    expect(timeOf(found([allowedRecord({ ...call, at: at('10:31'), more: event })], denied)?.first)).toBe(at('10:31'))
  })

  it('is not looked for where nobody knows what was asked for, or the credentials were refused', () => {
    const unknown = deniedRecord({ ...read, at: at('10:00'), more: { errorMessage: 'Access Denied' } })
    expect(collectSuccesses(groupsOf([unknown])).eventNames).toEqual([])
    const anything = deniedRecord({ by: 'mina', action: 'sqs:SendMessage', resource: '*', at: at('10:00') })
    expect(collectSuccesses(groupsOf([anything])).eventNames).toEqual([])
    const expired = { errorCode: 'ExpiredToken', errorMessage: 'The provided token has expired.', ...asked() }
    expect(collectSuccesses(groupsOf([deniedRecord({ ...read, at: at('10:00'), more: expired })])).eventNames).toEqual(
      [],
    )
  })
})

describe('a later success of a call that passes a role', () => {
  const role = 'arn:aws:iam::111122223333:role/jobs/runner'
  const call = { by: 'reader', action: 'iam:PassRole', resource: role } as const

  function passes(event: string, of: string, more: Json = {}): Json {
    const requestParameters = { job: { name: 'nightly', roles: [{ arn: of }] } }
    return { eventSource: 'glue.amazonaws.com', eventName: event, requestParameters, ...more }
  }

  const denied = [deniedRecord({ ...call, at: at('10:00'), more: passes('CreateJob', role) })]

  it.each<[string, Json, string | null]>([
    ['names the role again', passes('CreateJob', role), at('10:31')],
    ['names another role', passes('CreateJob', `${role}-2`), null],
    ['has another name', passes('UpdateJob', role), null],
    ['is one of another service', passes('CreateJob', role, { eventSource: 'batch.amazonaws.com' }), null],
  ])('is found where it %s', (_, more, first) => {
    expect(timeOf(found([allowedRecord({ ...call, at: at('10:31'), more })], denied)?.first)).toBe(first)
  })
})

describe('what is kept of successes', () => {
  it('is also the first success on the resource of each example, to explain that one with', () => {
    const other = { ...read, resource: 'arn:aws:s3:::orders/b.csv' }
    const collector = collectSuccesses(
      groupsOf([deniedRecord({ ...other, at: at('10:00') }), deniedRecord({ ...read, at: at('10:20') })]),
    )
    for (const time of ['10:15', '10:10', '09:50'])
      collector.add({ record: { ...allowedRecord({ ...other, at: at(time) }) }, from: 'later.json' })
    expect(collector.kept().map(timeOf)).toEqual([at('10:10')])
  })

  it('stays the same however many there are', () => {
    const objects = [...Array(40).keys()].map((n) => `arn:aws:s3:::orders/${n}.csv`)
    const groups = groupsOf(objects.map((resource) => deniedRecord({ ...read, resource, at: at('10:00') })))
    const collector = collectSuccesses(groups)
    const more: readonly Json[] = [{}, { vpcEndpointId: 'vpce-0example' }, withMfa('true')]
    const records = objects.flatMap((resource) =>
      more.map((extra) => allowedRecord({ ...read, resource, at: at('11:00'), more: extra })),
    )
    for (let n = 0; n < 20_000; n++) {
      const record = records[n % records.length] ?? {}
      // The newest file is read first, so that each is earlier than the one before.
      const eventTime = new Date(Date.parse(at('23:00')) - n * 100).toISOString()
      collector.add({ record: { ...record, eventTime, eventID: `n${n}` }, from: 'later.json' })
    }
    expect(collector.kept().length).toBeLessThanOrEqual(3 + 8)
    expect([...collector.results().values()].map(({ times }) => times)).toEqual([{ count: 100, hasMore: true }])
  })

  it('looks for the names of the most frequent groups, and tells how many it leaves', () => {
    const records = [...Array(30).keys()].flatMap((n) =>
      [...Array(n + 1).keys()].map(() =>
        deniedRecord({ by: 'mina', action: `sqs:Send${n}`, resource: 'arn:aws:sqs:us-east-1:111122223333:jobs' }),
      ),
    )
    const { eventNames, leftOut } = collectSuccesses(groupsOf(records))
    expect([eventNames.length, eventNames[0], leftOut]).toEqual([24, 'Send29', 6])
  })
})

function asked(): Json {
  return { requestParameters: { bucketName: 'orders', key: 'a.csv' } }
}

function withMfa(mfaAuthenticated: string): Json {
  return { userIdentity: identity({ sessionContext: { attributes: { mfaAuthenticated } } }) }
}

function invokedBy(service: string): Json {
  return { userIdentity: identity({ invokedBy: service }) }
}

function identity(more: Json): Json {
  return {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111122223333:assumed-role/reader/x',
    accountId: '111122223333',
    ...more,
  }
}
