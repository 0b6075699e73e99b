import type { Fact, Missing } from '../snapshot/fact.ts'
import type { LakeFormationResource, TagCondition, TagExpression } from '../snapshot/lakeformation-resource.ts'
import {
  databaseTags,
  type LfTags,
  savedExpression,
  type TableTags,
  tableTags,
} from '../snapshot/lakeformation-tags.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Matter } from './lakeformation-matter.ts'
import type { Truth } from './truth.ts'

/** Columns of a table; `columns` is null for all but the excluded ones. */
export interface ColumnScope {
  readonly columns: readonly string[] | null
  readonly excluded: readonly string[]
}

/** Whether a grant by LF-Tags is one on what a request is about, on which columns, and what is missing to tell. */
export interface TaggedGrant {
  readonly applies: Truth
  readonly columns: ColumnScope | null
  readonly missing: readonly Missing[]
}

const elsewhere: TaggedGrant = { applies: false, columns: null, missing: [] }

/** How a grant by an LF-Tag expression bears on a request. */
export function tagGrant(
  { type, expression }: Extract<LakeFormationResource, { kind: 'tags' }>,
  matter: Matter,
  snapshot: Snapshot,
): TaggedGrant {
  const { account, region, database, table } = matter
  if (database === null) return elsewhere
  const wanted = conditionsOf(expression, matter, snapshot)
  if (wanted.kind === 'absent') return elsewhere
  if (wanted.kind === 'unknown') return open(wanted.missing)
  const at = { account, region, database }
  if (type === 'database') {
    return table === null ? judged(databaseTags(snapshot, at), (tags) => onAll(fits(wanted.value, tags))) : elsewhere
  }
  // Which tables of a database carry the tags is not recorded as a whole.
  if (table === null) return { ...elsewhere, applies: 'unknown' }
  return judged(tableTags(snapshot, at, table), (tags) => onTable(wanted.value, tags))
}

function conditionsOf(
  expression: TagExpression,
  { account, region }: Matter,
  snapshot: Snapshot,
): Fact<readonly TagCondition[]> {
  if (expression.kind === 'saved') return savedExpression(snapshot, account, region, expression.name)
  return { kind: 'known', value: expression.conditions, source: { file: '', pointer: '' } }
}

function judged<T>(tags: Fact<T>, judge: (tags: T) => TaggedGrant): TaggedGrant {
  if (tags.kind === 'unknown') return open(tags.missing)
  return tags.kind === 'known' ? judge(tags.value) : elsewhere
}

function open(missing: Missing): TaggedGrant {
  return { applies: 'unknown', columns: null, missing: [missing] }
}

function onAll(isFit: boolean): TaggedGrant {
  return isFit ? { ...elsewhere, applies: true } : elsewhere
}

/** A column with a tag of its own can be in the grant while its table is not, and the other way round. */
function onTable(wanted: readonly TagCondition[], { table, columns }: TableTags): TaggedGrant {
  const isWhole = fits(wanted, table)
  const others = [...columns].filter(([, tags]) => fits(wanted, tags) !== isWhole).map(([name]) => name)
  if (others.length === 0) return onAll(isWhole)
  const scope: ColumnScope = isWhole ? { columns: null, excluded: others } : { columns: others, excluded: [] }
  return { applies: true, columns: scope, missing: [] }
}

// AWS: the keys of an expression are combined by AND and the values of a key by OR.
// https://docs.aws.amazon.com/lake-formation/latest/dg/managing-tag-expressions.html
function fits(wanted: readonly TagCondition[], tags: LfTags): boolean {
  return (
    wanted.length > 0 &&
    wanted.every(({ key, values }) => {
      const value = tags.get(key.toLowerCase())
      return value !== undefined && values.some((one) => one === '*' || one.toLowerCase() === value)
    })
  )
}
