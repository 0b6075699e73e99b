/** Type of a column: a text, or a structure of these. */
export type ColumnType =
  | { readonly kind: 'text' }
  | { readonly kind: 'struct'; readonly fields: Readonly<Record<string, ColumnType>> }
  | { readonly kind: 'list'; readonly of: ColumnType }
  | { readonly kind: 'map' }

/** A column of the CloudTrail table. */
export interface Column {
  /** As Athena spells it: lower case. */
  readonly name: string
  /** The member of a CloudTrail record: `userIdentity`. */
  readonly member: string
  readonly type: ColumnType
}

const text: ColumnType = { kind: 'text' }

function struct(names: string, more: Readonly<Record<string, ColumnType>> = {}): ColumnType {
  return { kind: 'struct', fields: { ...Object.fromEntries(names.split(' ').map((name) => [name, text])), ...more } }
}

function texts(names: string): readonly Column[] {
  return names.split(' ').map((member) => column(member, text))
}

function column(member: string, type: ColumnType): Column {
  return { name: member.toLowerCase(), member, type }
}

/** Members of `userIdentity`, spelled as in a record. */
const userIdentity: ColumnType = struct('type principalId arn accountId invokedBy accessKeyId userName', {
  onBehalfOf: struct('userId identityStoreArn'),
  sessionContext: struct('ec2RoleDelivery', {
    attributes: struct('mfaAuthenticated creationDate'),
    sessionIssuer: struct('type principalId arn accountId userName'),
    webIdFederationData: struct('federatedProvider', { attributes: { kind: 'map' } }),
  }),
})

/**
 * The columns of the CloudTrail table that AWS documents for Athena, in its order; members that are objects without a
 * fixed form (`requestParameters`) are texts of JSON.
 * https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
 */
export const cloudTrailColumns: readonly Column[] = [
  ...texts('eventVersion'),
  column('userIdentity', userIdentity),
  ...texts('eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage'),
  ...texts('requestParameters responseElements additionalEventData requestID eventID readOnly'),
  column('resources', { kind: 'list', of: struct('ARN accountId type') }),
  ...texts('eventType apiVersion recipientAccountId serviceEventDetails sharedEventID vpcEndpointId'),
  ...texts('vpcEndpointAccountId eventCategory'),
  column('addendum', struct('reason updatedFields originalRequestID originalEventID')),
  ...texts('sessionCredentialFromConsole edgeDeviceDetails'),
  column('tlsDetails', struct('tlsVersion cipherSuite clientProvidedHostHeader')),
]
