import { pointerOf } from '../iam/position.ts'
import { readPolicy } from './document.ts'
import type { Fact, Source } from './fact.ts'
import { field, isTrueAt, listAt, textAt, textsAt } from './json.ts'
import { missingOf } from './operations.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'

/** A VPC endpoint. */
export interface VpcEndpoint {
  readonly id: string
  readonly account: string
  readonly region: string
  readonly kind: 'gateway' | 'interface' | 'unknown'
  /** `com.amazonaws.us-east-1.s3`. */
  readonly serviceName: string
  readonly vpcId: string | null
  readonly state: string | null
  /** Absent where the endpoint has no policy, which allows everything. */
  readonly policy: Fact<StoredPolicy>
  readonly routeTableIds: readonly string[]
  readonly subnetIds: readonly string[]
  readonly hasPrivateDns: boolean
}

/** A subnet. */
export interface Subnet {
  readonly id: string
  readonly vpcId: string | null
  readonly cidr: string | null
}

/** One route of a route table. */
export interface Route {
  /** CIDR block or prefix list. */
  readonly destination: string
  /** Gateway, endpoint, NAT gateway, network interface, … */
  readonly target: string | null
  readonly isActive: boolean
}

/** A route table. */
export interface RouteTable {
  readonly id: string
  readonly vpcId: string | null
  readonly isMain: boolean
  readonly subnetIds: readonly string[]
  readonly routes: readonly Route[]
}

/** A VPC endpoint by its id, in any account; never absent, because it may be of an account that is not recorded. */
export function vpcEndpoint(snapshot: Snapshot, id: string): Fact<VpcEndpoint> {
  for (const { account, region, fact } of snapshot.find('ec2', 'DescribeVpcEndpoints')) {
    if (fact.kind !== 'known') continue
    const index = listAt(fact.value, 'VpcEndpoints').findIndex((item) => textAt(item, 'VpcEndpointId') === id)
    if (index === -1) continue
    const source = { file: fact.source.file, pointer: pointerOf('VpcEndpoints', index) }
    return { kind: 'known', value: endpointIn(snapshot, fact.value, index, source, account, region), source }
  }
  const account = snapshot.accounts()[0] ?? ''
  const place = { account, region: 'global', service: 'ec2', operation: 'DescribeVpcEndpoints', identifiers: [] }
  const missing = missingOf('notCollected', place)
  const command = `${missing.command} --vpc-endpoint-ids ${/^[\w-]+$/.test(id) ? id : "'…'"}`
  return {
    kind: 'unknown',
    missing: { ...missing, what: { en: `VPC endpoint ${id}`, ko: `${id} VPC 엔드포인트` }, command },
  }
}

/** The VPC endpoints of an account in one Region. */
export function vpcEndpoints(snapshot: Snapshot, account: string, region: string): Fact<readonly VpcEndpoint[]> {
  const answer = snapshot.answer(account, region, 'ec2', 'DescribeVpcEndpoints')
  if (answer.kind !== 'known') return answer
  const value = listAt(answer.value, 'VpcEndpoints').map((_, index) => {
    const source = { file: answer.source.file, pointer: pointerOf('VpcEndpoints', index) }
    return endpointIn(snapshot, answer.value, index, source, account, region)
  })
  return { ...answer, value }
}

/** The subnets of an account in one Region. */
export function subnets(snapshot: Snapshot, account: string, region: string): Fact<readonly Subnet[]> {
  const answer = snapshot.answer(account, region, 'ec2', 'DescribeSubnets')
  if (answer.kind !== 'known') return answer
  const value = listAt(answer.value, 'Subnets').map((item) => ({
    id: textAt(item, 'SubnetId') ?? '',
    vpcId: textAt(item, 'VpcId'),
    cidr: textAt(item, 'CidrBlock'),
  }))
  return { ...answer, value }
}

/** The route tables of an account in one Region. */
export function routeTables(snapshot: Snapshot, account: string, region: string): Fact<readonly RouteTable[]> {
  const answer = snapshot.answer(account, region, 'ec2', 'DescribeRouteTables')
  if (answer.kind !== 'known') return answer
  return { ...answer, value: listAt(answer.value, 'RouteTables').map(routeTableIn) }
}

/** The instances of an account in one Region, as recorded. */
export function instances(snapshot: Snapshot, account: string, region: string): Fact<readonly unknown[]> {
  const answer = snapshot.answer(account, region, 'ec2', 'DescribeInstances')
  if (answer.kind !== 'known') return answer
  const value = listAt(answer.value, 'Reservations').flatMap((item) => listAt(item, 'Instances'))
  return { ...answer, value }
}

function endpointIn(
  snapshot: Snapshot,
  answer: unknown,
  index: number,
  source: Source,
  account: string,
  region: string,
): VpcEndpoint {
  const json = listAt(answer, 'VpcEndpoints')[index]
  const type = textAt(json, 'VpcEndpointType')?.toLowerCase()
  const id = textAt(json, 'VpcEndpointId') ?? ''
  const owner = textAt(json, 'OwnerId') ?? account
  return {
    id,
    account: owner,
    region,
    kind: type === 'gateway' || type === 'interface' ? type : 'unknown',
    serviceName: textAt(json, 'ServiceName') ?? '',
    vpcId: textAt(json, 'VpcId'),
    state: textAt(json, 'State'),
    policy: endpointPolicy(snapshot, json, source, id, owner),
    routeTableIds: textsAt(json, 'RouteTableIds'),
    subnetIds: textsAt(json, 'SubnetIds'),
    hasPrivateDns: isTrueAt(json, 'PrivateDnsEnabled'),
  }
}

function endpointPolicy(
  snapshot: Snapshot,
  json: unknown,
  { file, pointer }: Source,
  id: string,
  account: string,
): Fact<StoredPolicy> {
  const raw = field(json, 'PolicyDocument')
  if (raw === undefined || raw === null || raw === '') return { kind: 'absent', source: { file, pointer } }
  const source = { file, pointer: `${pointer}/PolicyDocument` }
  const place = { target: `vpce:${id}`, name: null, arn: null, account, awsManaged: false, source }
  return { kind: 'known', value: readPolicy(snapshot, raw, place), source }
}

const routeTargets = [
  'GatewayId',
  'NatGatewayId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'NetworkInterfaceId',
  'InstanceId',
  'EgressOnlyInternetGatewayId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'CoreNetworkArn',
]

function routeTableIn(json: unknown): RouteTable {
  const associations = listAt(json, 'Associations')
  return {
    id: textAt(json, 'RouteTableId') ?? '',
    vpcId: textAt(json, 'VpcId'),
    isMain: associations.some((item) => isTrueAt(item, 'Main')),
    subnetIds: associations.flatMap((item) => textAt(item, 'SubnetId') ?? []),
    routes: listAt(json, 'Routes').map((route) => ({
      destination:
        textAt(route, 'DestinationCidrBlock') ??
        textAt(route, 'DestinationIpv6CidrBlock') ??
        textAt(route, 'DestinationPrefixListId') ??
        '',
      target: routeTargets.map((name) => textAt(route, name)).find((text) => text !== null) ?? null,
      isActive: textAt(route, 'State') !== 'blackhole',
    })),
  }
}
