import type { Layer } from '../engine/trace.ts'
import { quoted } from '../fixes/cli-command.ts'
import { entityName } from '../fixes/edited-policies.ts'
import { parseArn } from '../iam/arn.ts'
import { bucketOf } from '../services/resource-policy.ts'
import type { SuspectInput } from './cause.ts'

/** The read-only AWS CLI command that shows the policies of a layer, with the names of the denial filled in. */
export function readCommand(layer: Layer, input: SuspectInput): string | null {
  const { call } = input
  const principal = call.caller?.principal ?? null
  const account = principal?.account ?? input.denial.account
  switch (layer) {
    case 'identity':
      return identityCommand(principal?.roleArn ?? principal?.arn ?? null)
    case 'boundary':
      return boundaryCommand(principal?.roleArn ?? principal?.arn ?? null)
    case 'resource':
      return call.resource === null && input.denial.service === 's3'
        ? 'aws s3api get-bucket-policy --bucket BUCKET'
        : resourceCommand(call.resource)
    case 'kms':
      return keyCommand(call.resource)
    case 'session':
      return 'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=AssumeRole'
    case 'scp':
      return `aws organizations list-policies-for-target --target-id ${quoted(account ?? 'ACCOUNT_ID')} --filter SERVICE_CONTROL_POLICY`
    case 'rcp': {
      const owner = call.resource === null ? account : (parseArn(call.resource)?.account ?? account)
      const target = owner === null || owner === '' ? account : owner
      return `aws organizations list-policies-for-target --target-id ${quoted(target ?? 'ACCOUNT_ID')} --filter RESOURCE_CONTROL_POLICY`
    }
    case 'vpce':
      return `aws ec2 describe-vpc-endpoints${serviceFilter(call.action, input.denial.region)}`
    default:
      return null
  }
}

function identityCommand(arn: string | null): string {
  const name = entityName(arn)
  if (name?.startsWith('role/') === true)
    return `aws iam list-attached-role-policies --role-name ${quoted(name.slice(5))}`
  if (name?.startsWith('user/') === true)
    return `aws iam list-attached-user-policies --user-name ${quoted(name.slice(5))}`
  return 'aws iam get-account-authorization-details'
}

function boundaryCommand(arn: string | null): string {
  const name = entityName(arn)
  if (name?.startsWith('role/') === true)
    return `aws iam get-role --role-name ${quoted(name.slice(5))} --query Role.PermissionsBoundary`
  if (name?.startsWith('user/') === true)
    return `aws iam get-user --user-name ${quoted(name.slice(5))} --query User.PermissionsBoundary`
  return 'aws iam get-account-authorization-details'
}

function resourceCommand(resource: string | null): string | null {
  if (resource === null) return null
  const bucket = bucketOf(resource)
  if (bucket !== null) return `aws s3api get-bucket-policy --bucket ${quoted(bucket)}`
  const arn = parseArn(resource)
  const region = arn === null || arn.region === '' ? '' : ` --region ${quoted(arn.region)}`
  switch (arn?.service) {
    case 'glue':
      return `aws glue get-resource-policies${region}`
    case 'iam':
      return `aws iam get-role --role-name ${quoted(resource.split('/').at(-1) ?? '')} --query Role.AssumeRolePolicyDocument`
    case 'secretsmanager':
      return `aws secretsmanager get-resource-policy --secret-id ${quoted(resource)}${region}`
    case 'sns':
      return `aws sns get-topic-attributes --topic-arn ${quoted(resource)}${region}`
    case 'lambda':
      return `aws lambda get-policy --function-name ${quoted(resource)}${region}`
    case 'ecr':
      return `aws ecr get-repository-policy --repository-name ${quoted(arn.resource.replace(/^repository\//, ''))}${region}`
    default:
      return null
  }
}

function keyCommand(resource: string | null): string | null {
  const arn = resource === null ? null : parseArn(resource)
  if (arn?.service !== 'kms' || resource === null) return null
  return `aws kms get-key-policy --key-id ${quoted(resource)} --policy-name default --region ${quoted(arn.region)}`
}

function serviceFilter(action: string | null, region: string | null): string {
  const service = action?.split(':')[0]
  if (service === undefined || region === null) return ''
  return ` --filters Name=service-name,Values=com.amazonaws.${quoted(region)}.${quoted(service)} --region ${quoted(region)}`
}
