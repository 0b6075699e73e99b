import { parseArn } from '../iam/arn.ts'
import type { Context } from '../iam/context.ts'
import { at, fail, isObject, type JsonObject, optionalText, type Read, readTruth } from './case-reader.ts'
import type { Principal, PrincipalKind } from './request.ts'

const kindByType: ReadonlyMap<unknown, PrincipalKind> = new Map([
  ['user', 'user'],
  ['role-session', 'roleSession'],
  ['federated-user', 'federatedUser'],
  ['root', 'root'],
  ['service', 'service'],
  ['service-linked-role', 'serviceLinkedRole'],
  ['anonymous', 'anonymous'],
])

const pointer = '/request/principal'

/** Reads who asks from an evaluation case. */
export function readCasePrincipal(json: unknown, context: Context): Read<Principal> {
  if (!isObject(json))
    return fail(pointer, { en: 'The request has no `principal` object.', ko: '요청에 `principal` 객체가 없습니다.' })
  const kind = kindByType.get(json.type)
  if (kind === undefined)
    return fail(at(pointer, 'type'), {
      en: `The type is one of ${[...kindByType.keys()].join(', ')}.`,
      ko: `유형은 ${[...kindByType.keys()].join(', ')} 중 하나입니다.`,
    })
  for (const key of ['arn', 'account', 'roleArn', 'userArn', 'service']) {
    const value = json[key]
    if (value !== undefined && value !== null && typeof value !== 'string')
      return fail(at(pointer, key), { en: 'The value is a string.', ko: '값은 문자열입니다.' })
  }
  const account = optionalText(json.account) ?? accountIn(optionalText(json.arn))
  // A caller whom an identity provider vouches for has no account yet.
  if (account === null && kind !== 'service' && kind !== 'anonymous' && kind !== 'federatedUser') {
    return fail(pointer, {
      en: 'The principal has neither `account` nor an `arn` that holds one.',
      ko: '보안 주체에 `account` 값도, 계정이 든 `arn` 값도 없습니다.',
    })
  }
  const service = optionalText(json.service)
  if (kind === 'service' && service === null)
    return fail(pointer, {
      en: 'A service principal has a `service`.',
      ko: '서비스 보안 주체에는 `service` 값이 있습니다.',
    })
  const inManagementAccount = readTruth(json.isManagementAccount, at(pointer, 'isManagementAccount'))
  if (!inManagementAccount.ok) return inManagementAccount
  const hasBoundary = readTruth(json.hasBoundary, at(pointer, 'hasBoundary'))
  if (!hasBoundary.ok) return hasBoundary
  const roleArn = optionalText(json.roleArn)
  return {
    ok: true,
    value: {
      kind: kind === 'roleSession' && isServiceLinked(roleArn) ? 'serviceLinkedRole' : kind,
      arn: optionalText(json.arn),
      account: kind === 'service' || kind === 'anonymous' ? null : account,
      roleArn,
      userArn: optionalText(json.userArn),
      service,
      uniqueIds: uniqueIdsOf(json, context),
      inManagementAccount: inManagementAccount.value,
      ...(json.hasBoundary === undefined ? {} : { hasBoundary: hasBoundary.value }),
    },
  }
}

function accountIn(arn: string | null): string | null {
  const account = arn === null ? null : (parseArn(arn)?.account ?? '')
  return account === '' ? null : account
}

// AWS: service-linked roles have the path /aws-service-role/.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
function isServiceLinked(roleArn: string | null): boolean {
  return roleArn !== null && parseArn(roleArn)?.resource.startsWith('role/aws-service-role/') === true
}

/** Unique ids that a policy may name, from `uniqueIds` and from `aws:userid` (`AIDA…`, `AROA…:session`). */
function uniqueIdsOf(json: JsonObject, context: Context): readonly string[] {
  const listed = Array.isArray(json.uniqueIds) ? json.uniqueIds.filter((id) => typeof id === 'string') : []
  const userIds = context.get('aws:userid') ?? []
  const fromContext =
    userIds === 'unknown' ? [] : userIds.flatMap((id) => [id, id.slice(0, Math.max(0, id.indexOf(':')))])
  return [...listed, ...fromContext].filter((id) => id !== '')
}
