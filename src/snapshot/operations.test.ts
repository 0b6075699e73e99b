import { describe, expect, it } from 'vitest'
import { knownOperations, missingOf, shellWord } from './operations.ts'

const place = (service: string, operation: string, region: string, ...identifiers: string[]) => ({
  account: '111122223333',
  region,
  service,
  operation,
  identifiers,
})

describe('missingOf', () => {
  it('fills in the command, with the Region of a regional service', () => {
    expect(missingOf('refused', place('kms', 'GetKeyPolicy', 'eu-west-1', '1234abcd'))).toEqual({
      reason: 'refused',
      what: { en: 'key policy of 1234abcd', ko: '1234abcd 키 정책' },
      permission: 'kms:GetKeyPolicy',
      command: 'aws kms get-key-policy --key-id 1234abcd --policy-name default --region eu-west-1',
    })
  })

  it('names the permission where it differs from the operation', () => {
    const permissionOf = (service: string, operation: string): string | null =>
      missingOf('notCollected', place(service, operation, 'global', 'b', 'k')).permission
    expect(permissionOf('s3', 'ListBuckets')).toBe('s3:ListAllMyBuckets')
    expect(permissionOf('s3', 'GetBucketEncryption')).toBe('s3:GetEncryptionConfiguration')
    expect(permissionOf('s3', 'GetPublicAccessBlock')).toBe('s3:GetBucketPublicAccessBlock')
    expect(permissionOf('s3control', 'GetPublicAccessBlock')).toBe('s3:GetAccountPublicAccessBlock')
    expect(permissionOf('s3', 'HeadObject')).toBe('s3:GetObject')
    expect(permissionOf('s3', 'ListDirectoryBuckets')).toBe('s3express:ListAllMyDirectoryBuckets')
    expect(permissionOf('sts', 'GetCallerIdentity')).toBeNull()
  })

  it('says which organization policies are missing', () => {
    const missing = missingOf(
      'refused',
      place('organizations', 'ListPoliciesForTarget', 'global', 'ou-1', 'RESOURCE_CONTROL_POLICY'),
    )
    expect(missing.what).toEqual({
      en: 'resource control policies of ou-1',
      ko: 'ou-1에 연결된 리소스 제어 정책(RCP)',
    })
    expect(missing.command).toBe(
      'aws organizations list-policies-for-target --target-id ou-1 --filter RESOURCE_CONTROL_POLICY',
    )
  })

  it('names every answer in both languages, with the same values', () => {
    const asked = (name: string): readonly string[] => {
      const [service = '', operation = ''] = name.split(' ')
      const { en, ko } = missingOf('notCollected', place(service, operation, 'global', 'first-1', 'second-2')).what
      const values = (text: string): string => (text.match(/111122223333|first-1|second-2/g) ?? []).sort().join(' ')
      return values(en) === values(ko) && /[가-힣]/.test(ko) && !/[가-힣]/.test(en) ? [] : [name, en, ko]
    }
    expect(knownOperations().flatMap(asked)).toEqual([])
  })

  it('quotes what a shell would take apart', () => {
    const missing = missingOf('notCollected', place('s3', 'HeadObject', 'global', 'b', "a b'; rm -rf $HOME"))
    expect(missing.command).toBe("aws s3api head-object --bucket b --key 'a b'\\''; rm -rf $HOME'")
  })

  it('makes a command of an operation that it does not know', () => {
    const missing = missingOf('notCollected', place('backup', 'GetBackupVaultAccessPolicy', 'us-east-1', 'v'))
    expect(missing.permission).toBe('backup:GetBackupVaultAccessPolicy')
    expect(missing.command).toBe('aws backup get-backup-vault-access-policy --region us-east-1')
  })

  it('has a row for every operation of the format', () => {
    expect(knownOperations()).toHaveLength(75)
  })
})

describe('shellWord', () => {
  it('leaves plain words alone', () => {
    expect(shellWord('arn:aws:s3:::b/k=1,2')).toBe('arn:aws:s3:::b/k=1,2')
    expect(shellWord('')).toBe("''")
  })
})
