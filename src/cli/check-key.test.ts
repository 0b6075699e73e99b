import { describe, expect, it } from 'vitest'
import { allow, alone, type Files, home, iam, mina, policy } from '../../test/cause-fixture.ts'
import { chainOfAnswer, check } from '../../test/check-fixture.ts'
import { key, keyArn, keyId } from '../../test/kms-fixture.ts'

const own = iam({ mina: policy(allow('kms:Decrypt', keyArn())) })
const aliases: Files = {
  [`${home}/us-east-1/kms/ListAliases.json`]: { Aliases: [{ AliasName: 'alias/orders', TargetKeyId: keyId }] },
}
const files = { ...own, ...alone(), ...key(), ...aliases }

describe('undeny check kms', () => {
  it.each([keyArn(), keyId, 'alias/orders'])('takes a key by any of its names: %s', async (name) => {
    const answer = await check(files, 'kms', 'decrypt', name, '--as', mina, '--json')
    expect(answer.stderr).toBe('')
    expect(chainOfAnswer(answer)).toEqual([['kms:Decrypt', keyArn()]])
    expect(answer.code).toBe(0)
  })

  it('says what refuses the use of a key', async () => {
    const { code, stdout } = await check(files, 'kms', 'encrypt', keyId, '--as', mina)
    expect(stdout).toContain('kms-no-permission')
    expect(code).toBe(0)
  })

  it('judges an alias as the one that the request names', async () => {
    const byAlias = { Condition: { StringEquals: { 'kms:RequestAlias': 'alias/orders' } } }
    const asked = { ...files, ...iam({ mina: policy(allow('kms:Decrypt', keyArn(), byAlias)) }) }
    const named = await check(asked, 'kms', 'decrypt', 'alias/orders', '--as', mina)
    expect(named.stdout).toContain('The recorded policies and settings allow it.')
    expect((await check(asked, 'kms', 'decrypt', keyArn(), '--as', mina)).stdout).not.toContain('allow it.')
  })

  it('asks for the ARN where nobody says whose account the name is of', async () => {
    const { code, stderr } = await check(files, 'kms', 'decrypt', keyId, '--as', 'anonymous')
    expect(stderr).toContain('Without credentials no account tells which key is meant')
    expect(code).toBe(3)
  })

  it.each([
    ['is not recorded', 'alias/more', files],
    ['is recorded in two Regions', keyId, { ...files, ...key({ region: 'eu-west-1' }) }],
  ])('asks for the ARN of a key that %s', async (_, name, recorded) => {
    const { code, stderr } = await check(recorded, 'kms', 'decrypt', name, '--as', mina)
    expect(stderr).toContain(`Of account ${home} the snapshot holds no key, or more than one, by the name \`${name}\``)
    expect(code).toBe(3)
  })
})
