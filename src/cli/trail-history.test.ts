import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allow, alone, bucket, iam, type Json, policy } from '../../test/cause-fixture.ts'
import { ioOf, type Written } from '../../test/io-fixture.ts'
import { allowedRecord, deniedRecord, factsOf, groupsOf, loggedMatters } from '../../test/trail-fixture.ts'
import { type Said, say } from '../../test/trail-world.ts'
import { recordsInFiles } from '../trail/files/records-in-files.ts'
import { explainGroups } from '../trail/groups/explain-groups.ts'
import type { RecordSource } from '../trail/record-source.ts'
import type { Watch } from './trail-context.ts'
import { historyOf } from './trail-history.ts'

let folder = ''
const at = (name: string): string => join(folder, name)
const object = 'arn:aws:s3:::orders/a.csv'
const read = { by: 'reader', action: 's3:GetObject', resource: object } as const
const list = { by: 'mina', action: 's3:ListBucket', resource: 'arn:aws:s3:::orders' } as const
const files = {
  ...alone(),
  ...bucket('orders', null),
  ...iam({ reader: policy(allow('s3:ListBucket', 'arn:aws:s3:::orders')), mina: policy() }),
}

function written(time: string, eventName: string, requestParameters: Json): Json {
  return {
    eventID: `00000000-0000-4000-8000-${eventName.length}00000000000`,
    eventTime: `2026-03-02T${time}:00Z`,
    eventSource: 'iam.amazonaws.com',
    eventName,
    userIdentity: { arn: 'arn:aws:sts::111122223333:assumed-role/deploy/terraform' },
    requestParameters,
    recipientAccountId: '111122223333',
  }
}

function time(text: string): string {
  return `2026-03-02T${text}:00Z`
}

const denied = [
  ...['10:21', '10:24', '10:27'].map((text) => deniedRecord({ ...read, at: time(text) })),
  deniedRecord({ ...list, at: time('10:40') }),
]
const records = [
  ...denied,
  written('10:20', 'DeleteRolePolicy', { roleName: 'reader', policyName: 'reads' }),
  written('10:30', 'PutRolePolicy', { roleName: 'reader', policyName: 'reads' }),
  allowedRecord({ ...read, at: time('10:35') }),
  allowedRecord({ ...read, at: time('10:31'), more: { eventID: '00000000-0000-4000-8000-000000001031' } }),
  allowedRecord({ ...read, resource: 'arn:aws:s3:::orders/b.csv', at: time('10:29') }),
  allowedRecord({ ...list, at: time('10:45'), more: { vpcEndpointId: 'vpce-0example' } }),
]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'undeny-history-'))
  // The event id of a fixture tells the place of its test; the page shows one.
  writeFileSync(at('log.json'), JSON.stringify({ Records: records }))
  writeFileSync(at('snapshot.json'), JSON.stringify(files))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const explain = (...args: readonly string[]): Promise<Said> =>
  say(['trail', at('log.json'), '--explain', '--snapshot', at('snapshot.json'), ...args])

