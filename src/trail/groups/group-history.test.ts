import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  type Files,
  iam,
  type Json,
  organization,
  policy,
} from '../../../test/cause-fixture.ts'
import { allowedRecord, confirmedOf, deniedRecord, loggedMatters, requested } from '../../../test/trail-fixture.ts'
import { combinedPlan } from './combined-plan.ts'

const object = 'arn:aws:s3:::orders/a.csv'
const read = { by: 'reader', action: 's3:GetObject', resource: object } as const
const other = { ...read, resource: 'arn:aws:s3:::orders/b.csv' } as const
const readerSession = 'arn:aws:sts::111122223333:assumed-role/reader/x'
const identity = { type: 'AssumedRole', arn: readerSession, accountId: '111122223333' }
const listsOnly = policy(allow('s3:ListBucket', 'arn:aws:s3:::orders'))
const nothingAllows: Files = { ...alone(), ...bucket('orders', null), ...iam({ reader: listsOnly }) }
const denials = ['10:00', '10:20'].map((time) => denied(time))

function at(time: string): string {
  return `2026-03-04T${time}:00Z`
}

function denied(time: string, more: Json = {}): Json {
  return deniedRecord({ ...read, at: at(time), more })
}

function succeeded(time: string, more: Json = {}): Json {
  return allowedRecord({ ...read, at: at(time), more })
}

/** A change that somebody made. */
function changed(time: string, source: string, eventName: string, requestParameters: Json, more: Json = {}): Json {
  return {
    eventID: `${eventName} at ${time}`,
    eventTime: at(time),
    eventSource: `${source}.amazonaws.com`,
    eventName,
    userIdentity: { arn: 'arn:aws:sts::111122223333:assumed-role/deploy/terraform' },
    requestParameters,
    recipientAccountId: '111122223333',
    ...more,
  }
}

function doubtOf(records: readonly Json[], files: Files | null = nothingAllows): unknown {
  const { success } = loggedMatters(records, files).matters[0]?.history ?? { success: undefined }
  return success === null ? 'no success' : success?.doubt
}

