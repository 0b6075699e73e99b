import type { Edit, StatementJson } from './edit.ts'

type Json = null | boolean | number | string | readonly Json[] | JsonObject
interface JsonObject {
  readonly [key: string]: Json
}

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
      return withStatements(
        policy,
        statements.map((s, i) => (i === edit.at.index ? changed : s)),
      )
    }
  }
}

type StatementEdit = Exclude<
  Edit,
  { kind: 'changeRequest' | 'changeSetting' | 'noChange' | 'setVersion' | 'addStatement' | 'removeStatement' }
>

function editStatement(statement: JsonObject, edit: StatementEdit): JsonObject | null {
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

/** A Deny gets `ArnNotLike aws:PrincipalArn`; where it already has one of the negated ARN operators the ARN joins its list. */
function exceptPrincipal(statement: JsonObject, principalArn: string): JsonObject | null {
  const conditions = isObject(statement.Condition) ? statement.Condition : {}
  const negated = [
    'ArnNotLike',
    'ArnNotEquals',
    'StringNotLike',
    'StringNotEquals',
    'ArnNotLikeIfExists',
    'ArnNotEqualsIfExists',
    'StringNotLikeIfExists',
    'StringNotEqualsIfExists',
  ]
  for (const operator of negated) {
    const block = conditions[operator]
    if (!isObject(block)) continue
    const key = Object.keys(block).find((name) => name.toLowerCase() === 'aws:principalarn')
    if (key !== undefined) return withConditionValue(statement, operator, key, principalArn)
  }
  const operator = principalArn.includes('*') ? 'ArnNotLike' : 'ArnNotEquals'
  return withConditionValue(statement, operator, 'aws:PrincipalArn', principalArn)
}

function withConditionValue(statement: JsonObject, operator: string, key: string, value: string): JsonObject | null {
  const conditions = isObject(statement.Condition) ? statement.Condition : {}
  const block = isObject(conditions[operator]) ? conditions[operator] : {}
  const changed = withAdded(block, key, value)
  return changed === null ? null : { ...statement, Condition: { ...conditions, [operator]: changed } }
}

/** One value more under a key that holds one value or a list; a single value becomes a list of two. */
function withAdded(object: JsonObject, key: string, value: string): JsonObject | null {
  const present = object[key]
  if (present === undefined) return { ...object, [key]: value }
  const values = valuesOf(present)
  if (values.includes(value)) return null
  return { ...object, [key]: [...values, value] }
}

function withReplaced(object: JsonObject, key: string, from: string, to: string): JsonObject | null {
  const present = object[key]
  if (present === undefined) return null
  const values = valuesOf(present)
  if (!values.includes(from)) return null
  const changed = values
    .map((value) => (value === from ? to : value))
    .filter((value, i, all) => all.indexOf(value) === i)
  return { ...object, [key]: Array.isArray(present) ? changed : to }
}

/** One value less; null where nothing would be left, because an empty list is no valid element. */
function withRemoved(object: JsonObject, key: string, value: string): JsonObject | null {
  const present = object[key]
  if (present === undefined) return null
  const values = valuesOf(present)
  const left = values.filter((v) => v !== value)
  if (left.length === 0 || left.length === values.length) return null
  return { ...object, [key]: left }
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

function statementsOf(policy: JsonObject): readonly Json[] {
  const statements = policy.Statement
  if (statements === undefined) return []
  return isList(statements) ? statements : [statements]
}

function withStatements(policy: JsonObject, statements: readonly Json[]): JsonObject {
  return { ...policy, Statement: statements }
}

function withoutKey(object: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key))
}

/** Keeps the place of the key, so that a diff shows one changed line. */
function renamedKey(object: JsonObject, from: string, to: string, value: Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, v]) => (name === from ? [to, value] : [name, v])))
}

function valuesOf(value: Json): readonly string[] {
  return isList(value) ? value.map(String) : [String(value)]
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asJson(statement: StatementJson): JsonObject {
  // A statement is built by our own edits from strings, lists and objects, so it is JSON.
  return statement as JsonObject
}
