import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allow, alone, bucket, iam, mina, policy, reader, to } from '../../test/cause-fixture.ts'
import { ioOf } from '../../test/io-fixture.ts'
import { requestOf } from './check.ts'
import { runCommandLine } from './commands.ts'
import type { ExitCode } from './io.ts'

const key = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

describe('the request that the words of check describe', () => {
  it.each([
    ['action s3:GetObject arn:aws:s3:::orders/a', 's3:GetObject', 'arn:aws:s3:::orders/a', []],
    ['s3 get s3://orders/in/a.csv', 's3:GetObject', 'arn:aws:s3:::orders/in/a.csv', []],
    ['s3 put s3://orders/in/a.csv', 's3:PutObject', 'arn:aws:s3:::orders/in/a.csv', []],
    ['s3 delete s3://orders/in/a.csv', 's3:DeleteObject', 'arn:aws:s3:::orders/in/a.csv', []],
    ['s3 list s3://orders', 's3:ListBucket', 'arn:aws:s3:::orders', ['s3:prefix=']],
    ['s3 list s3://orders/in/', 's3:ListBucket', 'arn:aws:s3:::orders', ['s3:prefix=in/']],
    [`assume-role ${reader}`, 'sts:AssumeRole', reader, []],
    [`kms decrypt ${key}`, 'kms:Decrypt', key, []],
    [`kms encrypt ${key}`, 'kms:Encrypt', key, []],
    ['kms decrypt alias/orders', 'kms:Decrypt', 'alias/orders', []],
    ['kms encrypt mrk-1234abcd12ab34cd56ef1234567890ab', 'kms:Encrypt', 'mrk-1234abcd12ab34cd56ef1234567890ab', []],
  ])('is that of: %s', (words, action, resource, context) => {
    expect(requestOf(words.split(' '))).toEqual({ action, resource, context })
  })

  it.each([
    '',
    'action s3:GetObject',
    's3 get',
    's3 get s3://orders',
    's3 get orders/a.csv',
    's3 copy s3://orders/a.csv',
    'assume-role reader',
    'kms decrypt',
    'kms decrypt s3://orders/a.csv',
    `kms sign ${key}`,
    'glue job nightly extra words',
  ])('is none for: %s', (words) => {
    expect(requestOf(words === '' ? [] : words.split(' '))).toBeNull()
  })
})

describe('undeny check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'undeny-check-'))
  const snapshot = join(folder, 'snapshot.json')

  beforeAll(() => {
    const files = {
      ...iam({
        mina: policy(allow('s3:GetObject', 'arn:aws:s3:::orders/*')),
        trust: policy({ Effect: 'Allow', ...to(mina), Action: 'sts:AssumeRole' }),
      }),
      ...alone(),
      ...bucket('orders', null),
    }
    writeFileSync(snapshot, JSON.stringify(files))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  async function check(...args: readonly string[]): Promise<{ code: ExitCode; stdout: string; stderr: string }> {
    const { io, written } = ioOf()
    const code = await runCommandLine(['check', ...args], io)
    return { code, ...written }
  }

  it('says for certain that a call is allowed', async () => {
    const { code, stdout } = await check('s3', 'get', 's3://orders/a.csv', '--as', mina, '--snapshot', snapshot)
    expect(code).toBe(0)
    expect(stdout).toContain('The recorded policies and settings allow it.')
    expect(stdout).not.toContain('confirmed')
    expect(stdout).not.toContain('Possible causes')
  })

  it('says what refuses a call, with the fix that was verified', async () => {
    const { code, stdout } = await check('s3', 'put', 's3://orders/a.csv', '--as', mina, '--snapshot', snapshot)
    expect(code).toBe(0)
    expect(stdout).toContain(`${mina} asks for s3:PutObject on arn:aws:s3:::orders/a.csv.`)
    expect(stdout).toContain('UD201 identity-no-allow   confirmed')
    expect(stdout).toContain('verified: the request is then allowed')
  })

  it('judges a role by its trust policy', async () => {
    const args = ['assume-role', reader, '--as', mina, '--snapshot', snapshot, '--json']
    const { code, stdout } = await check(...args)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      denial: { source: 'request' },
      verdict: { possible: ['allowed'], blockedBy: [] },
      certain: true,
    })
  })

  it('is not certain without the policies', async () => {
    const { code, stdout } = await check('s3', 'get', 's3://orders/a.csv', '--as', mina)
    expect(code).toBe(1)
    expect(stdout).toContain('Not known')
  })

  it.each([
    [['s3', 'get', 's3://orders/a.csv'], '`undeny check` needs `--as ARN`'],
    [['s3', 'get', 's3://orders/a.csv', '--as', 'mina'], '`undeny check` needs `--as ARN`'],
    [['fly', '--as', mina], '`undeny check` takes `action ACTION RESOURCE`'],
    [['action', 'GetObject', '*', '--as', mina], '`--action` takes a service and an action'],
  ])('tells wrong usage: %j', async (args, problem) => {
    const { code, stderr } = await check(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(problem)
  })
})