describe('the later success of a cause', () => {
  it('is told with its event and how long after the last denial it was', () => {
    const { matters } = loggedMatters(
      [...denials, succeeded('10:31', { eventID: 'later' }), succeeded('11:00')],
      nothingAllows,
    )
    expect(matters.map(({ history }) => history.success)).toEqual([
      { at: at('10:31'), eventId: 'later', from: 'log.json', secondsAfter: 660, count: 2, hasMore: false, doubt: null },
    ])
  })

  it('is absent where nothing succeeded', () => {
    expect(doubtOf(denials)).toBe('no success')
    expect(doubtOf([...denials, succeeded('09:00')])).toBe('no success')
  })

  it.each<[string, readonly Json[], unknown]>([
    [
      'it was made through a VPC endpoint',
      [...denials, succeeded('10:31', { vpcEndpointId: 'vpce-0example' })],
      {
        kind: 'otherwise',
        differences: ['endpoint'],
        way: { endpoint: 'vpce-0example', mfa: null, invokedBy: null },
      },
    ],
    [
      'it was denied through a VPC endpoint, too',
      [...denials, denied('10:05', { vpcEndpointId: 'vpce-0example' }), succeeded('10:31')],
      { kind: 'otherWays' },
    ],
    [
      'it also succeeded between the denials',
      [...denials, succeeded('10:10'), succeeded('10:31')],
      { kind: 'between', count: 1, hasMore: false },
    ],
    [
      'another object was denied as well',
      [...denials, deniedRecord({ ...other, at: at('10:05') }), succeeded('10:31')],
      { kind: 'resources', succeeded: 1, denied: 2, hasMore: false },
    ],
    [
      'each object was denied one way and has succeeded the other way',
      [
        denied('10:00', { vpcEndpointId: 'vpce-0example' }),
        deniedRecord({ ...other, at: at('10:05') }),
        succeeded('10:31'),
        allowedRecord({ ...other, at: at('10:32'), more: { vpcEndpointId: 'vpce-0example' } }),
      ],
      { kind: 'otherWays' },
    ],
  ])('shows no repair where %s', (_, records, doubt) => {
    expect(doubtOf(records)).toEqual(doubt)
  })

  it('shows one where each object has succeeded every way it was denied', () => {
    const endpoint = { vpcEndpointId: 'vpce-0example' }
    const records = [
      denied('10:00', endpoint),
      deniedRecord({ ...other, at: at('10:05') }),
      succeeded('10:31', endpoint),
      allowedRecord({ ...other, at: at('10:32') }),
    ]
    expect(doubtOf(records)).toBeNull()
  })

  it('shows no repair where the same call was denied again in other words', () => {
    const again = deniedRecord({
      ...read,
      at: at('10:40'),
      says: 'because no resource-based policy allows the s3:GetObject action',
      more: { requestParameters: { bucketName: 'orders', key: 'a.csv' } },
    })
    const { matters } = loggedMatters([...denials, succeeded('10:31'), again], nothingAllows)
    const doubts = matters.flatMap(({ told }) => [...told.successes.values()].map(({ doubt }) => doubt))
    expect(doubts).toEqual([{ kind: 'deniedAgain', at: at('10:40') }])
  })

  it('is that of one call alone where a cause denied several, until each has succeeded', () => {
    const denies = { ...deny('s3:*Object', 'arn:aws:s3:::orders/*'), Sid: 'NoObjects' }
    const files = { ...alone(), ...bucket('orders', null), ...iam({ reader: policy(allow('s3:*', '*'), denies) }) }
    const says = 'with an explicit deny in an identity-based policy'
    const write = { ...read, action: 's3:PutObject' } as const
    const both = [deniedRecord({ ...read, at: at('10:00'), says }), deniedRecord({ ...write, at: at('10:20'), says })]
    expect(doubtOf([...both, succeeded('10:31')], files)).toEqual({ kind: 'calls', succeeded: 1, denied: 2 })
    expect(doubtOf([...both, succeeded('10:31'), allowedRecord({ ...write, at: at('10:32') })], files)).toBeNull()
  })

  it('shows one where a denial in other words came before it', () => {
    const says = 'because no resource-based policy allows the s3:GetObject action'
    const more = { requestParameters: { bucketName: 'orders', key: 'a.csv' } }
    const between = deniedRecord({ ...read, at: at('10:25'), says, more })
    const { matters } = loggedMatters([...denials, between, succeeded('10:31')], nothingAllows)
    expect(matters.map(({ history }) => history.success?.doubt)).toEqual(matters.map(() => null))
  })
})

