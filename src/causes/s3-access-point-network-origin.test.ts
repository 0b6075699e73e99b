import { describe, expect, it } from 'vitest'
import { allow, evidenceOf, firstFix, home, policy, to, told } from '../../test/cause-fixture.ts'
import { accessPoint, explainS3, free, reports, throughPoint, toPoint } from '../../test/s3-fixture.ts'

const name = 's3-access-point-network-origin'
const own = { ...free, ...reports({ objects: { 'q1.csv': {} } }) }
const inVpc = accessPoint({ account: home, vpc: 'vpc-0team', policy: policy(allow('s3:*', toPoint, to('*'))) })
const resource = throughPoint.replace('444455556666', home)

describe(name, () => {
  it('fires for a request from outside the VPC of the access point', () => {
    const diagnosis = explainS3({ resource, files: { ...own, ...inVpc } })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.certain).toBe(true)
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ accessPoint: 'team', vpcId: 'vpc-0team', actualVpc: null }])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', key: 'aws:SourceVpc', values: ['vpc-0team'], target: 'request' }],
    })
  })

  it('names the endpoint of the VPC where it is recorded', () => {
    const endpoint = {
      VpcEndpointId: 'vpce-0team',
      VpcId: 'vpc-0team',
      VpcEndpointType: 'Gateway',
      ServiceName: 'com.amazonaws.us-east-1.s3',
    }
    const files = {
      ...own,
      ...inVpc,
      [`${home}/us-east-1/ec2/DescribeVpcEndpoints.json`]: { VpcEndpoints: [endpoint] },
    }
    expect(firstFix(explainS3({ resource, files }))).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', key: 'aws:SourceVpce', values: ['vpce-0team'] }],
    })
  })

  it('fires for a request from another VPC', () => {
    const diagnosis = explainS3({ resource, files: { ...own, ...inVpc }, context: { 'aws:SourceVpc': 'vpc-0other' } })
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ actualVpc: 'vpc-0other' }])
  })

  it('is silent for a request from that VPC', () => {
    const context = { 'aws:SourceVpc': 'vpc-0team' }
    expect(told(explainS3({ resource, files: { ...own, ...inVpc }, context }))).toEqual([])
  })

  it('is silent for an access point that is open to the internet', () => {
    const open = accessPoint({ account: home, policy: policy(allow('s3:*', toPoint, to('*'))) })
    expect(told(explainS3({ resource, files: { ...own, ...open } }))).toEqual([])
  })
})
