import type { Policies } from '../engine/policies.ts'
import type { Edit } from '../fixes/edit.ts'
import type { StatementRef } from '../fixes/statement-ref.ts'
import { publicStatements } from '../services/public-policy.ts'
import { bucketPublicAccessBlock } from '../snapshot/s3-settings.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type Language } from './cause.ts'
import { layerOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { certainRefusals, listOf, s3PlaceOf, textOf } from './s3-refusal.ts'
import { type PublicAccessSetting, publicAccessOff, publicAccessSettings } from './s3-setting-edits.ts'
import { isS3, namesNothing, suspectS3 } from './s3-suspicion.ts'
import { code, labelOf, type PolicyLabel, statementOf } from './words.ts'

interface BlockPublicAccess extends Evidence {
  readonly setting: PublicAccessSetting
  /** Where the setting is on: `bucket`, `account`, `accessPoint`, `organization`, `notRead`. */
  readonly levels: readonly string[]
  readonly bucket: string
  readonly bucketAccount: string
  /** Null for an anonymous caller. */
  readonly callerAccount: string | null
  /** The statements that make the policy public. */
  readonly publicStatements: readonly PublicStatementLabel[]
}

interface PublicStatementLabel {
  readonly at: StatementRef
  readonly policy: PolicyLabel
}

/** A Block Public Access setting of the bucket, its account or an access point refuses the request. */
export const s3BlockPublicAccess: Cause = defineCause<BlockPublicAccess>({
  code: 'UD905',
  name: 's3-block-public-access',
  since: '0.1.0',
  layers: ['bpa'],
  specificity: 3,

  find: (input) => {
    const { request } = input.authorization
    const place = s3PlaceOf(request)
    return certainRefusals(input, 'bpa').flatMap((refusal) => {
      const setting = publicAccessSettings.find((name) => name === textOf(refusal, 'setting'))
      if (setting === undefined) return []
      const statements = setting === 'RestrictPublicBuckets' ? publicOf(input) : []
      const first = statements[0]
      return [
        {
          layer: 'bpa' as const,
          place: first === undefined ? null : { at: first.at, within: '/Principal' },
          setting,
          levels: listOf(refusal, 'levels'),
          bucket: place?.bucket ?? request.resource,
          bucketAccount: request.resourceAccount ?? '',
          callerAccount: request.principal.account,
          publicStatements: statements,
        },
      ]
    })
  },

  edits: (evidence, input) => [...narrowEdits(evidence, input), ...settingEdits(evidence, input)],

  suspect: (input) =>
    suspectS3(input, {
      layer: 'bpa',
      rank: input.denial.claim.policyType === 'blockPublicAccess' ? 0 : 8,
      when: (asked) =>
        isS3(asked) &&
        (namesNothing(asked) ||
          asked.denial.claim.policyType === 'resource' ||
          asked.denial.claim.policyType === 'blockPublicAccess'),
      operation: 'get-public-access-block',
      ofObject: false,
      fact: bucketPublicAccessBlock,
    }),

  explain: {
    en: (e) => ({ headline: headline.en(e), why: why.en(e) }),
    ko: (e) => ({ headline: headline.ko(e), why: why.ko(e) }),
  },

  suspicion: {
    en: () => 'A Block Public Access setting of the bucket or its account refuses the request.',
    ko: () => '버킷이나 계정의 퍼블릭 액세스 차단 설정이 요청을 거부합니다.',
  },
})

function publicOf(input: CauseInput): readonly PublicStatementLabel[] {
  const { policies, storedById } = input.authorization
  const named = (of: Policies, kind: 'bucket' | 'accessPoint'): readonly PublicStatementLabel[] =>
    of.kind !== 'read'
      ? []
      : of.policies.flatMap(({ id, document }) =>
          publicStatements(document, kind)
            .filter((statement) => statement.isPublic === true)
            .map(({ index, sid }) => ({
              at: { policyId: id, index, sid },
              policy: labelOf(storedById.get(id)),
            })),
        )
  return [...named(policies.resource, 'bucket'), ...named(policies.accessPoint, 'accessPoint')]
}

/** What makes the setting let the request pass without turning it off. */
function narrowEdits(evidence: BlockPublicAccess, input: CauseInput): readonly Edit[] {
  const { action, resource, principal } = input.authorization.request
  switch (evidence.setting) {
    case 'RestrictPublicBuckets':
      return principal.account === null ? [] : evidence.publicStatements.flatMap(({ at }) => statementEdits(at, input))
    case 'IgnorePublicAcls':
      return principal.account === evidence.bucketAccount
        ? grantEdits(input, 'identity')
        : grantEdits(input, 'resource')
    case 'BlockPublicAcls':
      return [
        {
          kind: 'changeRequest',
          key: 's3:x-amz-acl',
          values: action.toLowerCase() === 's3:putobject' ? [] : ['private'],
        },
      ]
    case 'BlockPublicPolicy':
      return [{ kind: 'noChange', reason: 'narrowNewPolicy', subject: resource }]
  }
}

/** A public statement that grants the request names its caller instead of everyone; another is for nobody and goes. */
function statementEdits(at: StatementRef, input: CauseInput): readonly Edit[] {
  const { principal } = input.authorization.request
  const caller = principal.kind === 'roleSession' ? principal.roleArn : principal.arn
  const trace = ['resource', 'accessPoint'] as const
  const grants = trace
    .flatMap((layer) => layerOf(input, layer)?.statements ?? [])
    .some((s) => s.policyId === at.policyId && s.index === at.index && s.mismatches.length === 0)
  if (!grants) return [{ kind: 'removeStatement', at }]
  return caller === null ? [] : [{ kind: 'replacePrincipal', at, from: '*', principal: caller }]
}

function settingEdits(
  { setting, levels, bucket, bucketAccount }: BlockPublicAccess,
  input: CauseInput,
): readonly Edit[] {
  return levels.flatMap((level) =>
    level === 'bucket' || level === 'account'
      ? publicAccessOff(input.call.snapshot, setting, level, { bucket, account: bucketAccount })
      : [],
  )
}

const levelNames: Readonly<Record<Language, (level: string, e: BlockPublicAccess) => string>> = {
  en: (level, e) => {
    switch (level) {
      case 'bucket':
        return `bucket ${code(e.bucket)}`
      case 'account':
        return `account ${code(e.bucketAccount)}`
      case 'accessPoint':
        return 'the access point'
      case 'organization':
        return 'the organization'
      default:
        return 'the bucket or its account'
    }
  },
  ko: (level, e) => {
    switch (level) {
      case 'bucket':
        return `${code(e.bucket)} 버킷`
      case 'account':
        return `${code(e.bucketAccount)} 계정`
      case 'accessPoint':
        return '액세스 포인트'
      case 'organization':
        return '조직'
      default:
        return '버킷이나 계정'
    }
  },
}

function placesOf(e: BlockPublicAccess, language: Language): string {
  const names = e.levels.map((level) => levelNames[language](level, e))
  return names.join(language === 'en' ? ' and of ' : ', ')
}

const headline: Readonly<Record<Language, (e: BlockPublicAccess) => string>> = {
  en: (e) => {
    const setting = `${code(e.setting)} of ${placesOf(e, 'en')}`
    switch (e.setting) {
      case 'RestrictPublicBuckets':
        return `${setting} admits only principals of account ${code(e.bucketAccount)} and AWS services while the policy is public.`
      case 'IgnorePublicAcls':
        return `${setting} ignores the public ACL that grants this request.`
      case 'BlockPublicAcls':
        return `${setting} refuses a request that sets a public ACL.`
      case 'BlockPublicPolicy':
        return `${setting} refuses a request that sets a public policy.`
    }
  },
  ko: (e) => {
    const setting = `${placesOf(e, 'ko')}의 ${code(e.setting)} 설정이`
    switch (e.setting) {
      case 'RestrictPublicBuckets':
        return `정책이 퍼블릭이므로 ${setting} ${code(e.bucketAccount)} 계정의 보안 주체와 AWS 서비스만 통과시킵니다.`
      case 'IgnorePublicAcls':
        return `${setting} 이 요청을 허용하는 퍼블릭 ACL을 무시합니다.`
      case 'BlockPublicAcls':
        return `${setting} 퍼블릭 ACL을 넣는 요청을 거부합니다.`
      case 'BlockPublicPolicy':
        return `${setting} 퍼블릭 정책을 넣는 요청을 거부합니다.`
    }
  },
}

const why: Readonly<Record<Language, (e: BlockPublicAccess) => string>> = {
  en: (e) => {
    const names = e.publicStatements.map(({ at, policy }) => statementOf.en(at, policy)).join(', ')
    const caller = e.callerAccount === null ? 'anonymous' : `of account ${code(e.callerAccount)}`
    if (names === '') return `The caller is ${caller}, the bucket of account ${code(e.bucketAccount)}.`
    return `${names} makes the policy public; the caller is ${caller}, the bucket of account ${code(e.bucketAccount)}.`
  },
  ko: (e) => {
    const names = e.publicStatements.map(({ at, policy }) => statementOf.ko(at, policy)).join(', ')
    const caller = e.callerAccount === null ? '호출자는 익명' : `호출자의 계정은 ${code(e.callerAccount)}`
    const accounts = `${caller}, 버킷의 계정은 ${code(e.bucketAccount)}입니다.`
    return names === '' ? accounts : `${names} 때문에 정책이 퍼블릭입니다. ${accounts}`
  },
}
