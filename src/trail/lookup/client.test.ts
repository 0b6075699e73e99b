import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lookupClient, lookupOwner } from './client.ts'

let before: NodeJS.ProcessEnv
let folder = ''

beforeEach(() => {
  before = { ...process.env }
  folder = mkdtempSync(join(tmpdir(), 'undeny-owner-'))
})

afterEach(() => {
  process.env = before
  rmSync(folder, { recursive: true })
})

/** The owner where the default profile of a file has this key, as the SDK finds it. */
async function ownerOfFile(name: string, key: string, account = ''): Promise<string> {
  const file = join(folder, name)
  const lines = ['[default]', `aws_access_key_id = ${key}`, 'aws_secret_access_key = secret', account]
  writeFileSync(file, lines.join('\n'))
  for (const each of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
    delete process.env[each]
  Object.assign(process.env, { AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: join(folder, 'none') })
  return lookupOwner(await lookupClient('us-east-1'), {})
}

interface Issued {
  readonly key: string
  readonly account?: string
  readonly from: string
}

/** The owner of temporary credentials that the SDK got in some way. */
function ownerOfSession({ key, account, from }: Issued): Promise<string> {
  const credentials = {
    accessKeyId: key,
    secretAccessKey: 'secret',
    sessionToken: 'token',
    ...(account === undefined ? {} : { accountId: account }),
    $source: { [from]: 'x' },
  }
  return lookupOwner(new CloudTrailClient({ region: 'us-east-1', credentials: async () => credentials }), {})
}

describe('lookupOwner', () => {
  it('tells the keys of a default profile apart, whatever account the file claims', async () => {
    const first = await ownerOfFile('first', 'AKIAIOSFODNN7EXAMPLE', 'aws_account_id = 111122223333')
    expect(await ownerOfFile('second', 'AKIAI44QH8DHBEXAMPLE', 'aws_account_id = 111122223333')).not.toBe(first)
    expect(await ownerOfFile('same', 'AKIAIOSFODNN7EXAMPLE')).toBe(first)
  })

  it('knows the account again in the next session of a role', async () => {
    const from = 'CREDENTIALS_STS_ASSUME_ROLE'
    const first = await ownerOfSession({ key: 'ASIAIOSFODNN7EXAMPLE', account: '111122223333', from })
    expect(await ownerOfSession({ key: 'ASIAI44QH8DHBEXAMPLE', account: '111122223333', from })).toBe(first)
    expect(await ownerOfSession({ key: 'ASIAIOSFODNN7EXAMPLE', account: '444455556666', from })).not.toBe(first)
  })

  it.each(['CREDENTIALS_ENV_VARS', 'CREDENTIALS_PROFILE'])('trusts no account that only %s name', async (from) => {
    const first = await ownerOfSession({ key: 'ASIAIOSFODNN7EXAMPLE', account: '111122223333', from })
    expect(await ownerOfSession({ key: 'ASIAI44QH8DHBEXAMPLE', account: '111122223333', from })).not.toBe(first)
  })

  it('tells servers apart that take any key', async () => {
    const client = new CloudTrailClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    })
    const owners = await Promise.all(
      ['http://127.0.0.1:1', 'http://127.0.0.1:2'].map((url) => lookupOwner(client, { AWS_ENDPOINT_URL: url })),
    )
    expect(new Set(owners).size).toBe(2)
  })
})
