import { describe, expect, it } from 'vitest'
import { readClaim } from './claim.ts'

describe('the claim', () => {
  it.each([
    ['because no identity-based policy allows the s3:GetObject action', 'identity', 'implicitDeny'],
    ['because no resource-based policy allows the s3:GetObject action', 'resource', 'implicitDeny'],
    ['because no role trust policy allows the sts:AssumeRole action', 'trust', 'implicitDeny'],
    ['because no permissions boundary allows the s3:GetObject action', 'boundary', 'implicitDeny'],
    ['because no session policy allows the s3:GetObject action', 'session', 'implicitDeny'],
    ['because no service control policy allows the s3:GetObject action', 'scp', 'implicitDeny'],
    ['because no VPC endpoint policy allows the s3:GetObject action', 'vpce', 'implicitDeny'],
    ['with an explicit deny in an identity-based policy', 'identity', 'explicitDeny'],
    ['with an explicit deny in the role trust policy', 'trust', 'explicitDeny'],
    ['with an explicit deny in a sessions policy', 'session', 'explicitDeny'],
    ['with an explicit deny in a resource control policy', 'rcp', 'explicitDeny'],
    ['with an explicit deny in a VPC endpoint policy', 'vpce', 'explicitDeny'],
    [
      'with an explicit deny in a VPC endpoint policy transitively through a service control policy',
      'scp',
      'explicitDeny',
    ],
    ['with an\nexplicit deny\nin a permissions\nboundary', 'boundary', 'explicitDeny'],
    ['with an explicit deny', null, 'explicitDeny'],
    [
      'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
      'blockPublicAccess',
      null,
    ],
    ['The request was denied due to a VPC endpoint policy', 'vpce', null],
    [
      'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access',
      'resource',
      null,
    ],
  ])('of %j', (text, policyType, effect) => {
    expect(readClaim(text)?.claim).toEqual({ policyType, effect, policyArn: null })
  })

  it('keeps the ARN of the policy without the full stop behind it', () => {
    expect(
      readClaim('explicit deny in a permissions boundary: arn:aws:iam::111122223333:policy/Edge. More')?.claim
        .policyArn,
    ).toBe('arn:aws:iam::111122223333:policy/Edge')
    expect(
      readClaim('explicit deny in a service control policy enforced by arn:aws:organizations::1:policy/p-1')?.claim
        .policyArn,
    ).toBe('arn:aws:organizations::1:policy/p-1')
  })

  it('is null for advice about policies', () => {
    expect(readClaim('please check your iam/s3 bucket policies and any relevant kms permission')).toBeNull()
  })
})
