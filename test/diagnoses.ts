import { parseDenials } from '../src/denial/parse.ts'
import { requestDenial } from '../src/denial/request-denial.ts'
import { diagnose } from '../src/diagnose.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import { contextOf } from '../src/iam/context.ts'
import { filesOfObject } from '../src/snapshot/files.ts'
import { openSnapshot } from '../src/snapshot/snapshot.ts'
import {
  allow,
  alone,
  bucket,
  deny,
  elsewhere,
  endpoint,
  explain,
  home,
  iam,
  organization,
  policy,
  reader,
  readerSession,
  sessionMade,
  to,
} from './cause-fixture.ts'

const object = 'arn:aws:s3:::orders/2026/march.csv'
const inOwnAccount = { ...alone(), ...bucket('orders', null) }

const nearMiss = explain({
  action: 's3:GetObject',
  resource: object,
  says: 'because no identity-based policy allows the s3:GetObject action',
  files: {
    ...inOwnAccount,
    ...iam({
      mina: policy({ Sid: 'ReadOrders', ...allow(['s3:GetObject', 's3:ListBucket'], 'arn:aws:s3:::orders') }),
    }),
  },
})

const scpDeny = explain({
  action: 's3:GetObject',
  resource: object,
  says: 'with an explicit deny in a service control policy',
  context: { 'aws:RequestedRegion': 'us-east-1' },
  files: {
    ...organization('scp', {
      unit: policy(allow('*', '*'), {
        Sid: 'OnlySeoul',
        ...deny('s3:*', '*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': ['ap-northeast-2'] } } }),
      }),
    }),
    ...bucket('orders', null),
    ...iam({ mina: policy(allow('s3:GetObject', '*')) }),
  },
})

const otherAccount = explain({
  principal: `arn:aws:iam::${elsewhere}:user/mina`,
  action: 's3:GetObject',
  resource: object,
  context: { 'aws:PrincipalOrgID': 'o-partner' },
  files: {
    ...alone(),
    ...alone(elsewhere),
    ...bucket(
      'orders',
      policy({
        Sid: 'OrganizationReads',
        ...allow('s3:GetObject', 'arn:aws:s3:::orders/*', {
          ...to('*'),
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } },
        }),
      }),
    ),
    ...iam({ account: elsewhere, mina: policy(allow('s3:GetObject', '*')) }),
    [`${home}/global/iam/GetAccountAuthorizationDetails.json`]: {
      UserDetailList: [],
      GroupDetailList: [],
      RoleDetailList: [],
      Policies: [],
    },
  },
})

const twoBlockers = explain({
  action: 's3:GetObject',
  resource: object,
  says: 'with an explicit deny in a resource-based policy',
  context: { 'aws:SourceVpce': 'vpce-0example', 'aws:SourceVpc': 'vpc-0example' },
  files: {
    ...alone(),
    ...bucket(
      'orders',
      policy({
        Sid: 'OnlyFromVault',
        ...deny('s3:*', ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'], {
          ...to('*'),
          Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0vault' } },
        }),
      }),
    ),
    ...endpoint(policy(allow('s3:GetObject', 'arn:aws:s3:::invoices/*', to('*')))),
    ...iam({ mina: policy(allow('s3:GetObject', 'arn:aws:s3:::orders/*')) }),
  },
})

const nothingRefuses = explain({
  action: 's3:GetObject',
  resource: object,
  files: { ...inOwnAccount, ...iam({ mina: policy(allow('s3:GetObject', 'arn:aws:s3:::orders/*')) }) },
})

/** Explains a text alone, as the command line does without `--snapshot`. */
function explainText(text: string): Diagnosis {
  const [denial = requestDenial(text)] = parseDenials(text)
  return diagnose({
    denial,
    snapshot: openSnapshot(filesOfObject({})),
    hasSnapshot: false,
    given: { principal: null, action: null, resource: null, context: contextOf({}), expectedPrincipal: null },
    trail: [],
  })
}

const bare = explainText(
  'upload failed: An error occurred (AccessDenied) when calling the PutObject operation: Access Denied',
)
const credentials = explainText(
  'An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired.',
)

const escapeCode = '\u001b[31m'
const rightToLeft = '\u202e'
const evil = `${escapeCode}<script>alert(1)</script>\`|\`${rightToLeft}](http://example.com)@here`

const hostile = explain({
  action: 's3:GetObject',
  resource: `arn:aws:s3:::orders/${evil}`,
  files: {
    ...alone(),
    ...bucket(
      'orders',
      policy({
        Sid: evil,
        ...deny('s3:GetObject', 'arn:aws:s3:::orders/*', {
          ...to('*'),
          Condition: { StringNotEquals: { 'aws:SourceVpce': [evil, `${'x'.repeat(10_000)}${evil}`] } },
        }),
      }),
    ),
    ...iam({ mina: policy({ Sid: evil, ...allow('s3:GetObject', 'arn:aws:s3:::orders/*') }) }),
  },
})

type ReportName =
  | 'nearMiss'
  | 'scpDeny'
  | 'otherAccount'
  | 'twoBlockers'
  | 'nothingRefuses'
  | 'bare'
  | 'credentials'
  | 'hostile'

/** Diagnoses whose whole reports are kept as reviewed files. */
export const reports: Readonly<Record<ReportName, Diagnosis>> = {
  nearMiss,
  scpDeny,
  otherAccount,
  twoBlockers,
  nothingRefuses,
  bare,
  credentials,
  hostile,
}

const listed = 'arn:aws:s3:::orders'
const read = { action: 's3:GetObject', resource: object }

