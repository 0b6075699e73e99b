import type { StatementJson } from './edit.ts'

/** A value of a policy document. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** An element of a policy document that has members. */
export interface JsonObject {
  readonly [key: string]: Json
}

export function withConditionValue(
  statement: JsonObject,
  operator: string,
  key: string,
  value: string,
): JsonObject | null {
  const conditions = isObject(statement.Condition) ? statement.Condition : {}
  const block = isObject(conditions[operator]) ? conditions[operator] : {}
  const changed = withAdded(block, key, value)
  return changed === null ? null : { ...statement, Condition: { ...conditions, [operator]: changed } }
}

/** One value more under a key that holds one value or a list; a single value becomes a list of two. */
export function withAdded(object: JsonObject, key: string, value: string): JsonObject | null {
  const present = object[key]
  if (present === undefined) return { ...object, [key]: value }
  const values = valuesOf(present)
  if (values.includes(value)) return null
  return { ...object, [key]: [...values, value] }
}

export function withReplaced(object: JsonObject, key: string, from: string, to: string): JsonObject | null {
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
export function withRemoved(object: JsonObject, key: string, value: string): JsonObject | null {
  const present = object[key]
  if (present === undefined) return null
  const values = valuesOf(present)
  const left = values.filter((v) => v !== value)
  if (left.length === 0 || left.length === values.length) return null
  return { ...object, [key]: left }
}

export function statementsOf(policy: JsonObject): readonly Json[] {
  const statements = policy.Statement
  if (statements === undefined) return []
  return isList(statements) ? statements : [statements]
}

export function withStatements(policy: JsonObject, statements: readonly Json[]): JsonObject {
  return { ...policy, Statement: statements }
}

export function withoutKey(object: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key))
}

/** Keeps the place of the key, so that a diff shows one changed line. */
export function renamedKey(object: JsonObject, from: string, to: string, value: Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, v]) => (name === from ? [to, value] : [name, v])))
}

export function valuesOf(value: Json): readonly string[] {
  return isList(value) ? value.map(String) : [String(value)]
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function asJson(statement: StatementJson): JsonObject {
  // A statement is built by our own edits from strings, lists and objects, so it is JSON.
  return statement as JsonObject
}
