import fc from 'fast-check'
import type { OracleCase, OracleDocument, OraclePrincipal, OracleStatement } from './oracle.ts'

const home = '111122223333'
const away = '444455556666'

/** A user, and a session of a role. */
export const ana: OraclePrincipal = { type: 'user', arn: `arn:aws:iam::${home}:user/staff/ana`, account: home }
export const loader: OraclePrincipal = {
  type: 'role-session',
  arn: `arn:aws:sts::${home}:assumed-role/loader/night`,
  roleArn: `arn:aws:iam::${home}:role/etl/loader`,
  account: home,
}

const principals: readonly OraclePrincipal[] = [
  ana,
  loader,
  {
    type: 'federated-user',
    arn: `arn:aws:sts::${home}:federated-user/guest`,
    userArn: `arn:aws:iam::${home}:user/staff/ana`,
    account: home,
  },
  { type: 'root', arn: `arn:aws:iam::${home}:root`, account: home },
  { type: 'user', arn: `arn:aws:iam::${home}:user/boss`, account: home, isManagementAccount: true },
  {
    type: 'service-linked-role',
    arn: `arn:aws:sts::${home}:assumed-role/AWSServiceRoleForX/s`,
    roleArn: `arn:aws:iam::${home}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`,
    account: home,
  },
  { type: 'service', service: 'logs.amazonaws.com' },
  { type: 'anonymous' },
]

const namedPrincipals: readonly string[] = [
  '*',
  home,
  `arn:aws:iam::${home}:root`,
  away,
  ...principals.flatMap(({ arn, roleArn }) => [arn ?? [], roleArn ?? []].flat()),
  `arn:aws:iam::${home}:role/loader`,
  `arn:aws:sts::${home}:assumed-role/loader/*`,
]

/** An action with a resource of its kind in the given account. */
const asked: readonly (readonly [action: string, resource: (account: string) => string])[] = [
  ['s3:GetObject', () => 'arn:aws:s3:::plant/raw/a.csv'],
  ['s3:GetObject', () => 'arn:aws:s3:::plant/home/ana/x:y'],
  ['s3:PutObject', () => 'arn:aws:s3:::plant/home/a*/x'],
  ['s3:GetBucketPolicy', () => 'arn:aws:s3:::plant'],
  ['kms:Decrypt', (account) => `arn:aws:kms:eu-west-1:${account}:key/1234`],
  ['sts:AssumeRole', (account) => `arn:aws:iam::${account}:role/target`],
  ['sqs:SendMessage', (account) => `arn:aws:sqs:eu-west-1:${account}:orders:late`],
]

const actionPatterns: readonly string[] = [
  '*',
  '*:*',
  's3:*',
  's3:Get*',
  'S3:getobject',
  's3:?etObject',
  's*:GetObject',
  'kms:*',
  'kms:Decrypt',
  'sts:Assume*',
  'sqs:SendMessage',
]

const resourcePatterns: readonly string[] = [
  '*',
  'arn:aws:s3:::plant/*',
  'arn:aws:s3:::plant/raw/?.csv',
  'arn:aws:s3:::plant',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  'arn:aws:s3:::plant/home/${aws:username}/*',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  "arn:aws:s3:::plant/${aws:PrincipalTag/team, 'raw'}/*",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  'arn:aws:s3:::plant/home/a${*}/x',
  'arn:aws:s3',
  'arn:aws:s3:*',
  'arn:*:s3:::*',
  'arn:aws:s*:::plant/*',
  'arn:aws:kms:*:*:key/*',
  'arn:aws:kms:eu-*:key/*',
  'arn:aws:iam::*:role/*',
  'arn:aws:sqs:eu-*-1:*:late',
  'arn:aws:sqs:*:late',
  'arn:aws:sqs:eu-*:1*3:orders:late',
]

interface ConditionPool {
  readonly key: string
  readonly operators: readonly string[]
  readonly wanted: readonly string[]
  readonly actual: readonly (readonly string[])[]
}

const stringOperators = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
]
const withIfExists = (operators: readonly string[]): readonly string[] => [
  ...operators,
  ...operators.map((operator) => `${operator}IfExists`),
]
const withSets = (operators: readonly string[]): readonly string[] =>
  operators.flatMap((operator) => [operator, `ForAllValues:${operator}`, `ForAnyValue:${operator}`])
