import { describe, expect, it } from 'vitest'
import { evidenceOf, type Files, fixesOf, home, type Json, suspected, told } from '../../test/cause-fixture.ts'
import { parseNearDenials } from '../denial/parse.ts'
import { diagnose } from '../diagnose.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { filesOfObject } from '../snapshot/files.ts'
import { openSnapshot } from '../snapshot/snapshot.ts'

const name = 'glue-no-s3-route'
const subnet = 'subnet-0aaaabbbbccccdddd'
const text = `LAUNCH ERROR | VPC S3 endpoint validation failed for SubnetId: ${subnet}. VPC: vpc-0aaaabbbbccccdddd. Reason: Could not find S3 endpoint or NAT gateway for subnetId: ${subnet} in Vpc vpc-0aaaabbbbccccdddd (Service: AWSGlueJobExecutor; Status Code: 400; Error Code: InvalidInputException)`

function network(routes: readonly Json[], endpoints: readonly Json[] = []): Files {
  const at = `${home}/us-east-1/ec2`
  const table = { RouteTableId: 'rtb-0a', VpcId: 'vpc-0a', Associations: [{ SubnetId: subnet }], Routes: routes }
  return {
    [`${at}/DescribeRouteTables.json`]: { RouteTables: [table] },
    [`${at}/DescribeSubnets.json`]: { Subnets: [{ SubnetId: subnet, VpcId: 'vpc-0a' }] },
    [`${at}/DescribeVpcEndpoints.json`]: { VpcEndpoints: endpoints },
  }
}

const local: Json = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' }

function launch(files: Files, message: string = text): Diagnosis {
  const [denial] = parseNearDenials(message)
  if (denial === undefined) throw new Error('the text is no near denial')
  return diagnose({
    denial,
    snapshot: openSnapshot(filesOfObject(files)),
    hasSnapshot: true,
    given: { principal: null, action: null, resource: null, context: new Map(), expectedPrincipal: null },
    trail: [],
  })
}

describe(name, () => {
  it('fires where the route table of the subnet has only the local route', () => {
    const diagnosis = launch(network([local]))
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ subnetId: subnet, routeTableId: 'rtb-0a', vpcId: 'vpc-0a' }])
    expect(diagnosis.certain).toBe(true)
    expect(diagnosis.verdict.blockedBy).toEqual([])
  })

  it('tells the network administrator to add a route, which no policy decides', () => {
    expect(fixesOf(launch(network([local])))).toMatchObject([
      { verified: false, edits: [{ target: `network:${subnet}` }] },
    ])
  })

  it('does not take a route to an internet gateway for one to S3', () => {
    const route = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-0a', State: 'active' }
    expect(told(launch(network([local, route])))).toEqual([name])
  })

  it('takes AWS at its word where the route tables were not recorded', () => {
    expect(told(launch({}))).toEqual([name])
  })

  it.each([
    ['a NAT gateway', network([local, { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-0a', State: 'active' }])],
    [
      'a gateway endpoint',
      network(
        [local],
        [
          {
            VpcEndpointId: 'vpce-0a',
            VpcEndpointType: 'Gateway',
            ServiceName: 'com.amazonaws.us-east-1.s3',
            RouteTableIds: ['rtb-0a'],
          },
        ],
      ),
    ],
  ])('is only possible where the recorded routes lead to %s by now', (_, files) => {
    const diagnosis = launch(files)
    expect(told(diagnosis)).toEqual([])
    expect(suspected(diagnosis)).toContain(name)
  })

  it('is silent for other launch errors', () => {
    expect(told(launch(network([local]), 'Unable to verify existence of default database'))).toEqual([])
  })
})
