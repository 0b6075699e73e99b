import { describe, expect, it } from 'vitest'
import { ioOf } from '../../test/io-fixture.ts'
import { runParse } from './parse.ts'

async function run(input: string, options: { json?: boolean; jsonl?: boolean } = {}) {
  const readStdin = async (): Promise<Uint8Array> => new TextEncoder().encode(input)
  const { io, written } = ioOf({ readStdin, stdinIsTerminal: false })
  const file = input === 'no such file' ? 'absent.txt' : null
  const code = await runParse({ file, json: options.json ?? false, jsonl: options.jsonl ?? false, language: 'en' }, io)
  return { code, stdout: written.stdout, stderr: written.stderr }
}

const denied =
  'User: arn:aws:iam::111122223333:user/mona is not authorized to perform: iam:ListUsers with an explicit deny'
const event = {
  eventSource: 'iam.amazonaws.com',
  eventName: 'ListUsers',
  errorCode: 'AccessDenied',
  userIdentity: { type: 'Root' },
}

describe('undeny parse', () => {
  it('prints an array of all documented keys with --json', async () => {
    const { code, stdout } = await run(denied, { json: true })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual([
      {
        source: 'text',
        service: 'iam',
        operation: null,
        errorCode: null,
        httpStatus: null,
        principal: 'arn:aws:iam::111122223333:user/mona',
        action: 'iam:ListUsers',
        resource: null,
        claim: { policyType: null, effect: 'explicitDeny', policyArn: null },
        requestId: null,
        authorizationId: null,
        time: null,
        region: null,
        account: '111122223333',
      },
    ])
  })

  it('prints an empty array where nothing was denied', async () => {
    expect(await run('all is well', { json: true })).toEqual({ code: 0, stdout: '[]\n', stderr: '' })
  })

  it('lists the known fields for a reader', async () => {
    expect((await run(denied)).stdout).toBe(
      [
        'Denial 1',
        '  principal         arn:aws:iam::111122223333:user/mona',
        '  action            iam:ListUsers',
        '  claim             explicitDeny',
        '  service           iam',
        '  account           111122223333',
        '',
      ].join('\n'),
    )
  })

  it('answers a line for each line with --jsonl, whatever the id is', async () => {
    const lines = [
      { id: 'a', text: denied },
      { id: 7, event },
      { id: 'c', event: { Records: [event] } },
      { id: 'd', text: '' },
    ]
    const { code, stdout } = await run(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n`, { jsonl: true })
    expect(code).toBe(0)
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(answers.map(({ id, denials }) => [id, denials.map((denial: { action: string }) => denial.action)])).toEqual([
      ['a', ['iam:ListUsers']],
      [7, ['iam:ListUsers']],
      ['c', ['iam:ListUsers']],
      ['d', []],
    ])
  })

  it('names each line that it cannot read, and answers the others', async () => {
    const { code, stdout, stderr } = await run(`{"id":\n{"id":"b"}\n3\n${JSON.stringify({ id: 'd', text: 'x' })}`, {
      jsonl: true,
    })
    expect(code).toBe(3)
    expect(stdout).toBe('{"id":"d","denials":[]}\n')
    expect(stderr).toBe(
      'undeny: line 1: The line is not valid JSON.\n' +
        'undeny: line 2: The line has neither a `text` nor an `event`.\n' +
        'undeny: line 3: The line is not a JSON object.\n',
    )
  })

  it('says in one sentence why a file could not be read', async () => {
    const { code, stderr } = await run('no such file')
    expect(code).toBe(3)
    expect(stderr).toBe('undeny: `absent.txt` could not be read: there is no such file or folder.\n')
  })
})
