import { describe, expect, it } from 'vitest'
import { contextOf } from '../iam/context.ts'
import { parsePolicy } from '../iam/policy-parser.ts'
import { decide } from './decide.ts'
import type { Gate } from './gates.ts'
import type { Policies, PolicySet } from './policies.ts'
import type { AccessRequest, Principal } from './request.ts'
import { layerOf } from './verdict.ts'

const user: Principal = {
  kind: 'user',
  arn: 'arn:aws:iam::111122223333:user/nora',
  account: '111122223333',
  roleArn: null,
  userArn: null,
  service: null,
  uniqueIds: [],
  inManagementAccount: false,
}
const session: Principal = {
  ...user,
  kind: 'roleSession',
  arn: 'arn:aws:sts::111122223333:assumed-role/loader/night',
}
const request: AccessRequest = {
  principal: user,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::tide-readings/a.csv',
  resourceAccount: '111122223333',
  context: contextOf({}),
}
const none: Policies = { kind: 'none' }
const noPolicies: PolicySet = {
  identity: none,
  resource: none,
  resourceKind: 'ordinary',
  boundary: none,
  session: none,
  scp: { kind: 'none' },
  rcp: { kind: 'none' },
  vpce: none,
  vpceKind: 'unknown',
  accessPoint: none,
}

function policies(...statements: readonly object[]): Policies {
  const parsed = parsePolicy({ Version: '2012-10-17', Statement: statements })
  if (!parsed.ok) throw new Error(parsed.problem.message.en)
  return { kind: 'read', policies: [{ id: 'p', document: parsed.document }], complete: true }
}

const allowAll = { Effect: 'Allow', Action: 's3:*', Resource: '*' }
const bucketAllow = { ...allowAll, Principal: '*' }

describe('decide', () => {
  it('keeps every layer, with what it said, also behind one that denies', () => {
    const decision = decide(
      request,
      { ...noPolicies, identity: policies({ ...allowAll, Effect: 'Deny' }), boundary: policies(allowAll) },
      [],
    )
    expect(decision.layers.map(({ layer, presence, possible }) => [layer, presence, possible])).toEqual([
      ['scp', 'none', []],
      ['rcp', 'none', []],
      ['vpce', 'none', []],
      ['resource', 'none', []],
      ['accessPoint', 'none', []],
      ['identity', 'read', ['explicitDeny']],
      ['boundary', 'read', ['allowed']],
      ['session', 'none', []],
    ])
    expect(layerOf(decision, 'identity')?.statements).toEqual([
      { policyId: 'p', index: 0, sid: null, effect: 'Deny', mismatches: [], naming: null },
    ])
  })

  it('collects every reason why a statement does not apply', () => {
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'glue.amazonaws.com' },
      Action: 'kms:Decrypt',
      Resource: 'arn:aws:s3:::other/*',
      Condition: { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:username': 'nora' } },
    }
    const context = contextOf({ 'aws:SecureTransport': 'false' })
    const decision = decide({ ...request, context }, { ...noPolicies, resource: policies(statement) }, [])
    expect(layerOf(decision, 'resource')?.statements[0]?.mismatches.map(({ kind }) => kind)).toEqual([
      'principalNotListed',
      'actionNotListed',
      'resourceNotListed',
      'conditionNotMet',
      'contextKeyAbsent',
    ])
  })

  it('tells how a resource policy names the principal', () => {
    const named = { ...allowAll, Principal: { AWS: ['111122223333', 'arn:aws:iam::111122223333:user/nora'] } }
    const decision = decide(request, { ...noPolicies, resource: policies(named) }, [])
    expect(layerOf(decision, 'resource')?.statements[0]?.naming).toBe('user')
    expect(decision.allowedBy).toEqual(['resource'])
  })
})

