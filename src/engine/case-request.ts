import { parseArn } from '../iam/arn.ts'
import { readCaseContext } from './case-policies.ts'
import { readCasePrincipal } from './case-principal.ts'
import { at, fail, isObject, isUnknownMark, type JsonObject, type Read, readTruth } from './case-reader.ts'
import type { AccessRequest } from './request.ts'

/** Reads the requests of an evaluation case: one for each resource. */
export function readCaseRequests(json: unknown): Read<readonly AccessRequest[]> {
  if (!isObject(json))
    return fail('/request', { en: 'The case has no `request` object.', ko: '사례에 `request` 객체가 없습니다.' })
  const context = readCaseContext(json.context, '/request/context')
  if (!context.ok) return context
  const principal = readCasePrincipal(json.principal, context.value)
  if (!principal.ok) return principal
  const action = readAction(json.action)
  if (!action.ok) return action
  const resources = readResources(json)
  if (!resources.ok) return resources
  const resourceInManagementAccount = readTruth(
    json.resourceInManagementAccount,
    '/request/resourceInManagementAccount',
  )
  if (!resourceInManagementAccount.ok) return resourceInManagementAccount
  const requests: AccessRequest[] = []
  for (const resource of resources.value) {
    const account = readResourceAccount(json, resource)
    if (!account.ok) return account
    requests.push({
      principal: principal.value,
      action: action.value,
      resource,
      resourceAccount: account.value,
      resourceInManagementAccount: resourceInManagementAccount.value,
      context: context.value,
    })
  }
  return { ok: true, value: requests }
}

function readAction(json: unknown): Read<string> {
  const colon = typeof json === 'string' ? json.indexOf(':') : -1
  if (typeof json !== 'string' || colon <= 0)
    return fail('/request/action', {
      en: 'The action is a string such as `s3:GetObject`.',
      ko: '작업은 `s3:GetObject` 같은 문자열입니다.',
    })
  return { ok: true, value: json.slice(0, colon).toLowerCase() + json.slice(colon) }
}

function readResources(json: JsonObject): Read<readonly string[]> {
  if (typeof json.resource === 'string') return { ok: true, value: [json.resource] }
  if (json.resource !== undefined)
    return fail('/request/resource', { en: 'The resource is an ARN or `*`.', ko: '리소스는 ARN 또는 `*`입니다.' })
  const listed = json.resources
  if (!Array.isArray(listed) || listed.length === 0)
    return fail('/request', { en: 'The request names no `resource`.', ko: '요청에 `resource` 값이 없습니다.' })
  const resources: string[] = []
  for (const [index, item] of listed.entries()) {
    if (typeof item !== 'string')
      return fail(at('/request/resources', index), {
        en: 'The resource is an ARN or `*`.',
        ko: '리소스는 ARN 또는 `*`입니다.',
      })
    resources.push(item)
  }
  return { ok: true, value: resources }
}

/** Without a stated owner, the ARN's own account owns the resource. */
function readResourceAccount(json: JsonObject, resource: string): Read<string | null | 'unknown'> {
  const written = json.resourceAccount
  if (isUnknownMark(written)) return { ok: true, value: 'unknown' }
  if (typeof written === 'string') return { ok: true, value: written }
  if (written !== undefined && written !== null)
    return fail('/request/resourceAccount', {
      en: 'The account is a string of 12 digits.',
      ko: '계정은 숫자 12자리 문자열입니다.',
    })
  const account = written === null ? '' : (parseArn(resource)?.account ?? '')
  return { ok: true, value: account === '' ? null : account }
}
