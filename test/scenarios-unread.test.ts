import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  elsewhere,
  endpoint,
  explain,
  type Files,
  firstFix,
  home,
  iam,
  type Json,
  markedBy,
  mina,
  organization,
  policy,
  suspected,
  to,
} from './cause-fixture.ts'
import { detailsFile, diagnosisOf, outcomeOf, refusedRead } from './scenario-fixture.ts'

const object = 'arn:aws:s3:::reports/q1.csv'
const read = { action: 's3:GetObject', resource: object }
const everything = policy(allow('*', '*'))
const refusedAnswer: Json = { error: { code: 'AccessDeniedException', message: 'You are not authorized.' } }

describe('organization policies that were not read', () => {
  const unitScps = '999999999999/global/organizations/ListPoliciesForTarget/ou-root-team/SERVICE_CONTROL_POLICY.json'
  const unread: Files = {
    ...bucket('reports', null),
    ...organization('scp', { root: everything }),
    ...iam({ mina: everything }),
    [unitScps]: refusedAnswer,
  }

  it('the SCPs of one unit leave the answer open and are asked for', () => {
    const found = explain({ ...read, files: unread })
    expect(outcomeOf(found)).toMatchObject({
      certain: false,
      blockedBy: [],
      confirmed: [],
      unknowns: ['service control policies of ou-root-team'],
      fixes: [],
    })
    expect(suspected(found)).toEqual(expect.arrayContaining(['scp-no-allow', 'scp-explicit-deny']))
  })

  it('"explicit deny in a service control policy" is a deny of which nobody knows yet how it comes', () => {
    const found = explain({ ...read, says: 'with an explicit deny in a service control policy', files: unread })
    expect(outcomeOf(found)).toMatchObject({
      certain: false,
      blockedBy: ['scp'],
      confirmed: [],
      unknowns: ['service control policies of ou-root-team'],
    })
    expect(found.fixes).toEqual([])
  })

  it('the ARN of the SCP in the message makes the deny an explicit one', () => {
    const arn = 'arn:aws:organizations::999999999999:policy/o-example/service_control_policy/p-unread01'
    const says = `with an explicit deny in a service control policy: ${arn}`
    const found = explain({ ...read, says, files: unread })
    expect(outcomeOf(found)).toMatchObject({ blockedBy: ['scp'], confirmed: ['scp-explicit-deny'], fixes: [] })
  })

  it('an identity policy that lacks the action is confirmed, but its fix is not verified', () => {
    const found = explain({ ...read, files: { ...unread, ...iam({ mina: policy(allow('ec2:*', '*')) }) } })
    expect(outcomeOf(found)).toMatchObject({ certain: false, confirmed: ['identity-no-allow'], fixes: [] })
    expect(found.fixes).toMatchObject([{ outcome: { verified: false, reason: { kind: 'notKnown', layers: ['scp'] } } }])
  })
})

describe('a permissions boundary whose document was not recorded', () => {
  const recorded = iam({ mina: everything, boundary: everything })
  const files: Files = {
    ...alone(),
    ...bucket('reports', null),
    [detailsFile]: { ...recorded[detailsFile], Policies: [] },
  }
  const limit = `managed policy arn:aws:iam::${home}:policy/limit`

  it('leaves the answer open and is asked for', () => {
    expect(outcomeOf(explain({ ...read, files }))).toMatchObject({
      certain: false,
      blockedBy: [],
      confirmed: [],
      unknowns: [limit],
    })
  })

  it('denies by the word of AWS, and is still asked for', () => {
    const says = 'because no permissions boundary allows the s3:GetObject action'
    expect(outcomeOf(explain({ ...read, says, files }))).toMatchObject({
      certain: false,
      blockedBy: ['boundary'],
      confirmed: ['boundary-no-allow'],
      unknowns: [limit],
      fixes: [],
    })
  })
})

