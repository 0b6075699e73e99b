import type { NamedPolicy, Policies, PolicyLevels, PolicySet } from '../engine/policies.ts'
import type { Principal } from '../engine/request.ts'
import { parseArn } from '../iam/arn.ts'
import type { PolicyDocument } from '../iam/policy.ts'
import { parsePolicy } from '../iam/policy-parser.ts'
import type { Authorization } from '../services/authorization.ts'
import { bucketOf } from '../services/resource-policy.ts'
import type { StoredPolicy } from '../snapshot/stored-policy.ts'
import { applyEdit } from './apply-edit.ts'
import { type Edit, policyIdOf } from './edit.ts'

/** A document after the edits of a fix. */
export interface EditedPolicy {
  readonly policyId: string
  /** The document of the snapshot; null where the edits create it. */
  readonly stored: StoredPolicy | null
  /** `identity:user/dave`: where a new document is attached. */
  readonly target: string
  readonly policyName: string | null
  /** Region of a document that the edits create; null where it has none or the document exists. */
  readonly region: string | null
  /** Account of a document that the edits create; null where it is not known or the document exists. */
  readonly account: string | null
  /** True for a customer managed policy that the edits create and attach to the target. */
  readonly isManaged: boolean
  /** The document before the first edit; null where there was none. */
  readonly before: unknown
  readonly after: unknown
  readonly document: PolicyDocument
}

/** The documents that a list of edits leaves behind, or the edit that does not fit its document. */
export type EditedPolicies =
  | { readonly ok: true; readonly byId: ReadonlyMap<string, EditedPolicy> }
  | { readonly ok: false; readonly edit: Edit }

/** A document on the way from one edit to the next: read as a policy only when all are made. */
type Draft = Omit<EditedPolicy, 'document'>

/** Applies document edits in order; edits of the request change no document. */
export function editPolicies(edits: readonly Edit[], storedById: ReadonlyMap<string, StoredPolicy>): EditedPolicies {
  const drafts = new Map<string, { readonly draft: Draft; readonly edit: Edit }>()
  for (const edit of inOrder(edits, (e) => e)) {
    const policyId = policyIdOf(edit)
    if (policyId === null) continue
    const draft = editOne(policyId, edit, drafts.get(policyId)?.draft, storedById.get(policyId) ?? null)
    if (draft === null) return { ok: false, edit }
    drafts.set(policyId, { draft, edit })
  }
  const byId = new Map<string, EditedPolicy>()
  for (const [policyId, { draft, edit }] of drafts) {
    const parsed = parsePolicy(draft.after)
    if (!parsed.ok) return { ok: false, edit }
    byId.set(policyId, { ...draft, document: parsed.document })
  }
  return { ok: true, byId }
}

/**
 * Edits in the order in which they are made: a statement is removed last, and the last of a document first, because
 * every edit names its statement by the place that it had in the recorded document.
 */
export function inOrder<T>(items: readonly T[], editOf: (item: T) => Edit): readonly T[] {
  const place = (item: T): number => {
    const edit = editOf(item)
    return edit.kind === 'removeStatement' ? edit.at.index : Number.POSITIVE_INFINITY
  }
  return items.toSorted((a, b) => (place(a) === place(b) ? 0 : place(b) - place(a)))
}

function editOne(policyId: string, edit: Edit, sofar: Draft | undefined, stored: StoredPolicy | null): Draft | null {
  const isNew = edit.kind === 'addStatement' && edit.to.kind === 'new'
  if (stored === null && !isNew) return null
  if (stored !== null && !stored.document.ok) return null
  const original = stored?.document.ok === true ? stored.document.document.json : null
  const after = applyEdit(sofar?.after ?? original, edit)
  if (after === null) return null
  const to = edit.kind === 'addStatement' && edit.to.kind === 'new' ? edit.to : null
  return {
    policyId,
    stored,
    target: stored?.target ?? to?.target ?? '',
    policyName: stored?.name ?? to?.policyName ?? null,
    region: to?.region ?? sofar?.region ?? null,
    account: to?.account ?? sofar?.account ?? null,
    isManaged: to?.isManaged ?? sofar?.isManaged ?? false,
    before: sofar?.before ?? original,
    after,
  }
}

