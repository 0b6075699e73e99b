import type { ConditionKeyData } from './service-table.ts'

const single = (type: ConditionKeyData['type'], names: readonly string[]): readonly ConditionKeyData[] =>
  names.map((name) => ({ name, type, multivalued: false }))

// AWS: global and cross-service keys with their types and whether they hold several values.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
/** The condition keys that are not those of one service, with the types AWS documents. */
export const globalConditionKeys: readonly ConditionKeyData[] = [
  ...single('String', [
    'aws:CalledViaFirst',
    'aws:CalledViaLast',
    'aws:CalledViaAWSMCP',
    'aws:Ec2InstanceSourceVpc',
    'aws:FederatedProvider',
    'aws:PrincipalAccount',
    'aws:PrincipalOrgID',
    'aws:PrincipalServiceName',
    `aws:PrincipalTag/\${TagKey}`,
    'aws:PrincipalType',
    `aws:RequestTag/\${TagKey}`,
    'aws:RequestedRegion',
    'aws:ResourceAccount',
    'aws:ResourceOrgID',
    `aws:ResourceTag/\${TagKey}`,
    'aws:SourceAccount',
    'aws:SourceIdentity',
    'aws:SourceOrgID',
    'aws:SourceOwner',
    'aws:SourceVpc',
    'aws:SourceVpce',
    'aws:UserAgent',
    'aws:VpceAccount',
    'aws:VpceOrgID',
    'aws:referer',
    'aws:userid',
    'aws:username',
    'glue:CredentialIssuingService',
    'glue:RoleAssumedBy',
    'identitystore:UserId',
  ]),
  ...single('ARN', [
    'aws:ChatbotSourceArn',
    'aws:PrincipalArn',
    'aws:SourceArn',
    'aws:SourceVpcArn',
    'ec2:SourceInstanceArn',
    'lambda:SourceFunctionArn',
    'ssm:SourceInstanceArn',
  ]),
  ...single('Bool', [
    'aws:AssumedRoot',
    'aws:IsMcpServiceAction',
    'aws:MultiFactorAuthPresent',
    'aws:PrincipalIsAWSService',
    'aws:SecureTransport',
    'aws:ViaAWSMCPService',
    'aws:ViaAWSService',
  ]),
  ...single('Date', ['aws:CurrentTime', 'aws:EpochTime', 'aws:TokenIssueTime']),
  ...single('Numeric', ['aws:MultiFactorAuthAge', 'ec2:RoleDelivery']),
  ...single('IPAddress', ['aws:Ec2InstanceSourcePrivateIPv4', 'aws:SourceIp', 'aws:VpcSourceIp']),
  ...[
    'aws:CalledVia',
    'aws:PrincipalOrgPaths',
    'aws:PrincipalServiceNamesList',
    'aws:ResourceOrgPaths',
    'aws:SourceOrgPaths',
    'aws:TagKeys',
    'aws:VpceOrgPaths',
    'cognito-identity.amazonaws.com:amr',
  ].map((name) => ({ name, type: 'String', multivalued: true }) as const),
]

// AWS: the claims of an OIDC provider that role trust policies can test, as `<provider URL>:<claim>`.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
/** What AWS documents about a claim of any OIDC provider, `oidc.eks.us-east-1.amazonaws.com/id/1:sub`; null elsewhere. */
export function oidcKeyData(key: string): ConditionKeyData | null {
  const colon = key.lastIndexOf(':')
  const claim = key.slice(colon + 1).toLowerCase()
  if (!key.slice(0, Math.max(colon, 0)).includes('.') || !oidcClaims.has(claim)) return null
  return { name: key, type: 'String', multivalued: claim === 'amr' }
}

const oidcClaims: ReadonlySet<string> = new Set(['amr', 'aud', 'azp', 'email', 'oaud', 'sub'])