describe('VPC endpoints', () => {
  const files: Files = { ...alone(), ...bucket('reports', null), ...iam({ mina: everything }) }
  const onlyLogs = endpoint(policy({ ...allow('s3:*', 'arn:aws:s3:::logs/*'), ...to('*') }))
  const says = 'because no VPC endpoint policy allows the s3:GetObject action'

  it('the endpoint of a recorded call is judged, and its owner lets the one principal through', () => {
    const denial = refusedRead({ vpcEndpointId: 'vpce-0example', sourceIPAddress: '10.0.0.5' })
    const found = diagnosisOf({ denial, files: { ...files, ...onlyLogs } })
    expect(outcomeOf(found)).toMatchObject({
      certain: true,
      blockedBy: ['vpce'],
      confirmed: ['vpce-no-allow'],
      fixes: ['vpce:vpce-0example'],
    })
    expect(firstFix(found)?.edits).toMatchObject([
      {
        statement: { Principal: '*', Resource: object, Condition: { ArnEquals: { 'aws:PrincipalArn': mina } } },
      },
    ])
  })

  it('an endpoint that nothing puts on the path does not count', () => {
    const found = explain({ ...read, files: { ...files, ...onlyLogs } })
    expect(found.verdict.blockedBy).toEqual([])
  })

  it('the account has one endpoint of the service, and AWS says that an endpoint denied', () => {
    expect(outcomeOf(explain({ ...read, says, files: { ...files, ...onlyLogs } }))).toMatchObject({
      certain: true,
      blockedBy: ['vpce'],
      confirmed: ['vpce-no-allow'],
    })
  })

  it('which endpoint denied is asked for where none is recorded', () => {
    expect(outcomeOf(explain({ ...read, says, files }))).toMatchObject({
      certain: false,
      blockedBy: ['vpce'],
      unknowns: ['aws:SourceVpce'],
    })
  })

  it('a gateway endpoint that names the caller still admits only everyone, and the words say so', () => {
    const named = endpoint(policy({ ...allow('s3:*', '*'), ...to(mina) }))
    const denial = refusedRead({ vpcEndpointId: 'vpce-0example', sourceIPAddress: '10.0.0.5' })
    const found = diagnosisOf({ denial, files: { ...files, ...named } })
    const [cause] = found.causes.filter(({ name }) => name === 'vpce-no-allow')
    expect(cause?.words.en.why).toBe(
      `The nearest statement, in the policy of VPC endpoint \`vpce-0example\`, names \`${mina}\` as \`Principal\`; in the policy of a gateway endpoint only \`*\` admits users and roles.`,
    )
  })
})

describe('resource policies', () => {
  const stranger = `arn:aws:iam::${elsewhere}:user/mina`
  const away: Files = { ...alone(), ...alone(elsewhere), ...iam({ account: elsewhere, mina: everything }) }

  it('a resource control policy bears on a caller of another account', () => {
    const rcp = policy({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: '*',
      Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-example' } },
    })
    const granted = policy({ ...allow('s3:GetObject', 'arn:aws:s3:::reports/*'), ...to(elsewhere) })
    const found = explain({
      ...read,
      principal: stranger,
      files: { ...away, ...bucket('reports', granted), ...organization('rcp', { root: rcp }) },
    })
    expect(outcomeOf(found)).toMatchObject({ certain: true, confirmed: ['rcp-explicit-deny'], fixes: ['rcp:p-root'] })
    expect(firstFix(found)?.edits).toMatchObject([{ kind: 'exceptPrincipal', principal: stranger }])
  })

  it('a bucket without a policy is said to have none, not its caller', () => {
    const found = explain({ ...read, principal: stranger, files: { ...away, ...bucket('reports', null) } })
    const [cause] = found.causes.filter(({ name }) => name === 'resource-no-allow-cross-account')
    expect(cause?.words.en.why).toBe(`\`${object}\` has none that was recorded.`)
    expect(cause?.words.ko.why).toBe(`\`${object}\` 리소스에 연결된 정책은 기록되어 있지 않습니다.`)
  })

  it('a bucket policy that was not read leaves the answer open whatever S3 says of a resource policy', () => {
    const says = 'because no resource-based policy allows the s3:GetObject action'
    const found = explain({ ...read, says, files: { ...alone(), ...iam({ mina: everything }) } })
    expect(outcomeOf(found)).toMatchObject({ certain: false, confirmed: [], unknowns: ['bucket policy of reports'] })
  })

  it('a Deny in a key policy is a Deny in a resource policy', () => {
    const id = '11111111-2222-3333-4444-555555555555'
    const key = `arn:aws:kms:us-east-1:${home}:key/${id}`
    const owner = { Effect: 'Allow', Principal: { AWS: home }, Action: 'kms:*', Resource: '*' }
    const guard = deny('kms:Decrypt', '*', { ...to('*'), Condition: { Null: { 'aws:PrincipalTag/team': 'true' } } })
    const metadata = { AWSAccountId: home, KeyId: id, Arn: key, Enabled: true, KeyState: 'Enabled' }
    const found = explain({
      action: 'kms:Decrypt',
      resource: key,
      files: {
        ...alone(),
        ...iam({ mina: everything }),
        [`${home}/us-east-1/kms/DescribeKey/${id}.json`]: { KeyMetadata: { ...metadata, KeyManager: 'CUSTOMER' } },
        [`${home}/us-east-1/kms/GetKeyPolicy/${id}.json`]: { Policy: JSON.stringify(policy(owner, guard)) },
        [`${home}/us-east-1/kms/ListGrants/${id}.json`]: { Grants: [] },
      },
    })
    expect(outcomeOf(found)).toMatchObject({
      certain: true,
      blockedBy: ['kms'],
      confirmed: ['resource-explicit-deny'],
      fixes: [`key-policy:${id}`],
    })
    expect(markedBy(found, 'resource-explicit-deny')).not.toBeNull()
  })

  it('no fix asks for a request without TLS', () => {
    const odd = deny('s3:*', 'arn:aws:s3:::reports/*', {
      ...to('*'),
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    })
    const found = explain({
      ...read,
      files: { ...alone(), ...bucket('reports', policy(odd)), ...iam({ mina: everything }) },
    })
    expect(outcomeOf(found).fixes).toEqual(['bucket-policy:reports'])
  })
})