describe('decide, where facts are unknown', () => {
  it('leaves both verdicts open for an unknown key, and names the layer that may block', () => {
    const statement = { ...allowAll, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }
    const context = contextOf({ 'aws:SourceVpce': { unknown: true } })
    const decision = decide({ ...request, context }, { ...noPolicies, identity: policies(statement) }, [])
    expect(decision).toMatchObject({
      possible: ['allowed', 'implicitDeny'],
      blockedBy: [],
      mayBlock: ['identity'],
      allowedBy: [],
    })
  })

  it('is certain where the unknown key cannot matter', () => {
    const context = contextOf({ 'aws:SourceVpce': { unknown: true } })
    const elsewhere = { ...allowAll, Action: 'ec2:*', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }
    const decision = decide({ ...request, context }, { ...noPolicies, identity: policies(elsewhere) }, [])
    expect(decision).toMatchObject({ possible: ['implicitDeny'], blockedBy: ['identity'], mayBlock: [] })
  })

  it('is certain of a deny of one of two kinds', () => {
    const denies = { ...allowAll, Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }
    const context = contextOf({ 'aws:SecureTransport': { unknown: true } })
    const decision = decide({ ...request, context }, { ...noPolicies, identity: policies(denies) }, [])
    expect(decision).toMatchObject({ possible: ['explicitDeny', 'implicitDeny'], blockedBy: ['identity'] })
  })

  it('leaves everything open for an identity policy that could not be read', () => {
    const decision = decide(request, { ...noPolicies, identity: { kind: 'unknown' } }, [])
    expect(decision).toMatchObject({ possible: ['allowed', 'explicitDeny', 'implicitDeny'], mayBlock: ['identity'] })
  })

  it('keeps a certain Deny certain beside policies that could not be read', () => {
    const read = policies({ ...allowAll, Effect: 'Deny' })
    const identity = read.kind === 'read' ? { ...read, complete: false } : read
    expect(decide(request, { ...noPolicies, identity }, []).possible).toEqual(['explicitDeny'])
  })

  it('does not know whether a session without its role path is the named role', () => {
    const principalOf = (name: string): PolicySet => ({
      ...noPolicies,
      resource: policies({ ...allowAll, Principal: { AWS: `arn:aws:iam::111122223333:role/${name}` } }),
    })
    const asked = { ...request, principal: session }
    expect(decide(asked, principalOf('etl/loader'), []).possible).toEqual(['allowed', 'implicitDeny'])
    expect(decide(asked, principalOf('etl/other'), []).possible).toEqual(['implicitDeny'])
  })

  it('does not know whether the account or the path-less role is what names a session', () => {
    const both = { AWS: ['111122223333', 'arn:aws:iam::111122223333:role/loader'] }
    const resource = policies({ ...allowAll, Principal: both })
    const decision = decide({ ...request, principal: session }, { ...noPolicies, resource }, [])
    expect(decision.possible).toEqual(['allowed', 'implicitDeny'])
    expect(layerOf(decision, 'resource')?.statements[0]?.naming).toBe('account')
  })

  it('needs both sides where it does not know whose the resource is', () => {
    const asked: AccessRequest = { ...request, resourceAccount: 'unknown' }
    expect(decide(asked, { ...noPolicies, identity: policies(allowAll) }, [])).toMatchObject({
      possible: ['allowed', 'implicitDeny'],
      mayBlock: ['resource'],
    })
    expect(decide(asked, noPolicies, [])).toMatchObject({ possible: ['implicitDeny'], blockedBy: ['identity'] })
  })

  it('does not know an SCP to apply where the account may be the management account', () => {
    const asked: AccessRequest = { ...request, principal: { ...user, inManagementAccount: 'unknown' } }
    const scp = { kind: 'read', levels: [{ name: 'root', policies: none }] } as const
    expect(decide(asked, { ...noPolicies, identity: policies(allowAll), scp }, [])).toMatchObject({
      possible: ['allowed', 'implicitDeny'],
      mayBlock: ['scp'],
    })
  })

  it('reads an account in the policy of an endpoint of unknown kind as open', () => {
    const vpce = policies({ ...allowAll, Principal: { AWS: '111122223333' } })
    expect(decide(request, { ...noPolicies, identity: policies(allowAll), vpce }, []).mayBlock).toEqual(['vpce'])
  })
})

