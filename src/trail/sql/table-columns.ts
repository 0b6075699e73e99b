import { type Column, type ColumnType, cloudTrailColumns } from './columns.ts'

const text: ColumnType = { kind: 'text' }

/** The documented columns, with the members of `userIdentity` that records have gained since. */
export const tableColumns: readonly Column[] = cloudTrailColumns.map((column) =>
  column.name === 'useridentity'
    ? {
        ...column,
        type: withFields(column.type, {
          credentialId: text,
          inScopeOf: struct('sourceArn sourceAccount issuerType credentialsIssuedTo'),
          sessionContext: withFields(fieldOf(column.type, 'sessionContext'), {
            sourceIdentity: text,
          }),
        }),
      }
    : column,
)

function struct(names: string): ColumnType {
  return { kind: 'struct', fields: Object.fromEntries(names.split(' ').map((name) => [name, text])) }
}

function fieldOf(type: ColumnType, name: string): ColumnType {
  return type.kind === 'struct' ? (type.fields[name] ?? text) : text
}

function withFields(type: ColumnType, more: Readonly<Record<string, ColumnType>>): ColumnType {
  return type.kind === 'struct' ? { kind: 'struct', fields: { ...type.fields, ...more } } : type
}