describe('a success where conditions decide', () => {
  const says = 'with an explicit deny in a resource-based policy'
  const records = ['10:00', '10:20'].map((time) => deniedRecord({ ...read, at: at(time), says }))
  const later = succeeded('10:31')

  function denyWhere(condition: Json): Files {
    const denies = { ...deny('s3:GetObject', 'arn:aws:s3:::orders/*'), Principal: '*', Condition: condition }
    const reads = policy(allow('s3:*', '*'))
    return { ...alone(), ...bucket('orders', policy(denies)), ...iam({ reader: reads }) }
  }

  it.each<[string, Json, unknown]>([
    ['that every call of the principal has', { ArnNotLike: { 'aws:PrincipalArn': '*:role/admin' } }, null],
    ['of which the way of the call is compared', { StringNotEquals: { 'aws:SourceVpce': 'vpce-0other' } }, null],
    ['of an address from which it succeeded', { NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, null],
    [
      'that differs from call to call',
      { StringNotLike: { 'aws:UserAgent': 'approved*' } },
      { kind: 'conditions', keys: ['aws:UserAgent'] },
    ],
  ])('shows what it shows by a key %s', (_, condition, doubt) => {
    expect(doubtOf([...records, later], denyWhere(condition))).toEqual(doubt)
  })

  it('shows a repair where statements with conditions decide nothing', () => {
    const bearsNot = [
      { ...deny('s3:*', '*'), Principal: '*', Condition: { StringLike: { 'aws:UserAgent': 'banned*' } } },
      { ...allow('s3:PutObject', '*'), Principal: '*', Condition: { StringLike: { 'aws:UserAgent': 'approved*' } } },
    ]
    const files = { ...nothingAllows, ...bucket('orders', policy(...bearsNot)) }
    expect(doubtOf([...denials, later], files)).toBeNull()
  })

  it('from another address than the denials shows no repair', () => {
    const files = denyWhere({ NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } })
    const elsewhere = { ...later, sourceIPAddress: '192.0.2.1' }
    expect(doubtOf([...records, elsewhere], files)).toEqual({ kind: 'conditions', keys: ['aws:SourceIp'] })
    const third = deniedRecord({ ...read, at: at('10:05'), says, more: { sourceIPAddress: '198.51.100.9' } })
    expect(doubtOf([...records, third, later], files)).toEqual({ kind: 'conditions', keys: ['aws:SourceIp'] })
  })

  it('from the addresses of the denials shows none where it was on the other object from each', () => {
    const here = { sourceIPAddress: '203.0.113.7' }
    const there = { sourceIPAddress: '198.51.100.9' }
    const crossed = [
      deniedRecord({ ...read, at: at('10:00'), says, more: here }),
      deniedRecord({ ...other, at: at('10:05'), says, more: there }),
      succeeded('10:31', there),
      allowedRecord({ ...other, at: at('10:32'), more: here }),
    ]
    const files = denyWhere({ NotIpAddress: { 'aws:SourceIp': '192.0.2.0/24' } })
    expect(doubtOf(crossed, files)).toEqual({ kind: 'conditions', keys: ['aws:SourceIp'] })
  })

  it('shows none of an explicit deny that was not read', () => {
    const files = { ...alone(), ...iam({ reader: policy(allow('s3:*', '*')) }) }
    expect(doubtOf([...records, later], files)).toEqual({ kind: 'unread' })
  })

  it('shows none of a session policy', () => {
    const ofSession = 'because no session policy allows the s3:GetObject action'
    const refused = deniedRecord({ ...read, at: at('10:00'), says: ofSession })
    expect(doubtOf([refused, later], nothingAllows)).toEqual({ kind: 'session' })
  })
})

describe('a success where not everything was read', () => {
  const plain = { errorMessage: 'Access Denied', ...requested(object), userIdentity: identity }
  const bare = ['10:00', '10:20'].map((time) => denied(time, plain))
  const withoutBucketPolicy: Files = { ...alone(), ...iam({ reader: policy(allow('s3:GetObject', object)) }) }
  const snapshots: readonly (readonly [string, Files | null])[] = [
    ['no snapshot', null],
    ['a snapshot without the bucket policy', withoutBucketPolicy],
  ]
  const same = { userIdentity: identity }

  describe.each(snapshots)('with %s', (_, files) => {
    it.each<[string, Json]>([
      ['from another address', { ...same, sourceIPAddress: '10.9.9.9' }],
      ['by another user agent', { ...same, userAgent: 'other' }],
      ['in another session', { userIdentity: { ...identity, arn: `${readerSession}-other` } }],
    ])('shows no repair %s', (__, more) => {
      const log = [...bare, succeeded('10:31', more)]
      expect(doubtOf(log, files)).toEqual({ kind: 'elsewhere' })
      const { matters, facts } = loggedMatters(log, files)
      expect(combinedPlan(matters, facts, { plansAll: false }).succeeded).toEqual([])
    })

    it('shows one of the same call from the same place by the same session', () => {
      expect(doubtOf([...bare, succeeded('10:31', same)], files)).toBeNull()
    })

    it('shows one only where each denied call has succeeded so', () => {
      const elsewhere = { ...plain, sourceIPAddress: '198.51.100.9' }
      const log = [...bare, denied('10:05', elsewhere), succeeded('10:31', same)]
      expect(doubtOf(log, files)).toEqual({ kind: 'elsewhere' })
      expect(doubtOf([...log, succeeded('10:32', { ...same, sourceIPAddress: '198.51.100.9' })], files)).toBeNull()
    })
  })
})