describe('decide with gates', () => {
  const evidence = {}

  it('lets a refusal block what policies allow', () => {
    const gate: Gate = { kind: 'refusal', layer: 'bpa', possible: ['explicitDeny'], evidence }
    const decision = decide(request, { ...noPolicies, identity: policies(allowAll) }, [gate])
    expect(decision).toMatchObject({ possible: ['explicitDeny'], blockedBy: ['bpa'], allowedBy: [] })
    expect(layerOf(decision, 'bpa')?.possible).toEqual(['explicitDeny'])
  })

  it('keeps a refusal that is not certain apart', () => {
    const gate: Gate = { kind: 'refusal', layer: 'bpa', possible: ['allowed', 'implicitDeny'], evidence }
    expect(decide(request, { ...noPolicies, identity: policies(allowAll) }, [gate])).toMatchObject({
      possible: ['allowed', 'implicitDeny'],
      mayBlock: ['bpa'],
    })
  })

  it('joins a refusal to the policy layer of the same name', () => {
    const gate: Gate = { kind: 'refusal', layer: 'kms', possible: ['implicitDeny'], evidence }
    const asked = { ...request, action: 'kms:Decrypt', resource: 'arn:aws:kms:eu-west-1:111122223333:key/1' }
    const set: PolicySet = {
      ...noPolicies,
      resourceKind: 'key',
      resource: policies({ ...bucketAllow, Action: 'kms:*' }),
    }
    const decision = decide(asked, set, [gate])
    expect(decision.layers.filter(({ layer }) => layer === 'kms')).toHaveLength(1)
    expect(decision).toMatchObject({ possible: ['implicitDeny'], blockedBy: ['kms'] })
  })

  it('lets a KMS grant stand in for key policy and identity policy, but not for a Deny', () => {
    const gate: Gate = { kind: 'grant', grantor: 'grant', grants: true, evidence }
    const asked = { ...request, action: 'kms:Decrypt', resource: 'arn:aws:kms:eu-west-1:111122223333:key/1' }
    const set: PolicySet = { ...noPolicies, resourceKind: 'key' }
    expect(decide(asked, set, [gate])).toMatchObject({ possible: ['allowed'], allowedBy: ['grant'], blockedBy: [] })
    const denied = { ...set, identity: policies({ Effect: 'Deny', Action: 'kms:*', Resource: '*' }) }
    expect(decide(asked, denied, [gate])).toMatchObject({ possible: ['explicitDeny'], blockedBy: ['identity'] })
  })

  it('lets an ACL stand in for the resource policy of another account', () => {
    const gate: Gate = { kind: 'grant', grantor: 'acl', grants: true, evidence }
    const asked: AccessRequest = { ...request, resourceAccount: '444455556666' }
    const set = { ...noPolicies, identity: policies(allowAll) }
    expect(decide(asked, set, [gate])).toMatchObject({ possible: ['allowed'], allowedBy: ['identity', 'acl'] })
    expect(decide(asked, noPolicies, [gate])).toMatchObject({ possible: ['implicitDeny'], blockedBy: ['identity'] })
  })

  it('blames the gate, not the policy, where an Allow does not reach the object', () => {
    const gate: Gate = { kind: 'voidsResourceAllow', layer: 'acl', voids: true, evidence }
    const asked: AccessRequest = { ...request, resourceAccount: '444455556666' }
    const set = { ...noPolicies, identity: policies(allowAll), resource: policies(bucketAllow) }
    expect(decide(asked, set, [gate])).toMatchObject({ possible: ['implicitDeny'], blockedBy: ['acl'] })
    const denies = { ...set, resource: policies(bucketAllow, { ...bucketAllow, Effect: 'Deny' }) }
    expect(decide(asked, denies, [gate])).toMatchObject({ possible: ['explicitDeny'], blockedBy: ['resource', 'acl'] })
  })
})
