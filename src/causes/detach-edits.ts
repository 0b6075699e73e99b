import { quoted } from '../fixes/cli-command.ts'
import type { Edit } from '../fixes/edit.ts'
import { entityName } from '../fixes/edited-policies.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import type { CauseInput } from './cause.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Takes an AWS managed policy, which nobody but AWS can edit, off the user or role that it is attached to. None where it
 * comes through a group or where the principal is not recorded.
 */
export function detachEdits(input: CauseInput, stored: StoredPolicy): readonly Edit[] {
  const { principal } = input.authorization.request
  const [type, name] = (entityName(principal.roleArn ?? principal.arn) ?? '').split('/')
  const account = principal.account
  if (account === null || stored.arn === null || name === undefined || (type !== 'user' && type !== 'role')) return []
  const place = {
    account,
    region: 'global',
    service: 'iam',
    operation: 'GetAccountAuthorizationDetails',
    identifiers: [],
  }
  const details = input.call.snapshot.answer(account, 'global', 'iam', 'GetAccountAuthorizationDetails')
  const answer = details.kind === 'known' ? withoutAttachment(details.value, type, name, stored.arn) : null
  if (answer === null) return []
  return [
    {
      kind: 'changeSetting',
      setting: {
        name: 'detachPolicy',
        target: `identity:${type}/${name}`,
        subject: stored.name ?? stored.arn,
        owner: { kind: 'accountAdministrator', account },
        command: `aws iam detach-${type}-policy --${type}-name ${quoted(name)} --policy-arn ${quoted(stored.arn)}`,
      },
      answers: [{ place, answer }],
    },
  ]
}

/** The account's details as they read after the policy is detached; null where it is not attached to the principal itself. */
function withoutAttachment(details: unknown, type: 'user' | 'role', name: string, policyArn: string): Json | null {
  const [list, key] =
    type === 'user' ? (['UserDetailList', 'UserName'] as const) : (['RoleDetailList', 'RoleName'] as const)
  if (!isRecord(details) || !Array.isArray(details[list])) return null
  const entities: readonly unknown[] = details[list]
  const at = entities.findIndex((entity) => isRecord(entity) && entity[key] === name)
  const entity = entities[at]
  if (!isRecord(entity) || !Array.isArray(entity.AttachedManagedPolicies)) return null
  const attached: readonly unknown[] = entity.AttachedManagedPolicies
  const left = attached.filter((policy) => !(isRecord(policy) && policy.PolicyArn === policyArn))
  if (left.length === attached.length) return null
  return { ...details, [list]: entities.with(at, { ...entity, AttachedManagedPolicies: left }) }
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
