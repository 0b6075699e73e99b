import { describe, expect, it } from 'vitest'
import { sentParametersOf } from './sent-parameters.ts'

const role = 'arn:aws:iam::111122223333:role/reader'

describe('sentParametersOf', () => {
  it('reads the options of a command over several lines', () => {
    const text = `$ aws --profile x sts assume-role --role-arn ${role} \\
      --role-session-name 'work day' --external-id="agreed-1" \\
      --tags Key=team,Value=web Key=stage,Value= --transitive-tag-keys team stage \\
      --serial-number arn:aws:iam::111122223333:mfa/mina --token-code 123456 --source-identity mina
An error occurred (AccessDenied) when calling the AssumeRole operation`
    expect(sentParametersOf(text)).toEqual([
      {
        isWhole: true,
        parameters: {
          roleArn: role,
          roleSessionName: 'work day',
          externalId: 'agreed-1',
          tags: [
            { key: 'team', value: 'web' },
            { key: 'stage', value: '' },
          ],
          transitiveTagKeys: ['team', 'stage'],
          serialNumber: 'arn:aws:iam::111122223333:mfa/mina',
          sourceIdentity: 'mina',
        },
      },
    ])
  })

  it.each([
    ['a variable', '--external-id "$EXTERNAL_ID"'],
    ['a mask', '--external-id ****'],
    ['a file', '--cli-input-json file://call.json'],
    ['tags in another form', `--tags '[{"Key":"team","Value":"web"}]'`],
  ])('does not take a command for whole where %s hides what was sent', (_, options) => {
    expect(sentParametersOf(`aws sts assume-role --role-arn ${role} ${options}\n`)).toEqual([
      { isWhole: false, parameters: { roleArn: role } },
    ])
  })

  it('ends a command where the shell does', () => {
    const text = `aws sts assume-role --role-arn ${role} --role-session-name a > out.json --external-id x; echo --external-id y`
    expect(sentParametersOf(text)).toEqual([{ isWhole: true, parameters: { roleArn: role, roleSessionName: 'a' } }])
  })

  it('keeps equal commands once and different ones apart', () => {
    const command = (name: string): string => `aws sts assume-role --role-arn ${role} --role-session-name ${name}\n`
    expect(sentParametersOf(command('a') + command('a'))).toHaveLength(1)
    expect(sentParametersOf(command('a') + command('b'))).toHaveLength(2)
  })

  it('reads no other command and no prose', () => {
    expect(sentParametersOf('aws s3 ls --external-id x; call sts assume-role with --external-id x')).toEqual([])
  })
})