const orders = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals']

/** Values of the request hold, for each value of a policy, one that matches and one that does not. */
export const conditionPools: readonly ConditionPool[] = [
  {
    key: 'aws:username',
    operators: [...withIfExists(stringOperators), 'Null'],
    wanted: ['ana', 'a*', '*', '?na'],
    actual: [['ana'], ['Ana'], ['a*'], ['?na'], ['*'], ['bob'], ['']],
  },
  {
    key: 'aws:PrincipalTag/team',
    operators: withIfExists(stringOperators),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    wanted: ['raw', 'r*', '${aws:username}', "${aws:username, 'raw'}", '${*}'],
    actual: [['raw'], ['r*'], ['*'], ['ana'], ['Ana'], ['a*'], ['?na'], ['bob'], ['RAW'], ['zz'], ['']],
  },
  {
    key: 'aws:TagKeys',
    operators: [...withSets(withIfExists(stringOperators)), 'Null'],
    wanted: ['cost', 'own*'],
    actual: [['own*'], ['cost'], ['owner'], ['cost', 'owner'], ['cost', 'zz'], ['zz'], ['']],
  },
  {
    key: 's3:max-keys',
    operators: withIfExists(orders.map((order) => `Numeric${order}`)),
    wanted: ['10', '2.5', 'many'],
    actual: [['10'], ['9'], ['11'], ['2.5'], ['0'], ['many']],
  },
  {
    key: 'aws:CurrentTime',
    operators: withIfExists(orders.map((order) => `Date${order}`)),
    wanted: ['2026-03-01T00:00:00Z', '1767225600', 'soon'],
    actual: [['2026-03-01T00:00:00Z'], ['2026-01-01'], ['2025-06-01T10:00:00+02:00'], ['2027-01-01T00:00:00Z']],
  },
  {
    key: 'aws:SourceIp',
    operators: withIfExists(['IpAddress', 'NotIpAddress']),
    wanted: ['203.0.113.0/24', '198.51.100.7', '10.0.0.0/8'],
    actual: [['203.0.113.9'], ['198.51.100.7'], ['198.51.100.8'], ['10.1.2.3']],
  },
  {
    key: 'aws:SecureTransport',
    operators: [...withIfExists(['Bool']), 'Null'],
    wanted: ['true', 'false'],
    actual: [['true'], ['false'], ['neither']],
  },
  {
    key: 'aws:PrincipalArn',
    operators: withIfExists(['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike']),
    wanted: [`arn:aws:iam::${home}:role/etl/*`, 'arn:aws:iam::*:user/*', '*', 'arn:aws:iam:*'],
    actual: [[`arn:aws:iam::${home}:role/etl/loader`], [`arn:aws:iam::${home}:user/staff/ana`], ['zz']],
  },
]

const some = <T>(items: readonly T[], min = 1, max = 3): fc.Arbitrary<T[]> =>
  fc.uniqueArray(fc.constantFrom(...items), { minLength: min, maxLength: max })

const condition: fc.Arbitrary<NonNullable<OracleStatement['Condition']>> = fc
  .constantFrom(...conditionPools)
  .chain((pool) => {
    return fc
      .tuple(fc.constantFrom(...pool.operators), some(pool.wanted, 1, 2), fc.boolean())
      .map(([operator, values, lower]) => {
        const key = lower ? pool.key.toLowerCase() : pool.key
        return { [operator]: { [key]: operator === 'Null' ? ['true'] : values } }
      })
  })

const conditions: fc.Arbitrary<NonNullable<OracleStatement['Condition']>> = fc
  .array(condition, { maxLength: 2 })
  .map((list) => Object.assign({}, ...list))

type Attached = 'principal' | 'resource' | 'everyone'

