import { quoted } from '../fixes/cli-command.ts'
import type { Edit } from '../fixes/edit.ts'
import { parseArn } from '../iam/arn.ts'
import type { CauseInput } from './cause.ts'
import { keyIdOf } from './kms-key.ts'

// AWS: the operations that a grant can allow.
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#terms-grant-operations
const grantable: ReadonlySet<string> = new Set([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'Sign',
  'Verify',
  'GenerateMac',
  'VerifyMac',
  'DeriveSharedSecret',
  'DescribeKey',
  'GetPublicKey',
])

/** A grant of this one operation on the key to the user or role, verified on the list of grants as it then reads. */
export function createGrantEdits({ authorization, call }: CauseInput): readonly Edit[] {
  const { principal, action, resource } = authorization.request
  const grantee = principal.roleArn ?? (principal.kind === 'user' ? principal.arn : null)
  const operation = action.slice('kms:'.length)
  const key = parseArn(resource)
  if (grantee === null || key === null || !grantable.has(operation) || !key.resource.startsWith('key/')) return []
  const id = keyIdOf(resource)
  const place = { account: key.account, region: key.region, service: 'kms', operation: 'ListGrants', identifiers: [id] }
  const recorded = call.snapshot.answer(key.account, key.region, 'kms', 'ListGrants', id)
  const grants = recorded.kind === 'known' ? grantsIn(recorded.value) : []
  const added = { GrantId: 'new', GranteePrincipal: grantee, Operations: [operation] }
  return [
    {
      kind: 'changeSetting',
      setting: {
        name: 'createGrant',
        target: `kms-grant:${id}`,
        subject: id,
        owner: { kind: 'keyAdministrator', account: key.account },
        command: `aws kms create-grant --key-id ${quoted(resource)} --grantee-principal ${quoted(grantee)} --operations ${operation} --region ${quoted(key.region)}`,
      },
      answers: [{ place, answer: { Grants: [...grants, added] } }],
    },
  ]
}

function grantsIn(answer: unknown): readonly unknown[] {
  if (typeof answer !== 'object' || answer === null || !('Grants' in answer)) return []
  return Array.isArray(answer.Grants) ? answer.Grants : []
}
