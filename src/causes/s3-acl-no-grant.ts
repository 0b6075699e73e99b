import type { Edit } from '../fixes/edit.ts'
import { type AclGrant, aclPermissionOf } from '../services/s3-acl.ts'
import { s3FactsOf } from '../services/s3-facts.ts'
import { objectAcl } from '../snapshot/s3-objects.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type Language } from './cause.ts'
import { allow } from './grant-edits.ts'
import { certainRefusals, s3PlaceOf } from './s3-refusal.ts'
import { objectAclGrant } from './s3-setting-edits.ts'
import { namesNothing, readsObject, suspectS3 } from './s3-suspicion.ts'
import { code, codes } from './words.ts'

interface AclNoGrant extends Evidence {
  /** `bucket/key`, or the bucket, whose ACL is asked. */
  readonly subject: string
  /** The permission that would allow the action: `READ`. */
  readonly wanted: string
  /** What the ACL grants: `444455556666 FULL_CONTROL`. */
  readonly grants: readonly string[]
  /** Null for an anonymous caller. */
  readonly callerAccount: string | null
  readonly action: string
}

/** No policy can have granted this, only an ACL, and it does not. */
export const s3AclNoGrant: Cause = defineCause<AclNoGrant>({
  code: 'UD902',
  name: 's3-acl-no-grant',
  since: '0.1.0',
  layers: ['acl', 'resource'],
  specificity: 3,

  find: (input) => {
    const { request } = input.authorization
    const place = s3PlaceOf(request)
    const wanted = aclPermissionOf(request.action)
    const layer = layerOfGrant(input)
    if (place === null || wanted === null || layer === null) return []
    const facts = s3FactsOf(request, input.call, input.authorization.reading)
    const acl = wanted.of === 'object' ? facts.objectAcl : facts.bucketAcl
    if (acl === 'unknown' || !isRecorded(input, wanted.of)) return []
    return [
      {
        layer,
        place: null,
        subject: wanted.of === 'object' ? place.name : place.bucket,
        wanted: wanted.permission,
        grants: acl.known.map(grantName),
        callerAccount: request.principal.account,
        action: request.action,
      },
    ]
  },

  edits: (_, input) => (input.authorization.request.principal.kind === 'anonymous' ? publicEdits(input) : []),

  suspect: (input) =>
    suspectS3(input, {
      layer: 'acl',
      rank: 7,
      when: (asked) => readsObject(asked) && namesNothing(asked) && asked.call.caller?.principal.kind === 'anonymous',
      operation: 'get-object-acl',
      ofObject: true,
      fact: objectAcl,
    }),

  explain: {
    en: (e) => ({
      headline: `The ACL of ${code(e.subject)} grants ${who.en(e)} no ${code(e.wanted)}, and no policy allows ${code(e.action)} in its place.`,
      why: e.grants.length === 0 ? 'The ACL grants nothing.' : `The ACL grants ${codes(e.grants, 'en')}.`,
    }),
    ko: (e) => ({
      headline: `${code(e.subject)}의 ACL에는 ${who.ko(e)} 부여한 ${code(e.wanted)} 권한이 없고, ${code(e.action)} 작업을 대신 허용하는 정책도 없습니다.`,
      why:
        e.grants.length === 0
          ? 'ACL이 부여하는 권한이 없습니다.'
          : `ACL이 부여하는 권한은 ${codes(e.grants, 'ko')}입니다.`,
    }),
  },

  suspicion: {
    en: () => 'Only an ACL can allow an anonymous request here, and it does not.',
    ko: () => '익명 요청은 ACL만 허용할 수 있는데, ACL이 허용하지 않습니다.',
  },
})

/** The layer in which an ACL's missing grant refuses: an object of a third account, or an anonymous caller. */
function layerOfGrant(input: CauseInput): 'acl' | 'resource' | null {
  const { principal, resourceAccount } = input.authorization.request
  if (certainRefusals(input, 'acl').length > 0) return principal.account === resourceAccount ? null : 'acl'
  if (principal.kind !== 'anonymous' || !input.decision.blockedBy.includes('resource')) return null
  const denies = input.decision.layers.find((l) => l.layer === 'resource')?.possible.includes('explicitDeny') === true
  const { objectOwnership } = s3FactsOf(input.authorization.request, input.call, input.authorization.reading)
  // With ACLs disabled only a policy can grant.
  const aclsCount = objectOwnership !== 'unknown' && objectOwnership.known !== 'BucketOwnerEnforced'
  return denies || !aclsCount ? null : 'resource'
}

function isRecorded(input: CauseInput, of: 'object' | 'bucket'): boolean {
  const place = s3PlaceOf(input.authorization.request)
  const operation = of === 'object' ? 'GetObjectAcl' : 'GetBucketAcl'
  const identifiers = of === 'object' ? [place?.bucket ?? '', place?.key ?? ''] : [place?.bucket ?? '']
  return input.call.snapshot.find('s3', operation, ...identifiers).some(({ fact }) => fact.kind === 'known')
}

function grantName({ grantee, permission }: AclGrant): string {
  switch (grantee.kind) {
    case 'account':
      return `${grantee.account} ${permission}`
    case 'group':
      return `${grantee.group} ${permission}`
    case 'unresolved':
      return `${grantee.id} ${permission}`
  }
}

/** Credentials first; then the one object for everyone; then a statement of the bucket policy. */
function publicEdits(input: CauseInput): readonly Edit[] {
  const { request, policies } = input.authorization
  const place = s3PlaceOf(request)
  if (place === null) return []
  const account = request.resourceAccount === 'unknown' ? null : request.resourceAccount
  const signed: Edit = { kind: 'noChange', reason: 'signRequest', subject: place.name }
  const everyone = {
    Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
    Permission: 'READ',
  }
  const change = { name: 'objectAclPublicRead', grant: everyone, canned: 'public-read' } as const
  const byAcl =
    place.key === null
      ? []
      : objectAclGrant(input.call.snapshot, change, {
          bucket: place.bucket,
          key: place.key,
          objectOwner: null,
          account,
        })
  const { Sid, Effect, Action, Resource } = allow(input)
  const statement = { Sid, Effect, Principal: '*', Action, Resource }
  const existing = policies.resource.kind === 'read' ? policies.resource.policies[0] : undefined
  const created = {
    kind: 'new',
    target: `bucket-policy:${place.bucket}`,
    policyName: null,
    account,
    region: null,
  } as const
  const to = existing === undefined ? created : ({ kind: 'existing', policyId: existing.id } as const)
  const byPolicy: readonly Edit[] =
    policies.resource.kind === 'unknown' ? [] : [{ kind: 'addStatement', to, statement }]
  return [signed, ...byAcl, ...byPolicy]
}

const who: Readonly<Record<Language, (e: AclNoGrant) => string>> = {
  en: ({ callerAccount }) => (callerAccount === null ? 'anonymous callers' : `account ${code(callerAccount)}`),
  ko: ({ callerAccount }) => (callerAccount === null ? '익명 호출자에게' : `${code(callerAccount)} 계정에`),
}
