import type { Context, ContextValue } from '../iam/context.ts'
import { parsePolicy } from '../iam/policy-parser.ts'
import { at, fail, isObject, isUnknownMark, type JsonObject, type Read } from './case-reader.ts'
import type { NamedPolicy, Policies, PolicyLevel, PolicyLevels, PolicySet, ResourcePolicyKind } from './policies.ts'

const root = '/policies'

/** Reads the policies of an evaluation case, with the two settings that say how to read them. */
export function readCasePolicies(
  json: unknown,
  settings: JsonObject,
  resourceKind: ResourcePolicyKind,
): Read<PolicySet> {
  if (json !== undefined && json !== null && !isObject(json))
    return fail(root, { en: 'The policies are a JSON object.', ko: '정책 모음은 JSON 객체입니다.' })
  const policies = json ?? {}
  const read: Record<string, Policies> = {}
  for (const layer of ['identity', 'resource', 'boundary', 'session', 'vpce', 'accessPoint']) {
    const documents = readPolicies(policies[layer], at(root, layer), layer)
    if (!documents.ok) return documents
    read[layer] = documents.value
  }
  const scp = readLevels(policies.scp, at(root, 'scp'), 'scp')
  if (!scp.ok) return scp
  const rcp = readLevels(policies.rcp, at(root, 'rcp'), 'rcp')
  if (!rcp.ok) return rcp
  const vpceKind = readVpceKind(settings.vpceType)
  if (!vpceKind.ok) return vpceKind
  const layer = (name: string): Policies => read[name] ?? { kind: 'none' }
  return {
    ok: true,
    value: {
      identity: layer('identity'),
      resource: layer('resource'),
      resourceKind,
      boundary: layer('boundary'),
      session: layer('session'),
      scp: scp.value,
      // AWS: RCPs do not affect AWS managed keys.
      // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
      rcp: settings.keyManager === 'AWS' ? { kind: 'none' } : rcp.value,
      vpce: layer('vpce'),
      vpceKind: vpceKind.value,
      accessPoint: layer('accessPoint'),
    },
  }
}

/** Reads context keys: every key that is present; a value that is not known is marked so. */
export function readCaseContext(json: unknown, pointer: string): Read<Context> {
  const context = new Map<string, ContextValue>()
  if (json === undefined || json === null) return { ok: true, value: context }
  if (!isObject(json))
    return fail(pointer, {
      en: 'The context is a JSON object of context keys.',
      ko: '요청 컨텍스트는 조건 키를 담은 JSON 객체입니다.',
    })
  for (const [key, written] of Object.entries(json)) {
    const value = readContextValue(written)
    if (value === null) {
      return fail(at(pointer, key), {
        en: 'A context value is a string, a list of strings or `{"unknown": true}`.',
        ko: '조건 키의 값은 문자열, 문자열의 목록 또는 `{"unknown": true}`입니다.',
      })
    }
    context.set(key.toLowerCase(), value)
  }
  return { ok: true, value: context }
}

function readContextValue(json: unknown): ContextValue | null {
  if (isUnknownMark(json)) return 'unknown'
  const items: readonly unknown[] = Array.isArray(json) ? json : [json]
  const values: string[] = []
  for (const item of items) {
    if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean') return null
    values.push(String(item))
  }
  return values
}

/** One document or a list; documents of the list that could not be read leave the layer incomplete. */
function readPolicies(json: unknown, pointer: string, id: string): Read<Policies> {
  if (isUnknownMark(json)) return { ok: true, value: { kind: 'unknown' } }
  if (json === undefined || json === null) return { ok: true, value: { kind: 'none' } }
  const items: readonly unknown[] = Array.isArray(json) ? json : [json]
  if (items.length === 0) return { ok: true, value: { kind: 'none' } }
  const policies: NamedPolicy[] = []
  for (const [index, item] of items.entries()) {
    if (isUnknownMark(item)) continue
    const parsed = parsePolicy(item)
    const here = Array.isArray(json) ? at(pointer, index) : pointer
    if (!parsed.ok) return fail(here + parsed.problem.pointer, parsed.problem.message)
    policies.push({ id: Array.isArray(json) ? `${id}/${index}` : id, document: parsed.document })
  }
  return { ok: true, value: { kind: 'read', policies, complete: policies.length === items.length } }
}

function readLevels(json: unknown, pointer: string, id: string): Read<PolicyLevels> {
  if (isUnknownMark(json)) return { ok: true, value: { kind: 'unknown' } }
  if (json === undefined || json === null) return { ok: true, value: { kind: 'none' } }
  if (!Array.isArray(json))
    return fail(pointer, {
      en: 'The levels are a list, from the root to the account.',
      ko: '수준은 루트에서 계정까지의 목록입니다.',
    })
  const levels: PolicyLevel[] = []
  for (const [index, item] of json.entries()) {
    const policies = readPolicies(item, at(pointer, index), `${id}/${index}`)
    if (!policies.ok) return policies
    levels.push({ name: levelName(index, json.length), policies: policies.value })
  }
  return { ok: true, value: levels.length === 0 ? { kind: 'none' } : { kind: 'read', levels } }
}

function levelName(index: number, count: number): string {
  if (index === 0) return 'root'
  return index === count - 1 ? 'account' : `level ${index}`
}

/** A case that says nothing of its endpoint has one that reads `Principal` like any resource policy. */
function readVpceKind(json: unknown): Read<PolicySet['vpceKind']> {
  if (isUnknownMark(json)) return { ok: true, value: 'unknown' }
  if (json === undefined || json === null) return { ok: true, value: 'interface' }
  const kind = typeof json === 'string' ? json.toLowerCase() : ''
  if (kind === 'gateway' || kind === 'interface') return { ok: true, value: kind }
  return fail('/settings/vpceType', {
    en: 'The type is `gateway` or `interface`.',
    ko: '유형은 `gateway` 또는 `interface`입니다.',
  })
}
