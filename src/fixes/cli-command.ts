import type { Principal } from '../engine/request.ts'
import { formatArn, parseArn } from '../iam/arn.ts'
import { accessPointPath } from '../services/access-point.ts'
import type { Call } from '../services/call.ts'
import type { BoundaryCopy } from './boundary-copy.ts'
import type { EditedPolicy } from './edited-policies.ts'

/**
 * The AWS CLI command that puts the whole new document in place; null where no single command does. The command is only
 * ever printed.
 */
export function cliOf(edited: EditedPolicy, call: Call): string | null {
  const document = quoted(JSON.stringify(edited.after))
  const [kind = '', name = ''] = splitOnce(edited.target)
  switch (kind) {
    case 'identity':
      return identityCommand(edited, name, document, call)
    case 'boundary':
      return managedCommand(edited, document)
    case 'bucket-policy':
      return `aws s3api put-bucket-policy --bucket ${quoted(name)} --policy ${document}`
    case 'key-policy':
      return `aws kms put-key-policy --key-id ${quoted(name)} --policy-name default --policy ${document}${regionOption(edited)}`
    case 'catalog-policy':
      return `aws glue put-resource-policy --policy-in-json ${document}${regionOption(edited)}`
    case 'trust':
      return `aws iam update-assume-role-policy --role-name ${quoted(lastSegment(name))} --policy-document ${document}`
    case 'scp':
    case 'rcp':
      return `aws organizations update-policy --policy-id ${quoted(name)} --content ${document}`
    case 'vpce':
      return `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${quoted(name)} --policy-document ${document}${regionOption(edited)}`
    case 'session-policy':
      return assumeCommand(call, document)
    case 'access-point-policy':
      return accessPointCommand(edited, call, name, document)
    case 'resource-policy':
      return resourceCommand(name, document)
    default:
      return null
  }
}

/** The command for a policy attached to a queue, topic, secret or repository; a function's is changed statement by statement. */
function resourceCommand(arn: string, document: string): string | null {
  const parts = parseArn(arn)
  const region = parts === null || parts.region === '' ? '' : ` --region ${quoted(parts.region)}`
  switch (parts?.service) {
    case 'secretsmanager':
      return `aws secretsmanager put-resource-policy --secret-id ${quoted(arn)} --resource-policy ${document}${region}`
    case 'sns':
      return `aws sns set-topic-attributes --topic-arn ${quoted(arn)} --attribute-name Policy --attribute-value ${document}${region}`
    case 'ecr':
      return `aws ecr set-repository-policy --repository-name ${quoted(parts.resource.replace(/^repository\//, ''))} --policy-text ${document}${region}`
    default:
      return null
  }
}

function identityCommand(edited: EditedPolicy, name: string, document: string, call: Call): string | null {
  const [type = '', entity = ''] = [name.split('/')[0], lastSegment(name)]
  if (type === 'policy') return managedCommand(edited, document)
  if (edited.isManaged) return newManagedCommand(edited, type, entity, document, call)
  // AWS: nobody but IAM Identity Center can change the policies of its roles.
  // https://docs.aws.amazon.com/singlesignon/latest/userguide/using-service-linked-roles.html
  if (edited.policyName === null || entity.startsWith('AWSReservedSSO_')) return null
  return `aws iam put-${type}-policy --${type}-name ${quoted(entity)} --policy-name ${quoted(edited.policyName)} --policy-document ${document}`
}

function newManagedCommand(
  { policyName, account }: EditedPolicy,
  type: string,
  entity: string,
  document: string,
  call: Call,
): string | null {
  if (policyName === null || account === null) return null
  const arn = managedPolicyArn(account, policyName, call.caller?.principal.arn ?? null)
  return `${createPolicy(policyName, document)} && aws iam attach-${type}-policy --${type}-name ${quoted(entity)} --policy-arn ${quoted(arn)}`
}

/** Creates the customer managed copy of an AWS managed boundary and sets it as the boundary of its holder. */
export function copyCommand(edited: EditedPolicy, copy: BoundaryCopy, principal: Principal | null): string | null {
  if (principal?.account == null) return null
  const [type = '', entity = ''] = copy.holder.split('/')
  const arn = managedPolicyArn(principal.account, copy.name, principal.arn)
  const document = quoted(JSON.stringify(edited.after))
  return `${createPolicy(copy.name, document)} && aws iam put-${type}-permissions-boundary --${type}-name ${quoted(entity)} --permissions-boundary ${quoted(arn)}`
}

function createPolicy(name: string, document: string): string {
  return `aws iam create-policy --policy-name ${quoted(name)} --policy-document ${document}`
}

// AWS: a managed policy keeps at most five versions; the command fails, and changes nothing, when there are five.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html
function managedCommand(edited: EditedPolicy, document: string): string | null {
  const arn = edited.stored?.arn
  return arn == null
    ? null
    : `aws iam create-policy-version --policy-arn ${quoted(arn)} --policy-document ${document} --set-as-default`
}

function assumeCommand(call: Call, document: string): string | null {
  const made = call.session.made
  // Signing in with SAML or a web identity takes a token that no record holds.
  if (made?.roleArn == null || made.operation !== 'AssumeRole') return null
  const arns = made.policyArns.map((arn) => ` arn=${quoted(arn)}`).join('')
  const managed = arns === '' ? '' : ` --policy-arns${arns}`
  const externalId = made.externalId === null ? '' : ` --external-id ${quoted(made.externalId)}`
  const pairs = Object.entries(made.tags).map(([key, value]) => ({ Key: key, Value: value }))
  const tags = pairs.length === 0 ? '' : ` --tags ${quoted(JSON.stringify(pairs))}`
  return `aws sts assume-role --role-arn ${quoted(made.roleArn)} --role-session-name ${quoted(made.sessionName ?? 'session')}${externalId}${tags}${managed} --policy ${document}`
}

function accessPointCommand(edited: EditedPolicy, call: Call, name: string, document: string): string {
  const path = call.resource === null ? null : accessPointPath(call.resource, call.snapshot)
  const arn = path?.arn == null ? null : parseArn(path.arn)
  const account = edited.stored?.account ?? arn?.account ?? 'ACCOUNT_ID'
  const region = arn === null || arn.region === '' ? '' : ` --region ${quoted(arn.region)}`
  return `aws s3control put-access-point-policy --account-id ${quoted(account)} --name ${quoted(name)} --policy ${document}${region}`
}

/** The Region stands in the path of the recorded answer: `111122223333/us-east-1/kms/…`. */
function regionOption(edited: EditedPolicy): string {
  const region = edited.stored === null ? edited.region : edited.stored.source.file.split('/')[1]
  return region == null || region === 'global' ? '' : ` --region ${quoted(region)}`
}

/** One shell word: left as it is where it is plain, else in single quotes. */
export function quoted(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function lastSegment(name: string): string {
  return name.split('/').at(-1) ?? ''
}

function splitOnce(target: string): readonly [string, string] {
  const at = target.indexOf(':')
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)]
}

/** ARN of a customer managed policy of an account, in the partition of another ARN. */
function managedPolicyArn(account: string, name: string, partitionOf: string | null): string {
  const partition = (partitionOf === null ? null : parseArn(partitionOf)?.partition) ?? 'aws'
  return formatArn({ partition, service: 'iam', region: '', account, resource: `policy/${name}` })
}
