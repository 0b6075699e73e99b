import { catalogEncryption } from '../snapshot/glue.ts'
import { connections, type GlueConnection } from '../snapshot/glue-runs.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Caller } from './caller.ts'
import { catalogKeyRequests } from './catalog-key.ts'
import { asGlueRole, catalogRequests } from './glue.ts'
import { onlyWhen, type PlannedRequest, requestThrough } from './planned-request.ts'

interface Place {
  readonly account: string
  readonly region: string
}

/**
 * What the connections of a job or crawler take: reading each from the Data Catalog, and network interfaces in the subnet
 * of the first one that has a subnet.
 * https://docs.aws.amazon.com/glue/latest/dg/create-service-policy.html
 */
export function connectionRequests(
  role: Caller,
  names: readonly string[],
  place: Place,
  snapshot: Snapshot,
): readonly PlannedRequest[] {
  if (names.length === 0) return []
  const partition = role.principal.arn?.split(':')[1] ?? 'aws'
  const prefix = `arn:${partition}:glue:${place.region}:${place.account}:connection`
  const recorded = connections(snapshot, place.account, place.region)
  const used = recorded.kind === 'known' ? recorded.value.filter(({ name }) => names.includes(name)) : []
  const inNetwork = used.find(({ subnetId }) => subnetId !== null)
  return [
    ...[...new Set(names)].flatMap((name) =>
      catalogRequests(role, 'glue:GetConnection', `${prefix}/${name}`, asGlueRole),
    ),
    ...catalogKeyRequests(role, 'reads', place, snapshot),
    ...onlyWhen('connectionPassword', passwordRequests(role, place, snapshot)),
    ...(inNetwork === undefined ? [] : networkRequests(role, inNetwork, partition)),
  ]
}

function passwordRequests(role: Caller, { account, region }: Place, snapshot: Snapshot): readonly PlannedRequest[] {
  const encryption = catalogEncryption(snapshot, account, region)
  const key = encryption.kind === 'known' ? encryption.value.passwordKeyId : null
  return key?.startsWith('arn:') === true ? [requestThrough(asGlueRole, role, 'kms:Decrypt', key)] : []
}

const describeActions: readonly string[] = [
  'ec2:DescribeVpcEndpoints',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeVpcAttribute',
]

function networkRequests(role: Caller, connection: GlueConnection, partition: string): readonly PlannedRequest[] {
  const { account, region, subnetId, securityGroupIds } = connection
  const prefix = `arn:${partition}:ec2:${region}:${account}`
  const ask = (action: string, resource: string): PlannedRequest => requestThrough(asGlueRole, role, action, resource)
  // AWS: making a network interface is judged on it, its subnet and its security groups.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
  const made = [`subnet/${subnetId}`, ...securityGroupIds.map((id) => `security-group/${id}`), 'network-interface/*']
  return [
    ...describeActions.map((action) => ask(action, '*')),
    ...made.map((resource) => ask('ec2:CreateNetworkInterface', `${prefix}:${resource}`)),
    ...onlyWhen('cleanup', [ask('ec2:DeleteNetworkInterface', `${prefix}:network-interface/*`)]),
  ]
}