/** A statement of a policy attached to a principal, to a resource, or for everyone (RCPs). */
export function statementOf(attached: Attached): fc.Arbitrary<OracleStatement> {
  const principal = fc.oneof(
    { weight: 2, arbitrary: fc.constant({ Principal: '*' as const }) },
    {
      weight: 4,
      arbitrary: fc.tuple(some(namedPrincipals), fc.boolean()).map(([AWS, service]) => {
        return { Principal: service ? { AWS, Service: ['logs.amazonaws.com'] } : { AWS } }
      }),
    },
  )
  const action = fc.oneof(
    { weight: 5, arbitrary: some(actionPatterns).map((Action) => ({ Action })) },
    { weight: 1, arbitrary: some(actionPatterns).map((NotAction) => ({ NotAction })) },
  )
  const resource = fc.oneof(
    { weight: 3, arbitrary: fc.constant({ Resource: ['*'] }) },
    { weight: 5, arbitrary: some(resourcePatterns).map((Resource) => ({ Resource })) },
    { weight: 1, arbitrary: some(resourcePatterns).map((NotResource) => ({ NotResource })) },
    ...(attached === 'resource' ? [{ weight: 2, arbitrary: fc.constant({}) }] : []),
  )
  const effect = fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const)
  const excepted = some(namedPrincipals, 1, 4).map((AWS) => ({ Effect: 'Deny' as const, NotPrincipal: { AWS } }))
  const plain = fc.record({ Effect: effect })
  const head: fc.Arbitrary<Pick<OracleStatement, 'Effect' | 'Principal' | 'NotPrincipal'>> =
    attached === 'principal'
      ? plain
      : attached === 'everyone'
        ? fc.constant({ Effect: 'Deny', Principal: '*' })
        : fc.oneof(
            {
              weight: 6,
              arbitrary: fc.tuple(plain, principal).map(([first, second]) => ({ ...first, ...second })),
            },
            { weight: 1, arbitrary: excepted },
          )
  return fc.tuple(head, action, resource, conditions).map(([first, second, third, Condition]) => {
    return { ...first, ...second, ...third, Condition }
  })
}

/** A document of up to three statements. */
export function documentOf(attached: Attached): fc.Arbitrary<OracleDocument> {
  return fc.record({
    Version: fc.constantFrom('2012-10-17' as const, '2012-10-17' as const, '2008-10-17' as const),
    Statement: fc.array(statementOf(attached), { minLength: 1, maxLength: 3 }),
  })
}

/** A context in which every key of the pools is present or not. */
export const contexts: fc.Arbitrary<Readonly<Record<string, readonly string[]>>> = fc
  .tuple(
    ...conditionPools.map((pool) =>
      fc.option(fc.constantFrom(...pool.actual), { nil: null }).map((value) => [pool.key, value] as const),
    ),
  )
  .map((pairs) => Object.fromEntries(pairs.flatMap(([key, value]) => (value === null ? [] : [[key, value]]))))

const fullAccess: OracleDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
}
const scpLevel = fc.array(fc.oneof(fc.constant(fullAccess), documentOf('principal')), { minLength: 1, maxLength: 2 })

const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { freq: 2, nil: undefined })

const policySets: fc.Arbitrary<OracleCase['policies']> = fc
  .record({
    identity: fc.array(documentOf('principal'), { maxLength: 2 }),
    resource: fc.option(documentOf('resource'), { nil: undefined }),
    boundary: rarely(documentOf('principal')),
    session: rarely(fc.array(documentOf('principal'), { minLength: 1, maxLength: 2 })),
    scp: rarely(fc.array(scpLevel, { minLength: 1, maxLength: 2 })),
    rcp: rarely(fc.array(fc.array(documentOf('everyone'), { maxLength: 1 }), { minLength: 1, maxLength: 2 })),
    vpce: rarely(documentOf('resource')),
  })
  .map((policies) => Object.fromEntries(Object.entries(policies).filter(([, value]) => value !== undefined)))

/** Whole cases: who asks what, with which policies, in which context. */
export const anyCase: fc.Arbitrary<OracleCase> = fc
  .record({
    principal: fc.constantFrom(...principals),
    what: fc.constantFrom(...asked),
    resourceAccount: fc.constantFrom(home, home, away),
    context: contexts,
    policies: policySets,
  })
  .map(({ what: [action, resource], resourceAccount, ...rest }) => ({
    ...rest,
    action,
    resource: resource(resourceAccount),
    resourceAccount,
  }))
