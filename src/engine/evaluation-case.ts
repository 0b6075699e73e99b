import { parseArn } from '../iam/arn.ts'
import { readCasePolicies } from './case-policies.ts'
import { fail, isObject, optionalText, type Read } from './case-reader.ts'
import { readCaseRequests } from './case-request.ts'
import type { PolicySet, ResourcePolicyKind } from './policies.ts'
import type { AccessRequest } from './request.ts'
import type { Verdict } from './trace.ts'

/** One authorization question with every policy that bears on it, as `undeny evaluate` reads it. */
export interface EvaluationCase {
  readonly id: string | null
  readonly title: string | null
  readonly source: string | null
  readonly why: string | null
  /** One request for each resource; all must be allowed. */
  readonly requests: readonly AccessRequest[]
  readonly policies: PolicySet
  /** Facts outside policy documents, read by `services/`. */
  readonly settings: unknown
  /** What `--check` compares with; null where the case does not say. */
  readonly expected: Verdict | null
  readonly decidedBy: string | null
  /** `nonPolicy`: a refusal outside policy evaluation, whose kind of deny is not compared. */
  readonly kind: string | null
}

/** Reads an evaluation case from JSON of unknown shape; the first fault carries a JSON pointer. */
export function readEvaluationCase(json: unknown): Read<EvaluationCase> {
  if (!isObject(json)) return fail('', { en: 'A case is a JSON object.', ko: '사례는 JSON 객체입니다.' })
  const expected = readExpected(json.expected)
  if (!expected.ok) return expected
  const requests = readCaseRequests(json.request)
  if (!requests.ok) return requests
  const settings = json.settings
  if (settings !== undefined && settings !== null && !isObject(settings))
    return fail('/settings', { en: 'The settings are a JSON object.', ko: '설정은 JSON 객체입니다.' })
  const [first] = requests.value
  const kind = first === undefined ? 'ordinary' : resourceKindOf(first.action, first.resource)
  const policies = readCasePolicies(json.policies, settings ?? {}, kind)
  if (!policies.ok) return policies
  const bucketResource = settings?.bucketObjectArn
  return {
    ok: true,
    value: {
      id: optionalText(json.id),
      title: optionalText(json.title),
      source: optionalText(json.source),
      why: optionalText(json.why),
      requests:
        typeof bucketResource === 'string' ? requests.value.map((one) => ({ ...one, bucketResource })) : requests.value,
      policies: policies.value,
      settings: settings ?? null,
      expected: expected.value,
      decidedBy: optionalText(json.decidedBy),
      kind: optionalText(json.kind),
    },
  }
}

/** What kind of document the policy of this resource is. */
export function resourceKindOf(action: string, resource: string): ResourcePolicyKind {
  const name = action.toLowerCase()
  const arn = parseArn(resource)
  if (name.startsWith('kms:') && arn?.service === 'kms' && arn.resource.startsWith('key/')) return 'key'
  if (name.startsWith('sts:assumerole')) return 'trust'
  // sts:TagSession and sts:SetSourceIdentity are asked of the trust policy as well.
  return name.startsWith('sts:') && arn?.service === 'iam' && arn.resource.startsWith('role/') ? 'trust' : 'ordinary'
}

function readExpected(json: unknown): Read<Verdict | null> {
  if (json === undefined || json === null) return { ok: true, value: null }
  if (json === 'allowed' || json === 'explicitDeny' || json === 'implicitDeny') return { ok: true, value: json }
  return fail('/expected', {
    en: 'The expected verdict is `allowed`, `explicitDeny` or `implicitDeny`.',
    ko: '기대한 판정은 `allowed`, `explicitDeny` 또는 `implicitDeny`입니다.',
  })
}
