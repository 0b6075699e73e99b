import { describe, expect, it } from 'vitest'
import {
  allow,
  elsewhere,
  evidenceOf,
  type Files,
  home,
  type Json,
  policy,
  to,
  told,
} from '../../test/cause-fixture.ts'
import {
  explainS3,
  free,
  grantTo,
  idOfElsewhere,
  idOfHome,
  idOfStranger,
  type RecordedBucket,
  reports,
  toEveryone,
} from '../../test/s3-fixture.ts'

const everyone = policy(allow('s3:GetObject', 'arn:aws:s3:::reports/*', to('*')))
const object = { objects: { 'q1.csv': {} } } as const
const upload = 'aws s3api put-object --bucket reports --key q1.csv --acl public-read\n'
const refused = 'An error occurred (AccessDenied) when calling the PutObject operation: Access Denied'
const newPolicy = JSON.stringify({
  eventSource: 's3.amazonaws.com',
  eventName: 'PutBucketPolicy',
  errorCode: 'AccessDenied',
  errorMessage: 'Access Denied',
  requestParameters: { bucketName: 'reports', bucketPolicy: everyone },
})

type Asked = Omit<Parameters<typeof explainS3>[0], 'files'>

/** What each of the four settings of Block Public Access refuses, everything else allowing it. */
const refusedBy: readonly (readonly [setting: string, asked: Asked, bucket: RecordedBucket])[] = [
  ['BlockPublicAcls', { action: 's3:PutObject', text: `${upload}${refused}` }, object],
  ['IgnorePublicAcls', { principal: 'anonymous' }, { objects: { 'q1.csv': { grants: [toEveryone] } } }],
  ['BlockPublicPolicy', { action: 's3:PutBucketPolicy', resource: 'arn:aws:s3:::reports', text: newPolicy }, object],
  ['RestrictPublicBuckets', { principal: 'anonymous' }, { ...object, policy: everyone }],
]
const levels = ['block', 'accountBlock'] as const

describe('Block Public Access is judged like a policy', () => {
  it.each(refusedBy.flatMap((row) => levels.map((level) => [...row, level] as const)))(
    '%s refuses at the level of its own',
    (setting, asked, bucket, level) => {
      const diagnosis = explainS3({
        ...asked,
        files: { ...free, ...reports({ ...bucket, [level]: { [setting]: true } }) },
      })
      expect(told(diagnosis)).toContain('s3-block-public-access')
      const levelName = level === 'block' ? 'bucket' : 'account'
      expect(evidenceOf(diagnosis, 's3-block-public-access')).toMatchObject([{ setting, levels: [levelName] }])
    },
  )

  it.each(refusedBy)('%s refuses nothing where every other setting is on', (setting, asked, bucket) => {
    const others = Object.fromEntries(refusedBy.flatMap(([other]) => (other === setting ? [] : [[other, true]])))
    const diagnosis = explainS3({
      ...asked,
      files: { ...free, ...reports({ ...bucket, block: others, accountBlock: others }) },
    })
    const settings = evidenceOf(diagnosis, 's3-block-public-access')
    expect(settings).not.toContainEqual(expect.objectContaining({ setting }))
  })
})

/** Everything recorded but the answers whose path has this part. */
function without(part: string, bucket: RecordedBucket = object): Files {
  const all = { ...free, ...reports(bucket) }
  return Object.fromEntries(Object.entries(all).filter(([path]) => !path.includes(part)))
}

const away: RecordedBucket = {
  account: elsewhere,
  policy: policy(allow(['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*'], to('*'))),
  ...object,
}

describe('a setting that was not read stays open where AWS refused what everything else allows', () => {
  it.each<[string, string, RecordedBucket, Asked, string]>([
    ['bpa', 'GetPublicAccessBlock/reports', away, {}, 'aws s3api get-public-access-block --bucket reports'],
    [
      'bpa',
      's3control/GetPublicAccessBlock',
      away,
      {},
      `aws s3control get-public-access-block --account-id ${elsewhere}`,
    ],
    ['requesterPays', 'GetBucketRequestPayment', away, {}, 'aws s3api get-bucket-request-payment --bucket reports'],
    ['acl', 'GetObjectAcl', object, {}, 'aws s3api get-object-acl --bucket reports --key q1.csv'],
  ])('%s: without %s', (layer, part, bucket, asked, command) => {
    const diagnosis = explainS3({ ...asked, files: without(part, bucket) })
    expect(diagnosis.verdict.possible).toContain('allowed')
    expect(diagnosis.requests[0]?.decision.mayBlock).toContain(layer)
    expect(diagnosis.unknowns.map((unknown) => unknown.command)).toContain(command)
    expect(told(diagnosis)).toEqual([])
  })
})

