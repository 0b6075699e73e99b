import type { Gate } from '../engine/gates.ts'
import type { PolicySet } from '../engine/policies.ts'
import type { AccessRequest } from '../engine/request.ts'
import type { Layer } from '../engine/trace.ts'
import { isDirectoryControl } from '../iam/directory-bucket.ts'
import type { Fact } from '../snapshot/fact.ts'
import { findKey, keyGrants } from '../snapshot/kms.ts'
import { objectExists, objectOwner } from '../snapshot/s3-objects.ts'
import {
  accountPublicAccessBlock,
  bucketPublicAccessBlock,
  mfaDelete,
  ownershipControls,
  requestPayment,
} from '../snapshot/s3-settings.ts'
import type { Authorization, LayerMissing } from './authorization.ts'
import type { Call } from './call.ts'
import { kmsFactsOf } from './kms-facts.ts'
import { kmsGates } from './kms-gates.ts'
import { lakeFormationFactsOf } from './lakeformation-facts.ts'
import { lakeFormationGates } from './lakeformation-gates.ts'
import type { Reading } from './reading.ts'
import { refusalIf } from './refusal.ts'
import { bucketOf, objectKeyOf } from './resource-policy.ts'
import { policyStatusOf } from './s3-block-facts.ts'
import { s3FactsOf } from './s3-facts.ts'
import { s3Gates } from './s3-gates.ts'
import { asksMfaDelete } from './s3-mfa-delete.ts'

/** What besides policies bears on a request, as far as the snapshot and the call tell. */
export function gatesOf(request: AccessRequest, policies: PolicySet, call: Call, reading: Reading): readonly Gate[] {
  const service = request.action.split(':')[0]
  if (service === 's3')
    return isAskedByHeader(request, call)
      ? []
      : s3Gates(request, policies, {
          ...s3FactsOf(request, call, reading),
          policyStatus: policyStatusOf(request, policies, call),
        })
  if (service === 'kms') return kmsGates(request, kmsFactsOf(request, call, reading))
  if (isDirectoryControl(request.action)) return directoryControlGates(request)
  const governed = lakeFormationFactsOf(request, call)
  return governed === null ? [] : lakeFormationGates(request, policies, governed)
}

// AWS: bucket operations on directory buckets are not granted to other accounts.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam.html
function directoryControlGates({ principal, resource, resourceAccount }: AccessRequest): readonly Gate[] {
  if (resource === '*' || resourceAccount === null || resourceAccount === principal.account) return []
  return refusalIf(resourceAccount === 'unknown' ? 'unknown' : true, 'resource', 'implicitDeny', {})
}

/** A permission that a header of an upload asks for besides: the settings bear on the upload itself. */
function isAskedByHeader({ action }: AccessRequest, call: Call): boolean {
  return call.action?.toLowerCase() === 's3:putobject' && /^s3:putobject(acl|tagging)$/i.test(action)
}

/** The recorded answers that are missing to judge the gates of a request, with the layer that each decides. */
export function missingGateFacts(request: AccessRequest, { snapshot }: Call): readonly LayerMissing[] {
  const { action, resource: asked, bucketResource, resourceAccount } = request
  const service = action.split(':')[0]
  const resource = bucketResource ?? asked
  if (service === 'kms')
    return missingOf([
      ['kmsKeyState', findKey(snapshot, resource)],
      ['kms', keyGrants(snapshot, resource)],
    ])
  const bucket = bucketOf(resource)
  if (service !== 's3' || bucket === null) return []
  const key = objectKeyOf(resource)
  const ofObject: readonly (readonly [Layer, Fact<unknown>])[] =
    key === null || key.includes('*')
      ? []
      : [
          ['noSuchKeyMasked', objectExists(snapshot, bucket, key)],
          ['acl', objectOwner(snapshot, bucket, key)],
        ]
  const ofAccount: readonly (readonly [Layer, Fact<unknown>])[] =
    resourceAccount === null || resourceAccount === 'unknown'
      ? []
      : [['bpa', accountPublicAccessBlock(snapshot, resourceAccount)]]
  const ofVersions: readonly (readonly [Layer, Fact<unknown>])[] = asksMfaDelete(request)
    ? [['mfaDelete', mfaDelete(snapshot, bucket)]]
    : []
  return missingOf([
    ...ofVersions,
    ...ofObject,
    ['bpa', bucketPublicAccessBlock(snapshot, bucket)],
    ...ofAccount,
    ['requesterPays', requestPayment(snapshot, bucket)],
    ['objectOwnership', ownershipControls(snapshot, bucket)],
  ])
}

function missingOf(facts: readonly (readonly [Layer, Fact<unknown>])[]): readonly LayerMissing[] {
  return facts.flatMap(([layer, fact]) => (fact.kind === 'unknown' ? [{ layer, missing: fact.missing }] : []))
}

/**
 * The same authorization with every fact that was not recorded left open: what "nothing points against" no longer holds
 * for, once AWS refused a request that all that was read allows.
 */
export function withOpenGates(authorization: Authorization, call: Call): Authorization {
  const { request, policies } = authorization
  return {
    ...authorization,
    reading: 'open',
    gates: gatesOf(request, policies, call, 'open'),
    missing: [...authorization.missing, ...missingGateFacts(request, call)],
  }
}