describe('trail --explain of calls that succeeded later', () => {
  it.each(['en', 'ko'])(
    'tells what was changed and what has succeeded since, after what is still denied (%s)',
    async (language) => {
      const { code, stdout } = await explain('--lang', language)
      expect(code).toBe(0)
      expect(steady(stdout)).toMatchSnapshot()
    },
  )

  it('plans for everything with --all', async () => {
    const { stdout } = await explain('--all')
    expect(stdout).toContain('One plan for all 2 ')
    expect(stdout).not.toContain('Nothing is planned')
  })

  it('gives the same as JSON', async () => {
    const { stdout } = await explain('--json')
    expect(JSON.parse(stdout)).toMatchObject({
      matters: [
        {
          groups: [{ action: 's3:ListBucket' }],
          succeeded: { at: time('10:45'), count: 1, doubt: { kind: 'otherwise', differences: ['endpoint'] } },
          changes: { before: [], between: [], after: [] },
        },
        {
          groups: [{ action: 's3:GetObject' }],
          succeeded: {
            at: time('10:31'),
            eventId: '00000000-0000-4000-8000-000000001031',
            from: at('log.json'),
            secondsAfter: 240,
            count: 2,
            doubt: null,
          },
          changes: {
            before: [
              {
                operation: 'DeleteRolePolicy',
                subject: 'role/reader',
                policy: 'reads',
                by: 'arn:aws:sts::111122223333:assumed-role/deploy/terraform',
                at: time('10:20'),
                seconds: 60,
              },
            ],
            after: [{ operation: 'PutRolePolicy', at: time('10:30'), seconds: 180 }],
          },
        },
      ],
      plan: { solved: [0], succeeded: [1], left: [] },
    })
  })

  it('says the same on the page', async () => {
    const { written: pages } = await explain('--html', 'report.html')
    const page = pages['report.html'] ?? ''
    expect(page).toContain('<p class="verified">Succeeded since: <code>2026-03-02T10:31:00Z</code>')
    expect(page).toContain('Changed 1 minute before the first denial: <code>DeleteRolePolicy</code>')
    expect(page).toContain('Succeeded otherwise: <code>2026-03-02T10:45:00Z</code>')
  })

  it('says of a success that it shows no repair where a part of the log could not be read', async () => {
    const args = ['trail', at('log.json'), '--explain', '--snapshot', at('snapshot.json')]
    writeFileSync(at('note.txt'), 'no log')
    expect((await say([...args, at('note.txt')])).stdout).not.toContain('could not be read')
    writeFileSync(at('cut.json'), '{"Records":[{"eventVersion":"1.11","eventTi')
    const { stdout } = await say([...args, at('cut.json')])
    expect(stdout).toContain(
      'This shows no repair: not all of the log could be read, and what is missing may hold a later',
    )
    const korean = await say([...args, at('cut.json'), '--lang', 'ko'])
    expect(korean.stdout).toContain('로그를 모두 읽지는 못했고')
  })

  it('says so of rows without a snapshot as well', async () => {
    const { stdout } = await say(['trail', at('log.json'), '--explain'])
    expect(stdout).toContain('Succeeded since: 2026-03-02T10:31:00Z')
  })
})

describe('historyOf', () => {
  const source = (): RecordSource => recordsInFiles([at('log.json')])
  const watch = (signal: AbortSignal): Watch & { readonly written: Written } => {
    const { io, written: said } = ioOf()
    return { language: 'en', signal, io, told: new Map(), written: said }
  }

  it('finds in files what looking at every record finds', async () => {
    const groups = groupsOf(denied)
    const found = await historyOf(groups, factsOf(files), source(), watch(new AbortController().signal))
    const facts = factsOf(files, found.records)
    const own = explainGroups(groups, facts, found.log).map(({ history }) => history)
    const told = loggedMatters(records, files).matters.map(({ history }) => history)
    expect(withoutPlace(own)).toEqual(withoutPlace(told))
    expect(own.map(({ success }) => success?.count)).toEqual([1, 2])
  })

  it('tells nothing after an interruption, because a later denial can have been missed', async () => {
    const stopped = new AbortController()
    stopped.abort()
    const found = await historyOf(groupsOf(denied), factsOf(files), source(), watch(stopped.signal))
    expect([found.log.successes.size, found.log.changes.size, found.records]).toEqual([0, 0, []])
  })

  it('says how many names of calls are not looked for', async () => {
    const told = watch(new AbortController().signal)
    const many = [...Array(30).keys()].map((n) =>
      deniedRecord({
        by: n % 2 === 0 ? 'mina' : 'reader',
        action: `sqs:Send${n}`,
        resource: 'arn:aws:sqs:us-east-1:1:jobs',
      }),
    )
    await historyOf(groupsOf(many), factsOf(files), source(), told)
    expect(told.written.stderr).toBe(
      'undeny: Whether calls of 6 rarer names succeeded later was not looked for; ask for less with --principal, --service or --since.\n',
    )
  })
})

function withoutPlace(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(`"from":${JSON.stringify(at('log.json'))}`, '"from":"log.json"'))
}

/** Without the ids that count the records of a test run. */
function steady(text: string): string {
  return text.replace(/00000000-0000-4000-8000-0000000000\d\d/g, '00000000-0000-4000-8000-00000000000n')
}
