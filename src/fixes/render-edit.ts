import { createTwoFilesPatch } from 'diff'
import { parseArn } from '../iam/arn.ts'
import { organizationOf } from '../snapshot/organizations.ts'
import { applyEdit } from './apply-edit.ts'
import { boundaryCopy } from './boundary-copy.ts'
import type { Candidate, PlanInput } from './candidate.ts'
import { cliOf, copyCommand } from './cli-command.ts'
import { type Edit, type NoChange, policyIdOf } from './edit.ts'
import { type EditedPolicy, inOrder } from './edited-policies.ts'
import type { RenderedEdit } from './fix.ts'
import type { Owner } from './owner.ts'

/** The edits of a fix as a reader applies them: target, owner, whole new document, diff and command. */
export function renderEdits(
  candidates: readonly Candidate[],
  byId: ReadonlyMap<string, EditedPolicy>,
  input: PlanInput,
): readonly RenderedEdit[] {
  const sofar = new Map<string, unknown>()
  return inOrder(candidates, (candidate) => candidate.edit).map(({ edit, cause, request }) => {
    const policyId = policyIdOf(edit)
    const edited = policyId === null ? undefined : byId.get(policyId)
    if (edited === undefined) return withoutDocument(edit, cause)
    const before = sofar.has(edited.policyId) ? sofar.get(edited.policyId) : edited.before
    const after = applyEdit(before, edit)
    sofar.set(edited.policyId, after)
    const principal = input.authorizations[request]?.request.principal
    const copy = principal === undefined ? null : boundaryCopy(edited.stored, principal)
    return {
      edit,
      cause,
      target: edited.isManaged ? `identity:policy/${edited.policyName ?? ''}` : edited.target,
      owner: ownerOfTarget(edited, input),
      policyName: edited.policyName,
      copy,
      cli: copy === null ? cliOf(edited, input.call) : copyCommand(edited, copy, principal ?? null),
      diff: diffOf(edited, before, after),
      document: edited.after,
    }
  })
}

/** An edit of the request or of a setting: nothing to show but what to do. */
function withoutDocument(edit: Edit, cause: string): RenderedEdit {
  const setting = edit.kind === 'changeSetting' ? edit.setting : null
  return {
    edit,
    cause,
    target: setting?.target ?? (edit.kind === 'noChange' && !changesRequest(edit.reason) ? 'none' : 'request'),
    owner: setting?.owner ?? { kind: 'caller', account: null },
    policyName: null,
    copy: null,
    cli: setting?.command ?? null,
    diff: '',
    document: null,
  }
}

/** Whether the caller sends something else, though no policy and no setting changes. */
function changesRequest(reason: NoChange): boolean {
  return reason !== 'stillPropagating' && reason !== 'waitForRetention' && reason !== 'alreadyChanged'
}

/** Unified diff of the two documents, pretty-printed the same way, without the headers' time stamps. */
function diffOf(edited: EditedPolicy, before: unknown, after: unknown): string {
  const name = edited.policyName === null ? edited.target : `${edited.target} ${edited.policyName}`
  const old = before === null ? '' : `${JSON.stringify(before, null, 2)}\n`
  const patch = createTwoFilesPatch(
    before === null ? '/dev/null' : name,
    name,
    old,
    `${JSON.stringify(after, null, 2)}\n`,
    '',
    '',
    { context: 3 },
  )
  return patch.replace(/^(?:Index: .*\n)?=+\n/, '').replace(/^(---|\+\+\+) (.*?)\t?$/gm, '$1 $2')
}

/** Who can make an edit of a document, by where the document is attached. */
function ownerOfTarget(edited: EditedPolicy, input: PlanInput): Owner {
  const [kind = ''] = edited.target.split(':')
  const account = edited.stored?.account ?? accountFor(edited, input)
  switch (kind) {
    case 'bucket-policy':
    case 'access-point-policy':
      return { kind: 'bucketOwner', account }
    case 'key-policy':
      return { kind: 'keyAdministrator', account }
    case 'catalog-policy':
      return { kind: 'catalogAdministrator', account }
    case 'vpce':
      return { kind: 'networkAdministrator', account }
    case 'scp':
    case 'rcp':
      return { kind: 'organizationAdministrator', account: managementAccount(kind, input) ?? account }
    case 'session-policy':
      return { kind: 'roleAssumer', account: null }
    case 'identity':
    case 'boundary':
    case 'trust':
      return { kind: 'accountAdministrator', account }
    default:
      return { kind: 'resourceOwner', account }
  }
}

function accountFor(edited: EditedPolicy, input: PlanInput): string | null {
  const request = input.authorizations[0]?.request
  if (/^(identity|boundary):/.test(edited.target)) return request?.principal.account ?? null
  const owner = input.authorizations.find(({ request: { resource, bucketResource } }) =>
    edited.target.endsWith(`:${bucketName(bucketResource ?? resource)}`),
  )?.request.resourceAccount
  return owner === undefined || owner === 'unknown' ? null : owner
}

function bucketName(resource: string): string {
  return parseArn(resource)?.resource.split('/')[0] ?? ''
}

/** An SCP is of the principal's organization, an RCP of the resource's. */
function managementAccount(kind: 'scp' | 'rcp', { call, authorizations }: PlanInput): string | null {
  const request = authorizations[0]?.request
  const account = kind === 'scp' ? request?.principal.account : request?.resourceAccount
  if (account == null || account === 'unknown') return null
  const organization = organizationOf(call.snapshot, account)
  return organization.kind === 'known' ? organization.value.managementAccount : null
}