/** The policies of one authorization with the edited documents in place. */
export function withEdited(authorization: Authorization, byId: ReadonlyMap<string, EditedPolicy>): PolicySet {
  const { policies } = authorization
  const added = [...byId.values()].filter((edited) => edited.stored === null && bears(edited.target, authorization))
  const extra = (layer: 'identity' | 'resource' | 'session' | 'accessPoint'): readonly NamedPolicy[] =>
    added.filter((edited) => layerOfTarget(edited.target) === layer).map(named)
  return {
    ...policies,
    identity: withNew(replaced(policies.identity, byId), extra('identity')),
    resource: withNew(replaced(policies.resource, byId), extra('resource')),
    boundary: replaced(policies.boundary, byId),
    session:
      policies.session.kind === 'none' ? policies.session : withNew(replaced(policies.session, byId), extra('session')),
    vpce: replaced(policies.vpce, byId),
    accessPoint: withNew(replaced(policies.accessPoint, byId), extra('accessPoint')),
    scp: replacedLevels(policies.scp, byId),
    rcp: replacedLevels(policies.rcp, byId),
  }
}

function named(edited: EditedPolicy): NamedPolicy {
  return { id: edited.policyId, document: edited.document }
}

function replaced(policies: Policies, byId: ReadonlyMap<string, EditedPolicy>): Policies {
  if (policies.kind !== 'read') return policies
  return {
    ...policies,
    policies: policies.policies.map((policy) => {
      const edited = byId.get(policy.id)
      return edited === undefined ? policy : named(edited)
    }),
  }
}

function replacedLevels(levels: PolicyLevels, byId: ReadonlyMap<string, EditedPolicy>): PolicyLevels {
  if (levels.kind !== 'read') return levels
  return {
    kind: 'read',
    levels: levels.levels.map((level) => ({ ...level, policies: replaced(level.policies, byId) })),
  }
}

function withNew(policies: Policies, extra: readonly NamedPolicy[]): Policies {
  if (extra.length === 0 || policies.kind === 'unknown') return policies
  if (policies.kind === 'none') return { kind: 'read', policies: extra, complete: true }
  return { ...policies, policies: [...policies.policies, ...extra] }
}

function layerOfTarget(target: string): 'identity' | 'resource' | 'session' | 'accessPoint' {
  if (target.startsWith('identity:')) return 'identity'
  if (target.startsWith('access-point-policy:')) return 'accessPoint'
  return target === 'session-policy' ? 'session' : 'resource'
}

/** Whether any of the edited documents is read for an authorization; where none is, nothing changes for it. */
export function bearsAny(authorization: Authorization, byId: ReadonlyMap<string, EditedPolicy>): boolean {
  return [...byId.values()].some((edited) =>
    edited.stored === null ? bears(edited.target, authorization) : authorization.storedById.has(edited.policyId),
  )
}

/** Whether a document attached at a target would be read for this authorization. */
function bears(target: string, { request }: Authorization): boolean {
  const { principal, resource, bucketResource } = request
  const [kind = '', name = ''] = splitOnce(target, ':')
  switch (kind) {
    case 'identity':
      return name === entityName(policyHolder(principal))
    case 'bucket-policy':
      return bucketOf(bucketResource ?? resource) === name
    case 'access-point-policy':
      return resource.includes(`:accesspoint/${name}/`) || resource.endsWith(`:accesspoint/${name}`)
    case 'catalog-policy':
      return parseArn(resource)?.service === 'glue' && parseArn(resource)?.account === name
    case 'session-policy':
      return true
    default:
      return false
  }
}

/** The ARN of the role or user whose identity policies a principal has: the role of a session, the user behind a federated one. */
export function policyHolder({ arn, roleArn, userArn }: Principal): string | null {
  return roleArn ?? userArn ?? arn
}

/** `role/etl` or `user/dave` of an ARN, without the path. */
export function entityName(arn: string | null): string | null {
  const resource = arn === null ? undefined : parseArn(arn)?.resource
  if (resource === undefined) return null
  const [type = '', ...rest] = resource.split('/')
  if (type === 'assumed-role') return `role/${rest[0] ?? ''}`
  return `${type}/${rest.at(-1) ?? ''}`
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
