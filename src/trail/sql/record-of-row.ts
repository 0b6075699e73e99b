import { isObject, type JsonObject, jsonOf } from '../../denial/json-value.ts'
import type { ColumnType } from './columns.ts'
import { tableColumns } from './table-columns.ts'

/** Texts that are no JSON though they can look like it. */
const freeTexts: ReadonlySet<string> = new Set(['errorcode', 'errormessage', 'useragent', 'eventname'])

/** Puts a CloudTrail record together from a row of the table; `value` gives the text of a column, or null. */
export function recordOfRow(value: (column: string) => string | null): JsonObject {
  return Object.fromEntries(
    tableColumns.flatMap(({ name, member, type }) => {
      const text = value(name)
      const found = text === null ? undefined : memberOf(name, text, type)
      return found === undefined || found === null ? [] : [[member, found]]
    }),
  )
}

function memberOf(name: string, text: string, type: ColumnType): unknown {
  if (type.kind !== 'text') return spelled(jsonOf(text), type)
  if (name === 'readonly' && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  if (freeTexts.has(name) || !/^\s*[{[]/.test(text)) return text
  const value = jsonOf(text)
  return typeof value === 'object' ? value : text
}

/** The value with the member names of CloudTrail; engines write them in lower case, and what is absent as null. */
function spelled(value: unknown, type: ColumnType): unknown {
  if (type.kind === 'list') {
    return Array.isArray(value) ? value.map((item: unknown) => spelled(item, type.of)) : value
  }
  if (type.kind !== 'struct' || !isObject(value)) return value
  const memberByName = new Map(Object.keys(type.fields).map((member) => [member.toLowerCase(), member]))
  const members = Object.entries(value).flatMap(([key, inner]) => {
    if (inner === null) return []
    const member = memberByName.get(key.toLowerCase()) ?? key
    const field = Object.hasOwn(type.fields, member) ? type.fields[member] : undefined
    const found = field === undefined ? inner : spelled(inner, field)
    return found === null || found === undefined ? [] : [[member, found] as const]
  })
  return members.length === 0 ? null : Object.fromEntries(members)
}