describe('what has succeeded since', () => {
  const lists = { by: 'mina', action: 's3:ListBucket', resource: 'arn:aws:s3:::orders' } as const
  const still = deniedRecord({ ...lists, at: at('10:40') })
  const files = { ...alone(), ...bucket('orders', null), ...iam({ reader: listsOnly, mina: policy() }) }

  it('stands after what is still denied, however often it was', () => {
    const { matters } = loggedMatters([...denials, still, succeeded('10:31')], files)
    expect(matters.map(({ count }) => count)).toEqual([1, 2])
    expect(loggedMatters([...denials, still], files).matters.map(({ count }) => count)).toEqual([2, 1])
  })

  it('is left out of the plan, unless everything is planned for', () => {
    const { matters, facts } = loggedMatters([...denials, still, succeeded('10:31')], files)
    expect(combinedPlan(matters, facts, { plansAll: false })).toMatchObject({
      solved: [0],
      succeeded: [1],
      left: [],
      unsolved: [],
      changes: [{ matters: [0] }],
    })
    expect(combinedPlan(matters, facts, { plansAll: true })).toMatchObject({ solved: [0, 1], succeeded: [] })
  })

  it('is planned for where it was denied between successes', () => {
    const { matters, facts } = loggedMatters([...denials, succeeded('10:10'), succeeded('10:31')], files)
    expect(combinedPlan(matters, facts, { plansAll: false })).toMatchObject({ solved: [0], succeeded: [] })
  })
})

describe('the evidence of a cause', () => {
  const reads = policy(allow('s3:GetObject', 'arn:aws:s3:::orders/*'))
  const allowsNow = { ...alone(), ...bucket('orders', null), ...iam({ reader: reads }) }
  const put = { roleName: 'reader', policyName: 'own' }

  it('is the write and the later success, as where one denial is explained', () => {
    const write = changed('10:18', 'iam', 'PutRolePolicy', put)
    const { matters } = loggedMatters([...denials, write, succeeded('10:31')], allowsNow)
    expect(matters.map(({ diagnosis }) => confirmedOf(diagnosis))).toEqual([['permission-still-propagating']])
    const without = loggedMatters([...denials, write], allowsNow)
    expect(without.matters.map(({ diagnosis }) => confirmedOf(diagnosis))).toEqual([[]])
  })

  it('is a write that was made before the first denial', () => {
    const records = [denied('10:00'), changed('09:57', 'iam', 'PutRolePolicy', put), succeeded('10:31')]
    const { matters } = loggedMatters(records, allowsNow)
    expect(matters.map(({ diagnosis }) => confirmedOf(diagnosis))).toEqual([['permission-still-propagating']])
  })

  it('is a change after the denial', () => {
    const { matters } = loggedMatters([...denials, changed('10:28', 'iam', 'PutRolePolicy', put)], allowsNow)
    expect(matters.map(({ diagnosis }) => confirmedOf(diagnosis))).toEqual([['policy-changed-after-denial']])
  })
})

