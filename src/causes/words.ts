import type { Layer } from '../engine/trace.ts'
import type { StatementRef } from '../fixes/statement-ref.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import type { Language } from './cause.ts'

/** A value in backticks; control characters are made visible, long text is cut. */
export function code(value: string): string {
  const visible = value.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`)
  const short = visible.length > 600 ? `${visible.slice(0, 600)}…` : visible
  return `\`${short.replaceAll('`', "'")}\``
}

/** Several values in backticks, the first three with a count of the rest. */
export function codes(values: readonly string[], language: Language): string {
  const shown = values.slice(0, 3).map(code).join(', ')
  const rest = values.length - 3
  if (rest <= 0) return shown
  return language === 'en' ? `${shown} and ${rest} more` : `${shown} 외 ${rest}개`
}

/** What words need to name a policy; part of a cause's evidence. */
export interface PolicyLabel {
  readonly target: string
  readonly name: string | null
  readonly awsManaged: boolean
}

/** The label of a stored policy. */
export function labelOf(stored: StoredPolicy | undefined): PolicyLabel {
  return { target: stored?.target ?? '', name: stored?.name ?? null, awsManaged: stored?.awsManaged ?? false }
}

/** A policy by name: `inline policy "x" of role "y"` with real names. Korean names all end in the noun 정책. */
export const policyName: Readonly<Record<Language, (label: PolicyLabel) => string>> = {
  en: (label) => {
    const [kind, name] = parts(label)
    switch (kind) {
      case 'identity':
        return identityName.en(label, name)
      case 'boundary':
        return `permissions boundary ${code(label.name ?? last(name))}`
      case 'bucket-policy':
        return `the bucket policy of ${code(name)}`
      case 'key-policy':
        return `the key policy of ${code(name)}`
      case 'catalog-policy':
        return `the Data Catalog policy of account ${code(name)}`
      case 'trust':
        return `the trust policy of role ${code(last(name))}`
      case 'scp':
        return `SCP ${code(label.name ?? name)}`
      case 'rcp':
        return `RCP ${code(label.name ?? name)}`
      case 'vpce':
        return `the policy of VPC endpoint ${code(name)}`
      case 'session-policy':
        return label.name === null ? 'the session policy' : `session policy ${code(label.name)}`
      case 'access-point-policy':
        return `the policy of access point ${code(name)}`
      default:
        return `the policy of ${code(name === '' ? label.target : name)}`
    }
  },
  ko: (label) => {
    const [kind, name] = parts(label)
    switch (kind) {
      case 'identity':
        return identityName.ko(label, name)
      case 'boundary':
        return `${code(label.name ?? last(name))} 권한 경계 정책`
      case 'bucket-policy':
        return `${code(name)} 버킷 정책`
      case 'key-policy':
        return `${code(name)} 키 정책`
      case 'catalog-policy':
        return `${code(name)} 계정의 데이터 카탈로그 정책`
      case 'trust':
        return `${code(last(name))} 역할의 신뢰 정책`
      case 'scp':
        return `${code(label.name ?? name)} 서비스 제어 정책`
      case 'rcp':
        return `${code(label.name ?? name)} 리소스 제어 정책`
      case 'vpce':
        return `${code(name)} VPC 엔드포인트 정책`
      case 'session-policy':
        return label.name === null ? '세션 정책' : `${code(label.name)} 세션 정책`
      case 'access-point-policy':
        return `${code(name)} 액세스 포인트 정책`
      default:
        return `${code(name === '' ? label.target : name)} 리소스 정책`
    }
  },
}

const identityName: Readonly<Record<Language, (label: PolicyLabel, name: string) => string>> = {
  en: (label, name) => {
    const type = name.split('/')[0]
    if (type === 'policy')
      return `${label.awsManaged ? 'AWS managed' : 'managed'} policy ${code(label.name ?? last(name))}`
    return `inline policy ${code(label.name ?? '')} of ${entityName.en(name)}`
  },
  ko: (label, name) => {
    const type = name.split('/')[0] ?? ''
    if (type === 'policy') return `${code(label.name ?? last(name))} ${label.awsManaged ? 'AWS 관리형' : '관리형'} 정책`
    return `${entityName.ko(name)}의 ${code(label.name ?? '')} 인라인 정책`
  },
}

