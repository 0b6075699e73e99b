import { describe, expect, it } from 'vitest'
import { wordingProblems } from '../../test/wording-rules.ts'
import type { PolicyChange } from '../trail/groups/policy-changes.ts'
import type { Doubt, Succeeded } from '../trail/groups/succeeded.ts'
import { changeText, type Side, succeededText } from './matter-history.ts'

const success: Succeeded = {
  at: '2026-03-02T10:31:00Z',
  eventId: 'e1',
  from: 'a.json',
  secondsAfter: 240,
  count: 1,
  hasMore: false,
  doubt: null,
}
const way = { endpoint: null, mfa: 'true', invokedBy: 'athena.amazonaws.com' }

const doubts: readonly (readonly [Doubt, en: string, ko: string])[] = [
  [
    { kind: 'otherwise', differences: ['mfa', 'invokedBy'], way },
    'the denied calls were not made with MFA, by `athena.amazonaws.com` for the caller.',
    '거부된 호출과 방식이 다르므로(MFA를 쓴 세션, `athena.amazonaws.com` 서비스가 대신 호출)',
  ],
  [
    {
      kind: 'otherwise',
      differences: ['endpoint', 'mfa', 'invokedBy'],
      way: { endpoint: null, mfa: 'false', invokedBy: null },
    },
    'the denied calls were not made outside a VPC endpoint, in a session without MFA, by the caller itself.',
    '거부된 호출과 방식이 다르므로(VPC 엔드포인트를 거치지 않음, MFA 없는 세션, 호출자가 직접 호출)',
  ],
  [
    { kind: 'otherwise', differences: ['endpoint', 'mfa'], way: { endpoint: 'vpce-1', mfa: null, invokedBy: null } },
    'the denied calls were not made through VPC endpoint `vpce-1`, with credentials that tell nothing of MFA.',
    '거부된 호출과 방식이 다르므로(VPC 엔드포인트 `vpce-1` 사용, MFA 여부가 없는 자격 증명)',
  ],
  [
    { kind: 'otherWays' },
    'the call was denied by way of another VPC endpoint, MFA or calling service as well, and has not succeeded so.',
    '거부된 호출 가운데 VPC 엔드포인트, MFA, 호출한 서비스가 다른 것은 아직 성공하지 않았으므로',
  ],
  [
    { kind: 'session' },
    'the session policy of the denied session decides, and each session has its own.',
    '거부된 세션의 세션 정책이 결정하고 세션마다 정책이 다르므로',
  ],
  [{ kind: 'unread' }, 'the statement that denies was not read.', '거부하는 문을 읽지 못했으므로'],
  [
    { kind: 'elsewhere' },
    'not everything that can deny it was read, and not each denied call has succeeded with its address, user agent and session.',
    '거부할 수 있는 것을 모두 읽지는 못했고, 거부된 호출마다 같은 주소와 사용자 에이전트와 세션으로 성공하지는 않았으므로',
  ],
  [
    { kind: 'conditions', keys: ['aws:SourceIp'] },
    'the answer depends on `aws:SourceIp`, which can differ from call to call.',
    '호출마다 다를 수 있는 `aws:SourceIp` 값에 따라 결과가 달라지므로',
  ],
  [
    { kind: 'between', count: 1, hasMore: false },
    'the call also succeeded once between the denials.',
    '거부와 거부 사이에도 1번 성공했으므로',
  ],
  [
    { kind: 'between', count: 100, hasMore: true },
    'the call also succeeded more than 100 times between the denials.',
    '거부와 거부 사이에도 100번 넘게 성공했으므로',
  ],
  [
    { kind: 'deniedAgain', at: '2026-03-02T10:40:00Z' },
    'the same call was denied again at `2026-03-02T10:40:00Z`.',
    '같은 호출이 `2026-03-02T10:40:00Z`에 다시 거부되었으므로',
  ],
  [
    { kind: 'resources', succeeded: 3, denied: 1_000, hasMore: true },
    'it succeeded on 3 of more than 1,000 denied resources.',
    '거부된 리소스 1,000개 이상 중 3개에서만 성공했으므로',
  ],
  [
    { kind: 'calls', succeeded: 1, denied: 2 },
    '1 of 2 kinds of denied calls have succeeded.',
    '거부된 호출 2가지 중 1가지만 성공했으므로',
  ],
]

