import { type RouteTable, routeTables, subnets, vpcEndpoints } from '../snapshot/ec2.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** Whether a subnet's traffic reaches S3, and over which route table. */
export interface S3Route {
  readonly leads: boolean | 'unknown'
  readonly account: string | null
  readonly region: string | null
  readonly vpcId: string | null
  readonly routeTableId: string | null
}

/** How traffic of a subnet reaches S3, as far as the recorded route tables and endpoints tell. */
export function s3RouteOf(snapshot: Snapshot, subnetId: string): S3Route {
  for (const { account, region } of snapshot.recorded('ec2', 'DescribeRouteTables')) {
    const tables = routeTables(snapshot, account, region)
    const known = subnets(snapshot, account, region)
    const subnet = known.kind === 'known' ? known.value.find(({ id }) => id === subnetId) : undefined
    if (tables.kind !== 'known') continue
    const own = tables.value.find((table) => table.subnetIds.includes(subnetId))
    const main = tables.value.find((table) => table.isMain && table.vpcId !== null && table.vpcId === subnet?.vpcId)
    const table = own ?? main
    if (table === undefined) continue
    const vpcId = subnet?.vpcId ?? table.vpcId
    const leads = reachesInternet(table) || reachesEndpoint(table, vpcId, account, region, snapshot)
    return { leads, account, region, vpcId, routeTableId: table.id }
  }
  return { leads: 'unknown', account: null, region: null, vpcId: null, routeTableId: null }
}

// AWS: the network interfaces of a job have no public address, so an internet gateway does not serve them.
// https://docs.aws.amazon.com/glue/latest/dg/connection-VPC-disable-proxy.html
function reachesInternet({ routes }: RouteTable): boolean {
  return routes.some(
    ({ destination, target, isActive }) =>
      isActive && /^(0\.0\.0\.0\/0|::\/0)$/.test(destination) && target !== null && !/^(igw-|local$)/.test(target),
  )
}

function reachesEndpoint(
  table: RouteTable,
  vpcId: string | null,
  account: string,
  region: string,
  snapshot: Snapshot,
): boolean {
  if (table.routes.some(({ target, isActive }) => isActive && target?.startsWith('vpce-') === true)) return true
  const endpoints = vpcEndpoints(snapshot, account, region)
  if (endpoints.kind !== 'known') return false
  return endpoints.value.some(
    (endpoint) =>
      endpoint.serviceName.endsWith('.s3') &&
      (endpoint.routeTableIds.includes(table.id) ||
        (endpoint.kind === 'interface' && endpoint.hasPrivateDns && endpoint.vpcId === vpcId)),
  )
}