/** A user, group or role by `user/dave`, or by the target of its policies. */
export const entityName: Readonly<Record<Language, (name: string) => string>> = {
  en: (name) => `${typeOf(name)} ${code(last(name))}`,
  ko: (name) => {
    const type = typeOf(name)
    return `${code(last(name))} ${type === 'user' ? '사용자' : type === 'group' ? '그룹' : '역할'}`
  },
}

function typeOf(name: string): string {
  return name.replace(/^identity:/, '').split('/')[0] ?? ''
}

function parts(label: PolicyLabel): readonly [string, string] {
  const at = label.target.indexOf(':')
  return at < 0 ? [label.target, ''] : [label.target.slice(0, at), label.target.slice(at + 1)]
}

function last(name: string): string {
  return name.split('/').at(-1) ?? name
}

/** A statement by its `Sid`, else by its place counted from 1. Korean names end in the noun 문. */
export const statementName: Readonly<Record<Language, (at: StatementRef) => string>> = {
  en: (at) => (at.sid === null ? `Statement ${at.index + 1}` : `Statement ${code(at.sid)}`),
  ko: (at) => (at.sid === null ? `${at.index + 1}번째 문` : `${code(at.sid)} 문`),
}

/** `statement 2 of inline policy …`: where something stands. */
export const statementOf: Readonly<Record<Language, (at: StatementRef, label: PolicyLabel) => string>> = {
  en: (at, label) => `${statementName.en(at)} of ${policyName.en(label)}`,
  ko: (at, label) => `${policyName.ko(label)}의 ${statementName.ko(at)}`,
}

/** The policy type of a layer, as AWS calls it. Korean names end in a noun with a final consonant: 정책, 설정, 권한. */
export const layerName: Readonly<Record<Language, Readonly<Record<Layer, string>>>> = {
  en: {
    identity: 'identity-based policy',
    resource: 'resource-based policy',
    boundary: 'permissions boundary',
    session: 'session policy',
    scp: 'service control policy',
    rcp: 'resource control policy',
    vpce: 'VPC endpoint policy',
    accessPoint: 'access point policy',
    acl: 'access control list',
    bpa: 'Block Public Access setting',
    kms: 'key policy',
    kmsKeyState: 'key state',
    objectOwnership: 'Object Ownership setting',
    accessPointNetworkOrigin: 'network origin of the access point',
    requesterPays: 'Requester Pays setting',
    objectLock: 'Object Lock setting',
    mfaDelete: 'MFA Delete setting',
    blockedEncryption: 'blocked encryption type',
    expectedBucketOwner: 'expected bucket owner',
    noSuchKeyMasked: 'missing object',
    lakeformation: 'Lake Formation permission',
  },
  ko: {
    identity: '자격 증명 기반 정책',
    resource: '리소스 기반 정책',
    boundary: '권한 경계 정책',
    session: '세션 정책',
    scp: '서비스 제어 정책',
    rcp: '리소스 제어 정책',
    vpce: 'VPC 엔드포인트 정책',
    accessPoint: '액세스 포인트 정책',
    acl: '액세스 제어 목록',
    bpa: '퍼블릭 액세스 차단 설정',
    kms: '키 정책',
    kmsKeyState: '키 상태 값',
    objectOwnership: '객체 소유권 설정',
    accessPointNetworkOrigin: '액세스 포인트 네트워크 오리진 설정',
    requesterPays: '요청자 지불 설정',
    objectLock: '객체 잠금 설정',
    mfaDelete: 'MFA Delete 설정',
    blockedEncryption: '암호화 차단 설정',
    expectedBucketOwner: '예상 버킷 소유자 값',
    noSuchKeyMasked: '객체가 없는 상황',
    lakeformation: 'Lake Formation 권한',
  },
}

/** The policy type of a layer with its article. */
export const aLayer: { readonly en: Readonly<Record<Layer, string>> } = {
  en: mapLayers((layer) => `${/^[aeio]/.test(layerName.en[layer]) ? 'an' : 'a'} ${layerName.en[layer]}`),
}

function mapLayers(name: (layer: Layer) => string): Readonly<Record<Layer, string>> {
  // Every key of the table is a layer, because the table is declared over them.
  return Object.fromEntries((Object.keys(layerName.en) as Layer[]).map((layer) => [layer, name(layer)])) as Record<
    Layer,
    string
  >
}
