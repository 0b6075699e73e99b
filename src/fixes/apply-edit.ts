import { exceptPrincipal, splitForAction } from './deny-exception.ts'
import type { Edit, StatementJson } from './edit.ts'
import {
  asJson,
  isObject,
  type JsonObject,
  renamedKey,
  statementsOf,
  valuesOf,
  withAdded,
  withConditionValue,
  withoutKey,
  withRemoved,
  withReplaced,
  withStatements,
} from './policy-json.ts'

/** The document after the edit, as plain JSON; the given document is left as it was. Null where the edit does not fit it. */
export function applyEdit(document: unknown, edit: Edit): unknown {
  const policy = isObject(document) ? document : null
  switch (edit.kind) {
    case 'changeRequest':
    case 'changeSetting':
    case 'noChange':
      return null
    case 'setVersion':
      return policy === null ? null : { Version: '2012-10-17', ...withoutKey(policy, 'Version') }
    case 'addStatement':
      return policy === null
        ? newDocument(edit.statement)
        : withStatements(policy, [...statementsOf(policy), withOwnSid(asJson(edit.statement), policy)])
    case 'removeStatement':
      return policy === null ? null : withoutStatement(policy, edit.at.index)
    default: {
      if (policy === null) return null
      const statements = statementsOf(policy)
      const statement = statements[edit.at.index]
      if (!isObject(statement)) return null
      const changed = editStatement(statement, edit)
      if (changed === null) return null
      const [first, ...added] = changed
      return withStatements(policy, [
        ...statements.map((s, i) => (i === edit.at.index ? first : s)),
        ...added.map((s) => withOwnSid(s, policy)),
      ])
    }
  }
}

type StatementEdit = Exclude<
  Edit,
  { kind: 'changeRequest' | 'changeSetting' | 'noChange' | 'setVersion' | 'addStatement' | 'removeStatement' }
>

/** The statement after the edit, then those that the edit makes besides; null where it does not fit. */
function editStatement(statement: JsonObject, edit: StatementEdit): readonly [JsonObject, ...JsonObject[]] | null {
  if (edit.kind === 'exceptPrincipalForAction') return splitForAction(statement, edit.action, edit.principal)
  const changed = changeStatement(statement, edit)
  return changed === null ? null : [changed]
}

function changeStatement(
  statement: JsonObject,
  edit: Exclude<StatementEdit, { kind: 'exceptPrincipalForAction' }>,
): JsonObject | null {
  switch (edit.kind) {
    case 'addResource':
      return withAdded(statement, 'Resource', edit.resource)
    case 'replaceResource':
      return withReplaced(statement, 'Resource', edit.from, edit.resource)
    case 'addAction':
      return withAdded(statement, 'Action', edit.action)
    case 'addNotAction':
      return withAdded(statement, 'NotAction', edit.action)
    case 'replaceAction':
      return withReplaced(statement, 'Action', edit.from, edit.action)
    case 'removeAction':
      return withRemoved(statement, 'Action', edit.action)
    case 'addPrincipal':
    case 'replacePrincipal':
    case 'removePrincipal':
      return editPrincipal(statement, edit)
    case 'exceptPrincipal':
      return exceptPrincipal(statement, edit.principal)
    case 'exceptResource':
      return exceptResource(statement, edit.resource)
    case 'addConditionValue':
      return withConditionValue(statement, edit.operator, edit.key, edit.value)
    case 'exceptForwardedCalls':
      return withConditionValue(statement, 'Bool', 'aws:ViaAWSService', 'false')
  }
}

function editPrincipal(
  statement: JsonObject,
  edit: Extract<Edit, { kind: 'addPrincipal' | 'replacePrincipal' | 'removePrincipal' }>,
): JsonObject | null {
  const element = 'NotPrincipal' in statement ? 'NotPrincipal' : 'Principal'
  const principal = statement[element]
  if (principal === '*' && edit.kind === 'replacePrincipal' && edit.from === '*') {
    return { ...statement, [element]: { AWS: edit.principal } }
  }
  if (!isObject(principal)) return null
  const type = edit.principal.endsWith('.amazonaws.com') ? 'Service' : 'AWS'
  const changed =
    edit.kind === 'addPrincipal'
      ? withAdded(principal, type, edit.principal)
      : edit.kind === 'removePrincipal'
        ? withRemoved(principal, type, edit.principal)
        : withReplaced(principal, type, edit.from, edit.principal)
  return changed === null ? null : { ...statement, [element]: changed }
}

/** `Resource: "*"` becomes `NotResource`; where the statement has that element, the ARN joins its list. */
function exceptResource(statement: JsonObject, resource: string): JsonObject | null {
  if (statement.NotResource !== undefined) return withAdded(statement, 'NotResource', resource)
  const isAny = statement.Resource !== undefined && valuesOf(statement.Resource).every((value) => value === '*')
  return isAny ? renamedKey(statement, 'Resource', 'NotResource', resource) : null
}

function withoutStatement(policy: JsonObject, index: number): JsonObject | null {
  const statements = statementsOf(policy)
  if (index >= statements.length || statements.length === 1) return null
  return withStatements(
    policy,
    statements.filter((_, i) => i !== index),
  )
}

// AWS: a Sid stands once in a document.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
function withOwnSid(statement: JsonObject, policy: JsonObject): JsonObject {
  const { Sid: sid } = statement
  if (typeof sid !== 'string') return statement
  const taken = new Set(statementsOf(policy).map((s) => (isObject(s) ? s.Sid : undefined)))
  let free = sid
  for (let count = 2; taken.has(free); count++) free = `${sid}${count}`
  return { ...statement, Sid: free }
}

function newDocument(statement: StatementJson): JsonObject {
  return { Version: '2012-10-17', Statement: [asJson(statement)] }
}
