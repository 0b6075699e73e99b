import type { SentParameters } from './sent-parameters.ts'

/** What kind of input a denial was read from. */
export type DenialSource = 'text' | 'cloudtrail' | 'authorizationDetails' | 'encodedMessage' | 'request'

/** The policy type that AWS's message names. */
export type ClaimedPolicyType =
  | 'identity'
  | 'resource'
  | 'trust'
  | 'boundary'
  | 'session'
  | 'scp'
  | 'rcp'
  | 'vpce'
  | 'blockPublicAccess'
  | 'lakeFormation'
  | 'kms'

/** AWS's own word about why; every field null where the message does not say. */
export interface Claim {
  readonly policyType: ClaimedPolicyType | null
  readonly effect: 'explicitDeny' | 'implicitDeny' | null
  readonly policyArn: string | null
}

/** One denial as AWS reported it. What the fields mean in doubtful texts: `docs/denials.md`. */
export interface Denial {
  readonly source: DenialSource
  /** IAM prefix of the API that returned the error: `s3`. */
  readonly service: string | null
  /** API operation: `GetObject`. */
  readonly operation: string | null
  readonly errorCode: string | null
  readonly httpStatus: number | null
  readonly principal: string | null
  /** IAM action: `s3:GetObject`. */
  readonly action: string | null
  readonly resource: string | null
  readonly claim: Claim
  readonly requestId: string | null
  readonly authorizationId: string | null
  /** As printed, ISO form; no zone is added. */
  readonly time: string | null
  readonly region: string | null
  /** 12 digits of the principal's account. */
  readonly account: string | null
  /** True for a 403 about the credentials, which no policy can change. */
  readonly notPermission: boolean
  /** What else the text or event told; internal, not printed by `--json`. */
  readonly hints: DenialHints
}

/** Facts of the input beyond the denial's own fields. */
export interface DenialHints {
  /** The message of the denial, un-escaped and cut to 2,000 characters. */
  readonly message: string
  /** `s3://` locations named anywhere in the text. */
  readonly s3Locations: readonly string[]
  readonly queryId: string | null
  readonly glueJobRunId: string | null
  /** Name of a script (`/tmp/NAME.py`) or job that the log names. */
  readonly glueJobName: string | null
  /** Headers that a command or code in the text shows to have been sent, by lower-case name; and `versionId`. */
  readonly sentHeaders: Readonly<Record<string, string>>
  /** What each command in the text that assumes a role shows to have been sent; empty beside a record. */
  readonly sentParameters: readonly SentParameters[]
  /** The presigned address that the call was made with; null where none is told. */
  readonly signedUrl: SignedUrl | null
  readonly event: CloudTrailEvent | null
}

/** What a presigned address tells of its signature, which itself is never kept. */
export interface SignedUrl {
  /** `AWS4-HMAC-SHA256`, or `AWS` for Signature Version 2. */
  readonly version: string
  /** `bucket/key` that the address is of, decoded; null where its host does not tell. */
  readonly place: string | null
  readonly versionId: string | null
  /** ISO 8601; null where it is not told. */
  readonly signedAt: string | null
  /** How long it was signed for. */
  readonly seconds: number | null
  /** A key that begins with `ASIA` is one of temporary credentials. */
  readonly accessKeyId: string | null
  readonly region: string | null
}

/** The parts of a CloudTrail record that bear on authorization; absent fields are null. */
export interface CloudTrailEvent {
  readonly eventId: string | null
  readonly eventTime: string | null
  readonly eventSource: string | null
  readonly eventName: string | null
  readonly identityType: string | null
  readonly principalId: string | null
  readonly identityArn: string | null
  readonly identityAccount: string | null
  readonly userName: string | null
  readonly accessKeyId: string | null
  /** `sessionContext.sessionIssuer.arn`: the role of a session, with its path. */
  readonly sessionIssuerArn: string | null
  readonly sessionCreatedAt: string | null
  readonly mfaAuthenticated: string | null
  readonly sourceIdentity: string | null
  readonly invokedBy: string | null
  /** `onBehalfOf.userId`: the user of IAM Identity Center for whom the call was made. */
  readonly onBehalfOf: string | null
  readonly sourceIpAddress: string | null
  readonly userAgent: string | null
  readonly vpcEndpointId: string | null
  readonly awsRegion: string | null
  readonly recipientAccountId: string | null
  /** `resources[].accountId` of the S3 bucket of the call: the account that owns it. */
  readonly bucketOwner: string | null
  readonly sharedEventId: string | null
  readonly errorCode: string | null
  readonly requestParameters: Readonly<Record<string, unknown>> | null
  readonly responseElements: Readonly<Record<string, unknown>> | null
  readonly additionalEventData: Readonly<Record<string, unknown>> | null
  readonly tlsVersion: string | null
}