describe('a later success in words', () => {
  it('says when it was, how long after the last denial, and how often', () => {
    expect([succeededText.en(success), succeededText.ko(success)]).toEqual([
      'Succeeded since: `2026-03-02T10:31:00Z` (event `e1`), 4 minutes after the last denial.',
      '마지막 거부 4분 뒤인 `2026-03-02T10:31:00Z`(이벤트 `e1`)에 같은 호출이 성공했습니다.',
    ])
    expect([
      wordingProblems(succeededText.en(success), 'en'),
      wordingProblems(succeededText.ko(success), 'ko'),
    ]).toEqual([[], []])
    const many = { ...success, eventId: null, count: 3 }
    expect([succeededText.en(many), succeededText.ko(many)]).toEqual([
      'Succeeded since: `2026-03-02T10:31:00Z`, 4 minutes after the last denial, and 2 times more.',
      '마지막 거부 4분 뒤인 `2026-03-02T10:31:00Z`에 같은 호출이 성공했습니다. 지금까지 3번 성공했습니다.',
    ])
  })

  it('says so where there are more than were counted', () => {
    const many = { ...success, count: 100, hasMore: true }
    expect(succeededText.en(many)).toMatch(/, and at least 100 times more\.$/)
    expect(succeededText.ko(many)).toMatch(/ 지금까지 100번 넘게 성공했습니다\.$/)
  })

  it.each(doubts)('says why it shows no repair (%j)', (doubt, en, ko) => {
    const told = { ...success, doubt }
    const texts = [succeededText.en(told), succeededText.ko(told)] as const
    expect(texts[0].split(' This shows no repair: ')[1]).toBe(en)
    expect(texts[1]).toContain(`${ko} 해결되었다는 근거는 아닙니다.`)
    expect([wordingProblems(texts[0], 'en'), wordingProblems(texts[1], 'ko')]).toEqual([[], []])
  })
})

describe('a change in words', () => {
  const write = {
    operation: 'PutRolePolicy',
    time: 0,
    timeText: '2026-03-02T10:20:00Z',
    by: 'arn:aws:iam::111122223333:user/mina',
    subject: '111122223333:role/etl',
    layers: ['identity'],
    policy: 'own',
  } as const

  it.each<[PolicyChange, Side, string, string]>([
    [
      { write: { ...write, by: null, policy: null }, eventId: null, seconds: 180 },
      'between',
      'Changed between the denials: `PutRolePolicy` of `role/etl` at `2026-03-02T10:20:00Z`.',
      '거부와 거부 사이인 `2026-03-02T10:20:00Z`에 `PutRolePolicy` 작업으로 `role/etl` 항목이 바뀌었습니다.',
    ],
    [
      { write, eventId: null, seconds: 180 },
      'before',
      'Changed 3 minutes before the first denial: `PutRolePolicy` of `role/etl` (policy `own`) by `arn:aws:iam::111122223333:user/mina` at `2026-03-02T10:20:00Z`.',
      '첫 거부 3분 전인 `2026-03-02T10:20:00Z`에 `arn:aws:iam::111122223333:user/mina` 보안 주체의 `PutRolePolicy` 작업으로 `role/etl` 항목(정책 `own`)이 바뀌었습니다.',
    ],
    [
      { write: { ...write, by: null, policy: null }, eventId: null, seconds: 1 },
      'after',
      'Changed 1 second after the last denial: `PutRolePolicy` of `role/etl` at `2026-03-02T10:20:00Z`.',
      '마지막 거부 1초 뒤인 `2026-03-02T10:20:00Z`에 `PutRolePolicy` 작업으로 `role/etl` 항목이 바뀌었습니다.',
    ],
    [
      { write: { ...write, by: null, policy: null }, eventId: null, seconds: 0 },
      'before',
      'Changed in the second of the first denial: `PutRolePolicy` of `role/etl` at `2026-03-02T10:20:00Z`.',
      '첫 거부와 같은 초인 `2026-03-02T10:20:00Z`에 `PutRolePolicy` 작업으로 `role/etl` 항목이 바뀌었습니다.',
    ],
  ])('says who changed what and when', (change, side, en, ko) => {
    const texts = [changeText.en(change, side), changeText.ko(change, side)] as const
    expect(texts).toEqual([en, ko])
    expect([wordingProblems(texts[0], 'en'), wordingProblems(texts[1], 'ko')]).toEqual([[], []])
  })
})