describe('the changes around the denials', () => {
  const of = { roleName: 'reader', policyName: 'own' }

  function changes(records: readonly Json[], files: Files = nothingAllows): unknown {
    const { before, after } = loggedMatters([...denials, ...records], files).matters[0]?.history.changes ?? {}
    const told = (list: typeof before): unknown =>
      list?.map(({ write, seconds }) => [write.operation, write.subject.replace(/^\d*:/, ''), seconds])
    return { before: told(before), after: told(after) }
  }

  it('are told with how long before the first denial and after the last they were made', () => {
    const records = [
      changed('09:57', 'iam', 'DeleteRolePolicy', of),
      changed('10:24', 's3', 'PutBucketPolicy', { bucketName: 'orders' }),
    ]
    expect(changes(records)).toEqual({
      before: [['DeleteRolePolicy', 'role/reader', 180]],
      after: [['PutBucketPolicy', 'bucket/orders', 240]],
    })
  })

  it.each<[string, Json]>([
    ['another role', changed('09:57', 'iam', 'PutRolePolicy', { roleName: 'writer' })],
    [
      'a role of the same name in another account',
      changed('09:57', 'iam', 'PutRolePolicy', of, { recipientAccountId: '444455556666' }),
    ],
    ['another bucket', changed('09:57', 's3', 'PutBucketPolicy', { bucketName: 'raw' })],
    ['nothing, because it failed', changed('09:57', 'iam', 'PutRolePolicy', of, { errorCode: 'AccessDenied' })],
    ['the day before yesterday', changed('09:57', 'iam', 'PutRolePolicy', of, { eventTime: '2026-03-02T09:57:00Z' })],
    ['between the denials', changed('10:10', 'iam', 'PutRolePolicy', of)],
  ])('are none of %s', (_, record) => {
    expect(changes([record])).toEqual({ before: [], after: [] })
  })

  const own = 'us-east-1:111122223333'
  const queueUrl = 'https://sqs.us-east-1.amazonaws.com/111122223333/jobs'

  describe.each<[string, string, string, Json]>([
    ['sqs:SendMessage', `arn:aws:sqs:${own}:jobs`, 'SetQueueAttributes', { queueUrl }],
    ['sns:Publish', `arn:aws:sns:${own}:jobs`, 'SetTopicAttributes', { topicArn: `arn:aws:sns:${own}:jobs` }],
    ['lambda:InvokeFunction', `arn:aws:lambda:${own}:function:a:live`, 'AddPermission', { functionName: 'a' }],
    ['ecr:BatchGetImage', `arn:aws:ecr:${own}:repository/x/app`, 'SetRepositoryPolicy', { repositoryName: 'x/app' }],
    [
      'secretsmanager:GetSecretValue',
      `arn:aws:secretsmanager:${own}:secret:prod/db-AbCd12`,
      'PutResourcePolicy',
      { secretId: 'prod/db' },
    ],
    [
      'dynamodb:Query',
      `arn:aws:dynamodb:${own}:table/jobs/index/by-day`,
      'PutResourcePolicy',
      { resourceArn: `arn:aws:dynamodb:${own}:table/jobs` },
    ],
    ['glue:GetTable', `arn:aws:glue:${own}:table/sales/orders`, 'PutResourcePolicy', {}],
    ['kms:Decrypt', `arn:aws:kms:${own}:key/mrk-1`, 'PutKeyPolicy', { keyId: 'mrk-1' }],
  ])('of what %s was denied on', (action, resource, eventName, parameters) => {
    const refused = ['10:00', '10:20'].map((time) => deniedRecord({ by: 'reader', action, resource, at: at(time) }))
    const there = JSON.stringify(parameters)

    function toldOf(text: string, more: Json): readonly string[] {
      const source = action.split(':')[0] ?? ''
      const write = changed('09:57', source, eventName, JSON.parse(text), { awsRegion: 'us-east-1', ...more })
      const { before = [] } = loggedMatters([...refused, write], nothingAllows).matters[0]?.history.changes ?? {}
      return before.map((change) => change.write.operation)
    }

    it('are told, and none of the same name in another account or Region', () => {
      expect(toldOf(there, {})).toEqual([eventName])
      const [account, region] = ['444455556666', 'eu-west-1']
      expect(toldOf(there.replaceAll('111122223333', account), { recipientAccountId: account })).toEqual([])
      expect(toldOf(there.replaceAll('us-east-1', region), { awsRegion: region })).toEqual([])
    })
  })

  it('are none of a repository of the same name in another namespace', () => {
    const resource = `arn:aws:ecr:${own}:repository/x/app`
    const refused = deniedRecord({ by: 'reader', action: 'ecr:BatchGetImage', resource, at: at('10:00') })
    const write = changed(
      '09:57',
      'ecr',
      'SetRepositoryPolicy',
      { repositoryName: 'y/app' },
      { awsRegion: 'us-east-1' },
    )
    expect(loggedMatters([refused, write], nothingAllows).matters[0]?.history.changes.before).toEqual([])
  })

  it('are the nearest three of many, and no more are kept', () => {
    const many = [...Array(2_000).keys()].map((n) =>
      changed('09:00', 'iam', 'PutRolePolicy', of, {
        eventID: `n${n}`,
        eventTime: new Date(Date.parse(at('09:59')) - n * 1000).toISOString(),
      }),
    )
    expect(changes(many)).toEqual({
      before: [60, 61, 62].map((seconds) => ['PutRolePolicy', 'role/reader', seconds]),
      after: [],
    })
    expect(loggedMatters([...denials, ...many], nothingAllows).facts.trail.length).toBeLessThanOrEqual(100)
  })

  it('are those alone that can deny where AWS names the layer of an explicit deny', () => {
    const says = 'with an explicit deny in a service control policy'
    const scp = policy(allow('*', '*'), { Sid: 'NoReads', ...deny('s3:GetObject', '*') })
    const files = {
      ...organization('scp', { root: scp }),
      ...bucket('orders', null),
      ...iam({ reader: policy(allow('*', '*')) }),
    }
    const records = [
      ...['10:00', '10:20'].map((time) => deniedRecord({ ...read, at: at(time), says })),
      changed('09:57', 'organizations', 'UpdatePolicy', { policyId: 'p-root' }, { recipientAccountId: '999999999999' }),
      changed('09:58', 'iam', 'PutRolePolicy', of),
    ]
    const { before } = loggedMatters(records, files).matters[0]?.history.changes ?? {}
    expect(before?.map(({ write }) => write.operation)).toEqual(['UpdatePolicy'])
  })

  it('are told of all denials of one cause together, whichever of its calls each lies beside', () => {
    const says = 'with an explicit deny in a service control policy'
    const scp = policy(allow('*', '*'), { Sid: 'NoObjects', ...deny('s3:*Object', '*') })
    const open = iam({ reader: policy(allow('*', '*')) })
    const files = { ...organization('scp', { root: scp }), ...bucket('orders', null), ...open }
    const refuse = (action: 's3:GetObject' | 's3:PutObject', times: readonly string[]): readonly Json[] =>
      times.map((time) => deniedRecord({ ...read, action, at: at(time), says }))
    const update = (time: string): Json =>
      changed(time, 'organizations', 'UpdatePolicy', { policyId: 'p-root' }, { recipientAccountId: '999999999999' })
    const both = [...refuse('s3:GetObject', ['10:00', '10:02']), ...refuse('s3:PutObject', ['12:00', '12:01'])]
    const times = ['09:58', '11:59', '12:03']
    const { matters } = loggedMatters([...both, ...times.map(update)], files)
    const { before, between, after } = matters[0]?.history.changes ?? {}
    const told = [before, between, after].map((list) => list?.map(({ write, seconds }) => [write.timeText, seconds]))
    expect([matters.length, ...told]).toEqual([1, [[at('09:58'), 120]], [[at('11:59'), 7140]], [[at('12:03'), 120]]])
  })

  it('are those up to the success where the call has succeeded since', () => {
    const records = [changed('10:25', 'iam', 'PutRolePolicy', of), changed('11:00', 'iam', 'DeleteRolePolicy', of)]
    expect(changes([...records, succeeded('10:31', { userIdentity: identity })])).toEqual({
      before: [],
      after: [['PutRolePolicy', 'role/reader', 300]],
    })
  })
})
