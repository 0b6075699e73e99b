import { expect, it } from 'vitest'
import { ioOf } from '../../test/io-fixture.ts'
import { runEvaluate } from './evaluate.ts'

const allowAll = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }

function caseOf(id: string, change: object = {}): Record<string, unknown> {
  return {
    id,
    request: {
      principal: { type: 'user', arn: 'arn:aws:iam::111122223333:user/mona', account: '111122223333' },
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::ledger/q1.csv',
      resourceAccount: '111122223333',
      context: {},
    },
    policies: { identity: [allowAll] },
    ...change,
  }
}

async function run(input: string, check = false) {
  const readStdin = async (): Promise<Uint8Array> => new TextEncoder().encode(input)
  const { io, written } = ioOf({ readStdin, stdinIsTerminal: false })
  const code = await runEvaluate({ file: null, check, language: 'en' }, io)
  const answers: readonly Record<string, unknown>[] = written.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
  return { code, stderr: written.stderr, answers }
}

it('answers a single object with verdict, possible verdicts, layers and grants', async () => {
  const { code, answers, stderr } = await run(JSON.stringify(caseOf('one', { title: 'T' }), null, 2))
  expect(code).toBe(0)
  expect(stderr).toBe('')
  expect(answers).toEqual([
    {
      id: 'one',
      title: 'T',
      verdict: 'allowed',
      possible: ['allowed'],
      blockedBy: [],
      allowedBy: ['identity'],
      mayBlock: [],
      layers: [
        {
          layer: 'identity',
          verdict: 'allowed',
          possible: ['allowed'],
          statements: [{ policy: 'identity/0', index: 0, sid: null, effect: 'Allow', applies: 'yes', mismatches: [] }],
        },
      ],
    },
  ])
})

it('answers null where an unknown fact leaves allow and deny open', async () => {
  const open = caseOf('open', { policies: { identity: { unknown: true } } })
  const { code, answers } = await run(JSON.stringify(open))
  expect(code).toBe(0)
  expect(answers[0]).toMatchObject({ verdict: null, possible: ['allowed', 'explicitDeny', 'implicitDeny'] })
})

it('names every layer that denies, not only the first', async () => {
  const settings = { requesterPays: true, expectedBucketOwner: '444455556666', objectExists: false }
  const request = { ...Object(caseOf('x').request), resourceAccount: '777788889999' }
  const { answers } = await run(JSON.stringify(caseOf('many', { request, policies: {}, settings })))
  expect(answers[0]).toMatchObject({
    verdict: 'explicitDeny',
    blockedBy: ['resource', 'identity', 'requesterPays', 'expectedBucketOwner', 'noSuchKeyMasked'],
  })
})

it('answers lines in order, and an array just so', async () => {
  const cases = [caseOf('a'), caseOf('b'), caseOf('c')]
  const lines = await run(`${cases.map((one) => JSON.stringify(one)).join('\n')}\n`)
  const array = await run(JSON.stringify(cases, null, 2))
  expect(lines.answers.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(array.answers).toEqual(lines.answers)
})

it('reports a malformed line with line and JSON path, answers the others, and exits 3', async () => {
  const bad = caseOf('bad', { policies: { identity: [{ Version: '2012-10-17', Statement: [{ Effect: 'allow' }] }] } })
  const input = [JSON.stringify(caseOf('a')), '{"id": ', JSON.stringify(bad), JSON.stringify(caseOf('d'))].join('\n')
  const { code, answers, stderr } = await run(input)
  expect(code).toBe(3)
  expect(answers.map(({ id }) => id)).toEqual(['a', 'd'])
  expect(stderr).toMatch(/^undeny: line 2: The case is not valid JSON: .+\.\n/)
  expect(stderr).toMatch(/\nundeny: line 3, \/policies\/identity\/0\/Statement\/0/)
})

it('counts the lines of a pretty-printed array', async () => {
  const input = JSON.stringify([caseOf('a'), caseOf('b', { settings: { keyState: 7 } })], null, 2)
  const { code, stderr } = await run(input)
  const line = input.split('\n').findIndex((text) => text.includes('"keyState"')) + 1
  expect(code).toBe(3)
  expect(stderr).toBe(`undeny: line ${line}, /1/settings/keyState: The value is not a string.\n`)
})

it('escapes control characters of outside text in its reports', async () => {
  const { stderr } = await run(JSON.stringify(caseOf('\u001b[31mred', { expected: 'implicitDeny' })), true)
  expect(stderr).not.toContain('\u001b')
})

it('checks what a case expects and exits 1 with the difference', async () => {
  const right = caseOf('right', { expected: 'allowed', decidedBy: 'identity' })
  const wrong = caseOf('wrong', { expected: 'implicitDeny', decidedBy: 'identity' })
  const { code, stderr, answers } = await run(JSON.stringify([right, wrong, caseOf('silent')]), true)
  expect(code).toBe(1)
  expect(answers).toHaveLength(3)
  expect(stderr).toBe(
    'undeny: line 1, case wrong: expected implicitDeny by identity, came out allowed by identity.\n' +
      'undeny: 1 of 2 checked cases came out as expected.\n',
  )
})

it('does not compare without --check', async () => {
  const wrong = caseOf('wrong', { expected: 'implicitDeny' })
  expect(await run(JSON.stringify(wrong))).toMatchObject({ code: 0, stderr: '' })
})

it('exits 0 where every check passes', async () => {
  const { code } = await run(JSON.stringify(caseOf('right', { expected: 'allowed' })), true)
  expect(code).toBe(0)
})

it('exits 3 for an input without a case', async () => {
  expect(await run('\n')).toMatchObject({ code: 3, stderr: 'undeny: The input holds no evaluation case.\n' })
  expect((await run('not json')).code).toBe(3)
})

it('survives a case that is nested without end and answers the next one', async () => {
  const deep = `{"id":"deep","request":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  const { code, answers } = await run(`${deep}\n${JSON.stringify(caseOf('next'))}`)
  expect(code).toBe(3)
  expect(answers.map(({ id }) => id)).toEqual(['next'])
})
