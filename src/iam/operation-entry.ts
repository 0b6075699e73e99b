import type { requiredActions } from './operation-table.ts'

/** Where an operation needs an action: on what it names, on one side of a copy, or on something else it uses. */
export type OperationSide = 'resource' | 'source' | 'destination' | 'other'

/** One IAM action that an API operation needs. */
export interface OperationAction {
  readonly action: string
  readonly on: OperationSide
}

type Tables = typeof requiredActions

/** The IAM prefix of an API: S3 Control has an API of its own and the prefix of S3. */
export function prefixOfApi(service: string): string {
  const api = service.toLowerCase()
  return api === 's3control' ? 's3' : api
}

/** The actions a table lists for an operation in any case; null where it does not list the operation. */
export function listedActions(
  tables: Tables,
  service: string,
  operation: string,
  namesVersion: boolean,
): readonly OperationAction[] | null {
  const prefix = prefixOfApi(service)
  const entry = entryOf(tables, service.toLowerCase(), operation) ?? entryOf(tables, prefix, operation)
  return entry === null ? null : entry.split(' ').map((text) => readEntry(text, prefix, namesVersion))
}

function entryOf(tables: Tables, service: string, operation: string): string | null {
  const table = Object.hasOwn(tables, service) ? tables[service] : undefined
  if (table === undefined) return null
  if (Object.hasOwn(table, operation)) return table[operation] ?? null
  const name = operation.toLowerCase()
  return Object.entries(table).find(([listed]) => listed.toLowerCase() === name)?.[1] ?? null
}

function readEntry(text: string, prefix: string, namesVersion: boolean): OperationAction {
  const side = text.startsWith('source:') ? 'source' : text.startsWith('destination:') ? 'destination' : null
  const [plain = '', versioned = plain] = (side === null ? text : text.slice(side.length + 1)).split('|')
  const name = namesVersion ? versioned : plain
  const action = name.includes(':') ? name : `${prefix}:${name}`
  return { action, on: side ?? (action.startsWith(`${prefix}:`) ? 'resource' : 'other') }
}
