import type { Context } from '../iam/context.ts'
import { instances, type RouteTable, routeTables, subnets, type VpcEndpoint, vpcEndpoints } from '../snapshot/ec2.ts'
import { connections } from '../snapshot/glue-runs.ts'
import { textAt } from '../snapshot/json.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Call } from './call.ts'
import type { Caller } from './caller.ts'
import { jobOf } from './glue-job.ts'

const nothing: Context = new Map()

/**
 * The endpoint keys that a call carries because of where it was made: from the subnet of a Glue connection or of an EC2
 * instance whose routes lead to an endpoint of the service. Empty where the snapshot shows no such path.
 */
export function networkPath(call: Call, caller: Caller, action: string): Context {
  // A recorded event names its endpoint itself.
  if (call.denial.hints.event !== null || call.given.has('aws:sourcevpce')) return nothing
  const service = action.split(':')[0] ?? ''
  const place = subnetOf(call, caller)
  const onPath = place === null ? null : endpointOfSubnet(place, service, call.snapshot)
  const endpoint = onPath ?? (call.denial.claim.policyType === 'vpce' ? onlyEndpoint(call, caller, service) : null)
  if (endpoint !== null) {
    const vpc: readonly [string, readonly string[]][] =
      endpoint.vpcId === null ? [] : [['aws:sourcevpc', [endpoint.vpcId]]]
    return new Map([['aws:sourcevpce', [endpoint.id]], ...vpc])
  }
  // AWS says that an endpoint's policy refused, so the call went through one; which is not known.
  return call.denial.claim.policyType === 'vpce'
    ? new Map([
        ['aws:sourcevpce', 'unknown'],
        ['aws:sourcevpc', 'unknown'],
      ])
    : nothing
}

interface Place {
  readonly account: string
  readonly region: string
  readonly subnetId: string
}

function subnetOf(call: Call, caller: Caller): Place | null {
  const { account, arn } = caller.principal
  if (account === null) return null
  return subnetOfJob(call, caller) ?? subnetOfInstance(account, arn?.split('/').at(-1) ?? '', call.snapshot)
}

function subnetOfJob(call: Call, caller: Caller): Place | null {
  const job = jobOf(call, caller)
  if (job === null || job.connections.length === 0) return null
  const all = connections(call.snapshot, job.account, job.region)
  const used =
    all.kind === 'known' ? all.value.find((c) => job.connections.includes(c.name) && c.subnetId !== null) : undefined
  return used?.subnetId == null ? null : { account: job.account, region: job.region, subnetId: used.subnetId }
}

// AWS: the session name of an instance role is the id of the instance.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
function subnetOfInstance(account: string, session: string, snapshot: Snapshot): Place | null {
  if (!/^i-[0-9a-f]{8,17}$/.test(session)) return null
  for (const { account: of, region } of snapshot.recorded('ec2', 'DescribeInstances')) {
    if (of !== account) continue
    const known = instances(snapshot, account, region)
    const found =
      known.kind === 'known' ? known.value.find((item) => textAt(item, 'InstanceId') === session) : undefined
    const subnetId = textAt(found, 'SubnetId')
    if (subnetId !== null) return { account, region, subnetId }
  }
  return null
}

// AWS: traffic reaches a gateway endpoint through the subnet's route table, an interface endpoint through private DNS.
// https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
function endpointOfSubnet(place: Place, service: string, snapshot: Snapshot): VpcEndpoint | null {
  const endpoints = vpcEndpoints(snapshot, place.account, place.region)
  const tables = routeTables(snapshot, place.account, place.region)
  const known = subnets(snapshot, place.account, place.region)
  if (endpoints.kind !== 'known' || tables.kind !== 'known') return null
  const vpcId = known.kind === 'known' ? (known.value.find((s) => s.id === place.subnetId)?.vpcId ?? null) : null
  const table = tableOf(place.subnetId, vpcId, tables.value)
  const ofService = endpoints.value.filter((e) => e.serviceName.endsWith(`.${service}`))
  const gateway = ofService.find(
    (e) => e.kind === 'gateway' && table !== undefined && e.routeTableIds.includes(table.id),
  )
  return (
    gateway ??
    ofService.find((e) => e.kind === 'interface' && e.hasPrivateDns && e.vpcId === (table?.vpcId ?? vpcId)) ??
    null
  )
}

/** The subnet's own route table, else the main one of its VPC. */
function tableOf(subnetId: string, vpcId: string | null, tables: readonly RouteTable[]): RouteTable | undefined {
  return (
    tables.find((t) => t.subnetIds.includes(subnetId)) ??
    tables.find((t) => t.isMain && t.vpcId === vpcId && vpcId !== null)
  )
}

/** The account's one endpoint of the service, where AWS itself says that an endpoint's policy refused. */
function onlyEndpoint({ snapshot }: Call, caller: Caller, service: string): VpcEndpoint | null {
  const account = caller.principal.account
  const all = snapshot.recorded('ec2', 'DescribeVpcEndpoints').flatMap((place) => {
    const endpoints = place.account === account ? vpcEndpoints(snapshot, place.account, place.region) : null
    return endpoints?.kind === 'known' ? endpoints.value.filter((e) => e.serviceName.endsWith(`.${service}`)) : []
  })
  return all.length === 1 ? (all[0] ?? null) : null
}
