import { ownershipControls } from '../snapshot/s3-settings.ts'
import { type Cause, defineCause, type Evidence } from './cause.ts'
import { certainRefusals, s3PlaceOf } from './s3-refusal.ts'
import { objectOwnership } from './s3-setting-edits.ts'
import { suspectS3 } from './s3-suspicion.ts'
import { code } from './words.ts'

interface AclsDisabled extends Evidence {
  readonly bucket: string
  readonly bucketAccount: string | null
  readonly action: string
}

/** ACLs are disabled on the bucket, and the request sets one. */
export const s3AclsDisabled: Cause = defineCause<AclsDisabled>({
  code: 'UD904',
  name: 's3-acls-disabled',
  since: '0.1.0',
  layers: ['objectOwnership'],
  specificity: 3,

  find: (input) => {
    const { request } = input.authorization
    const place = s3PlaceOf(request)
    if (place === null || certainRefusals(input, 'objectOwnership').length === 0) return []
    const { resourceAccount, action } = request
    const bucketAccount = resourceAccount === 'unknown' ? null : resourceAccount
    return [{ layer: 'objectOwnership', place: null, bucket: place.bucket, bucketAccount, action }]
  },

  edits: ({ bucket, bucketAccount, action }, { call }) => [
    // An upload works without an ACL; a call that does nothing but set one is not to be made.
    action.toLowerCase() === 's3:putobject' || action.toLowerCase() === 's3:createbucket'
      ? { kind: 'changeRequest', key: 's3:x-amz-acl', values: [] }
      : { kind: 'noChange', reason: 'dropAclHeader', subject: bucket },
    ...objectOwnership(call.snapshot, 'BucketOwnerPreferred', { bucket, account: bucketAccount }),
  ],

  suspect: (input) =>
    suspectS3(input, {
      layer: 'objectOwnership',
      rank: input.denial.errorCode === 'AccessControlListNotSupported' ? 0 : 8.6,
      when: ({ call, denial }) =>
        /acl|AccessControlList/i.test(`${call.action ?? ''} ${denial.operation ?? ''} ${denial.errorCode ?? ''}`),
      operation: 'get-bucket-ownership-controls',
      ofObject: false,
      fact: ownershipControls,
    }),

  explain: {
    en: (e) => ({
      headline: `ACLs are disabled on bucket ${code(e.bucket)}, and ${code(e.action)} sets one.`,
      why: `Object Ownership of ${code(e.bucket)} is ${code('BucketOwnerEnforced')}; with it a request carries no ACL, or ${code('bucket-owner-full-control')}.`,
    }),
    ko: (e) => ({
      headline: `${code(e.bucket)} 버킷의 ACL이 비활성화되어 있는데 ${code(e.action)} 작업이 ACL을 설정합니다.`,
      why: `${code(e.bucket)} 버킷의 객체 소유권 설정은 ${code('BucketOwnerEnforced')}입니다. 이 설정에서는 ACL이 없는 요청이나 ${code('bucket-owner-full-control')} ACL만 받습니다.`,
    }),
  },

  suspicion: {
    en: () => 'ACLs are disabled on the bucket, and the request sets one.',
    ko: () => '버킷의 ACL이 비활성화되어 있는데 요청이 ACL을 설정합니다.',
  },
})
