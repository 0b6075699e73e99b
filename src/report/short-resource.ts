import { parseArn } from '../iam/arn.ts'

/** The part of an ARN that tells resources of one chain apart: `sales/orders/*` of a bucket, `workgroup/primary`. */
export function shortResource(resource: string): string {
  return parseArn(resource)?.resource ?? resource
}