/** A denial in the own account, whose only fault is the policy of user mina. */
function minaHas(document: ReturnType<typeof policy>, more: Parameters<typeof bucket>[1] = null): Diagnosis {
  return explain({ ...read, files: { ...alone(), ...bucket('orders', more), ...iam({ mina: document }) } })
}

/** A denial whose only fault is the bucket's policy, asked from another account. */
function bucketHas(document: ReturnType<typeof policy>): Diagnosis {
  return explain({
    ...read,
    principal: `arn:aws:iam::${elsewhere}:user/mina`,
    files: {
      ...alone(),
      ...alone(elsewhere),
      ...bucket('orders', document),
      ...iam({ account: elsewhere, mina: policy(allow('s3:*', '*')) }),
    },
  })
}

const readsAll = policy(allow('s3:*', '*'))
const inAccount = { ...alone(), ...bucket('orders', null) }

/** A spread of evidence: every cause of policies in small cases of its own. */
export const diagnoses: Readonly<Record<string, Diagnosis>> = {
  ...reports,
  noPolicyAtAll: explain({ ...read, files: { ...inAccount, ...iam({}) } }),
  noAllow: minaHas(policy(allow('sqs:*', '*'))),
  identityDeny: minaHas(policy(allow('s3:*', '*'), deny('s3:GetObject', '*'))),
  notCovered: minaHas(policy(allow('s3:GetObject', 'arn:aws:s3:::invoices/*'))),
  excepted: minaHas(policy({ Effect: 'Allow', Action: 's3:GetObject', NotResource: `${listed}/*` })),
  objectForBucket: explain({
    action: 's3:ListBucket',
    resource: listed,
    files: { ...inAccount, ...iam({ mina: policy(allow('s3:ListBucket', `${listed}/*`)) }) },
  }),
  strayBlank: minaHas(policy(allow('s3:GetObject', `${listed}/* `))),
  otherPartition: minaHas(policy(allow('s3:GetObject', 'arn:aws-cn:s3:::orders/*'))),
  noSuchAction: explain({
    action: 's3:ListBucket',
    resource: listed,
    files: { ...inAccount, ...iam({ mina: policy(allow('s3:ListObjects', listed)) }) },
  }),
  misspelledAction: minaHas(policy(allow('s3:GetObjekt', `${listed}/*`))),
  conditionNotMet: minaHas(
    policy(allow('s3:GetObject', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })),
  ),
  oldVersion: explain({
    ...read,
    resource: 'arn:aws:s3:::orders/mina/a.csv',
    files: {
      ...inAccount,
      ...iam({ mina: { Statement: [allow('s3:GetObject', 'arn:aws:s3:::orders/${aws:username}/*')] } }),
    },
  }),
  resourceDeny: minaHas(readsAll, policy(deny('s3:*', `${listed}/*`, to('*')))),
  deletedPrincipal: bucketHas(policy(allow('s3:GetObject', `${listed}/*`, to('AIDAEXAMPLEDELETEDXXX')))),
  missingAction: bucketHas(
    policy(allow('s3:ListBucket', [listed, `${listed}/*`], to(`arn:aws:iam::${elsewhere}:user/mina`))),
  ),
  noTrust: explain({
    action: 'sts:AssumeRole',
    resource: reader,
    files: { ...alone(), ...iam({ mina: policy(allow('sts:AssumeRole', '*')) }) },
  }),
  trustDeny: explain({
    action: 'sts:AssumeRole',
    resource: reader,
    files: {
      ...alone(),
      ...iam({
        mina: policy(allow('sts:AssumeRole', '*')),
        trust: policy(
          { Effect: 'Allow', Action: 'sts:AssumeRole', ...to(`arn:aws:iam::${home}:root`) },
          { Effect: 'Deny', Action: 'sts:AssumeRole', ...to('*') },
        ),
      }),
    },
  }),
  passRole: explain({ action: 'iam:PassRole', resource: reader, files: { ...alone(), ...iam({ mina: readsAll }) } }),
  boundaryLacks: explain({
    ...read,
    files: { ...inAccount, ...iam({ mina: readsAll, boundary: policy(allow('sqs:*', '*')) }) },
  }),
  boundaryDenies: explain({
    ...read,
    files: {
      ...inAccount,
      ...iam({ mina: readsAll, boundary: policy(allow('*', '*'), deny('s3:GetObject', '*')) }),
    },
  }),
  sessionLacks: explain({
    ...read,
    principal: readerSession,
    trail: [sessionMade(policy(allow('s3:ListBucket', '*')))],
    files: { ...inAccount, ...iam({ reader: readsAll }) },
  }),
  sessionDenies: explain({
    ...read,
    principal: readerSession,
    trail: [sessionMade(policy(allow('s3:*', '*'), deny('s3:GetObject', '*')))],
    files: { ...inAccount, ...iam({ reader: readsAll }) },
  }),
  scpLacks: explain({
    ...read,
    files: {
      ...organization('scp', { account: policy(allow('sqs:*', '*')) }),
      ...bucket('orders', null),
      ...iam({ mina: readsAll }),
    },
  }),
  rcpDenies: explain({
    ...read,
    files: {
      ...organization('rcp', { root: policy(deny('s3:*', '*', to('*'))) }),
      ...bucket('orders', null),
      ...iam({ mina: readsAll }),
    },
  }),
  endpointDenies: explain({
    ...read,
    context: { 'aws:SourceVpce': 'vpce-0example' },
    files: {
      ...inAccount,
      ...endpoint(policy(allow('*', '*', to('*')), deny('s3:GetObject', '*', to('*')))),
      ...iam({ mina: readsAll }),
    },
  }),
  nothingRead: explain({ ...read, files: {} }),
}
