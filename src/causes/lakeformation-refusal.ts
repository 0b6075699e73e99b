import { quoted } from '../fixes/cli-command.ts'
import type { Edit } from '../fixes/edit.ts'
import { parseArn } from '../iam/arn.ts'
import type { CauseInput } from './cause.ts'
import { mayBlock } from './facts.ts'

/** The permissions that Lake Formation misses for one reason; null where it does not refuse for that reason. */
export function missingPermissions(input: CauseInput, reason: 'permission' | 'dataLocation'): readonly string[] | null {
  if (!mayBlock(input, 'lakeformation')) return null
  for (const gate of input.authorization.gates) {
    if (gate.kind !== 'refusal' || gate.layer !== 'lakeformation' || gate.evidence['reason'] !== reason) continue
    const { needed } = gate.evidence
    return Array.isArray(needed) ? needed.map(String) : []
  }
  return null
}

/** The principal to whom Lake Formation grants: the role, not one session of it. */
export function granteeOf({ authorization: { request } }: CauseInput): string | null {
  const { principal } = request
  return principal.roleArn ?? (principal.kind === 'user' ? principal.arn : null)
}

/** Granting a principal one permission, verified on the list of permissions as it then reads. */
export function grantLakeFormationEdits(
  input: CauseInput,
  place: { readonly account: string; readonly region: string },
  resource: Readonly<Record<string, unknown>>,
  permission: string,
  subject: string,
): readonly Edit[] {
  const grantee = granteeOf(input)
  if (grantee === null) return []
  const at = { ...place, service: 'lakeformation', operation: 'ListPermissions', identifiers: [] }
  const recorded = input.call.snapshot.answer(place.account, place.region, 'lakeformation', 'ListPermissions')
  const listed = recorded.kind === 'known' ? listIn(recorded.value) : []
  const added = {
    Principal: { DataLakePrincipalIdentifier: grantee },
    Resource: resource,
    Permissions: [permission],
    PermissionsWithGrantOption: [],
  }
  return [
    {
      kind: 'changeSetting',
      setting: {
        name: 'grantLakeFormation',
        target: 'lakeformation:grant',
        subject: `${subject} (${permission})`,
        owner: { kind: 'dataLakeAdministrator', account: place.account },
        command: `aws lakeformation grant-permissions --principal DataLakePrincipalIdentifier=${quoted(grantee)} --permissions ${permission} --resource ${quoted(JSON.stringify(resource))} --region ${quoted(place.region)}`,
      },
      answers: [{ place: at, answer: { PrincipalResourcePermissions: [...listed, added] } }],
    },
  ]
}

/** The database or table of an ARN as Lake Formation writes it; null for other resources. */
export function catalogResourceOf(arnText: string, asDatabase: boolean): Readonly<Record<string, unknown>> | null {
  const arn = parseArn(arnText)
  const [type, database, name] = arn?.resource.split('/') ?? []
  if (arn?.service !== 'glue' || database === undefined) return null
  if (type === 'table' && name !== undefined && !asDatabase)
    return { Table: { CatalogId: arn.account, DatabaseName: database, Name: name } }
  return { Database: { CatalogId: arn.account, Name: database } }
}

function listIn(answer: unknown): readonly unknown[] {
  if (typeof answer !== 'object' || answer === null || !('PrincipalResourcePermissions' in answer)) return []
  return Array.isArray(answer.PrincipalResourcePermissions) ? answer.PrincipalResourcePermissions : []
}
