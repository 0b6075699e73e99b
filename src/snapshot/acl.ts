import { field, listAt, textAt } from './json.ts'

/** One grant of an S3 ACL. */
export interface AclGrant {
  /** Canonical user id, group URI or e-mail address. */
  readonly grantee: string
  readonly granteeType: 'CanonicalUser' | 'Group' | 'AmazonCustomerByEmail' | 'unknown'
  /** `FULL_CONTROL`, `READ`, `WRITE`, `READ_ACP` or `WRITE_ACP`. */
  readonly permission: string
}

/** An access control list of a bucket or an object. */
export interface Acl {
  /** Canonical user id of the owner; null where the answer does not say. */
  readonly ownerId: string | null
  readonly grants: readonly AclGrant[]
}

/** Reads the answer of `GetBucketAcl` or `GetObjectAcl`. */
export function aclIn(json: unknown): Acl {
  return {
    ownerId: textAt(json, 'Owner', 'ID'),
    grants: listAt(json, 'Grants').map((grant) => {
      const grantee = field(grant, 'Grantee')
      const type = textAt(grantee, 'Type')
      return {
        grantee: textAt(grantee, 'ID') ?? textAt(grantee, 'URI') ?? textAt(grantee, 'EmailAddress') ?? '',
        granteeType: isGranteeType(type) ? type : 'unknown',
        permission: textAt(grant, 'Permission') ?? '',
      }
    }),
  }
}

function isGranteeType(type: string | null): type is 'CanonicalUser' | 'Group' | 'AmazonCustomerByEmail' {
  return type === 'CanonicalUser' || type === 'Group' || type === 'AmazonCustomerByEmail'
}
