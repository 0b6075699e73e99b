import type { Context } from '../iam/context.ts'

/** The kinds of principal that evaluation tells apart. */
export type PrincipalKind =
  | 'user'
  | 'roleSession'
  | 'federatedUser'
  | 'root'
  | 'service'
  | 'serviceLinkedRole'
  | 'anonymous'

/** Who asks. */
export interface Principal {
  readonly kind: PrincipalKind
  /** The ARN that AWS reports: user, assumed-role session, federated user or root; null for services and anonymous. */
  readonly arn: string | null
  /** 12 digits; null for services and anonymous callers. */
  readonly account: string | null
  /** Role sessions: the role, with its path. Null where the path is not known. */
  readonly roleArn: string | null
  /** Federated users: the IAM user who called GetFederationToken. */
  readonly userArn: string | null
  /** Service principals: `glue.amazonaws.com`. */
  readonly service: string | null
  /** Unique ids (AIDA…, AROA…, AROA…:session) that a policy may name in place of the ARN. */
  readonly uniqueIds: readonly string[]
  /** SCPs do not touch principals of the management account. */
  readonly inManagementAccount: boolean | 'unknown'
  /** Whether a permissions boundary is attached, where that is known without its document. */
  readonly hasBoundary?: boolean | 'unknown'
}

/** One authorization question: may this principal take this action on this resource, in this context? */
export interface AccessRequest {
  readonly principal: Principal
  /** `s3:GetObject`; the service prefix in lower case. */
  readonly action: string
  /** An ARN, or `*` where the action has no resource type. */
  readonly resource: string
  /** Account that owns the resource; null where the resource belongs to no account, `unknown` where we cannot tell. */
  readonly resourceAccount: string | null | 'unknown'
  /** RCPs do not touch resources of the management account; absent counts as false. */
  readonly resourceInManagementAccount?: boolean | 'unknown'
  /** Requests through an S3 access point: the bucket or object behind it, which the bucket policy is about. */
  readonly bucketResource?: string
  readonly context: Context
}