describe('the bucket, the object and the caller in three accounts', () => {
  const third = '777788889999'
  const mine: Files = {
    [`${third}/global/s3/ListBuckets.json`]: { Owner: { ID: 'id-of-third' }, Buckets: [] },
  }
  const question = (ownership: NonNullable<RecordedBucket['ownership']>, grants: readonly Json[] = []): Files => ({
    ...free,
    ...reports({
      account: elsewhere,
      policy: policy(allow('s3:GetObject', 'arn:aws:s3:::reports/*', to(`arn:aws:iam::${home}:root`))),
      ownership,
      objects: { 'q1.csv': { owner: 'id-of-third', grants } },
    }),
    ...mine,
  })

  it.each(['ObjectWriter', 'BucketOwnerPreferred'] as const)('need the ACL of the object with %s', (ownership) => {
    const diagnosis = explainS3({ files: question(ownership) })
    expect(told(diagnosis)).toContain('s3-object-owned-by-another-account')
    expect(evidenceOf(diagnosis, 's3-object-owned-by-another-account')).toMatchObject([
      { objectOwner: third, bucketOwner: elsewhere },
    ])
    expect(explainS3({ files: question(ownership, [grantTo(idOfHome, 'READ')]) }).verdict.possible).toEqual(['allowed'])
  })

  it('need no ACL with BucketOwnerEnforced, which gives every object to the owner of the bucket', () => {
    expect(explainS3({ files: question('BucketOwnerEnforced') }).verdict.possible).toEqual(['allowed'])
  })

  it('take no grant to somebody else', () => {
    const others = [grantTo(idOfStranger, 'READ'), grantTo(idOfElsewhere, 'FULL_CONTROL')]
    expect(told(explainS3({ files: question('ObjectWriter', others) }))).toContain('s3-object-owned-by-another-account')
  })
})

describe('an upload with a canned ACL', () => {
  const ask = (acl: string, ownership: NonNullable<RecordedBucket['ownership']>): readonly string[] =>
    told(
      explainS3({
        action: 's3:PutObject',
        text: `aws s3api put-object --bucket reports --key q1.csv --acl ${acl}\n${refused}`,
        files: { ...free, ...reports({ ownership, ...object }) },
      }),
    )

  it.each(['private', 'public-read', 'authenticated-read', 'aws-exec-read', 'bucket-owner-read', 'log-delivery-write'])(
    '%s is refused where ACLs are disabled, and nowhere else',
    (acl) => {
      expect(ask(acl, 'BucketOwnerEnforced')).toEqual(['s3-acls-disabled'])
      expect(ask(acl, 'BucketOwnerPreferred')).toEqual([])
      expect(ask(acl, 'ObjectWriter')).toEqual([])
    },
  )

  it('bucket-owner-full-control is taken everywhere', () => {
    for (const ownership of ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const)
      expect(ask('bucket-owner-full-control', ownership)).toEqual([])
  })
})

describe("AWS's own word on whether a bucket policy is public", () => {
  const forMina = allow('s3:GetObject', 'arn:aws:s3:::reports/*', to(`arn:aws:iam::${home}:user/mina`))
  const open = allow('s3:GetObject', 'arn:aws:s3:::reports/old/*', to('*'))
  const status = (isPublic: boolean): Files => ({
    [`${elsewhere}/global/s3/GetBucketPolicyStatus/reports.json`]: { PolicyStatus: { IsPublic: isPublic } },
  })
  const restricted = (document: Json): Files => ({
    ...free,
    ...reports({ account: elsewhere, policy: document, block: { RestrictPublicBuckets: true }, ...object }),
  })

  it('counts more than how the policy reads', () => {
    const told1 = explainS3({ files: { ...restricted(policy(forMina)), ...status(true) } })
    expect(told(told1)).toEqual(['s3-block-public-access'])
    const told2 = explainS3({ files: { ...restricted(policy(forMina, open)), ...status(false) } })
    expect(told2.verdict.possible).toEqual(['allowed'])
  })

  it('says nothing of an edited policy that it reads otherwise, so no such edit is verified', () => {
    const diagnosis = explainS3({ files: { ...restricted(policy(forMina)), ...status(true) } })
    const verified = diagnosis.fixes.filter(({ outcome }) => outcome.verified)
    expect(verified.flatMap(({ edits }) => edits.map(({ edit }) => edit.kind))).toEqual(['changeSetting'])
  })

  it('leaves an edit verified where it reads the policy alike', () => {
    const diagnosis = explainS3({ files: { ...restricted(policy(forMina, open)), ...status(true) } })
    const verified = diagnosis.fixes.filter(({ outcome }) => outcome.verified)
    expect(verified.map(({ edits }) => edits[0]?.edit.kind)).toContain('removeStatement')
  })

  it('stands in for a policy that was not read', () => {
    const files = Object.entries({ ...restricted(policy(forMina)), ...status(true) })
    const unread = Object.fromEntries(files.filter(([path]) => !path.includes('GetBucketPolicy/')))
    expect(told(explainS3({ files: unread }))).toContain('s3-block-public-access')
  })
})
