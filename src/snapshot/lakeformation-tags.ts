import type { Fact, Missing } from './fact.ts'
import { listAt, textAt, textsAt } from './json.ts'
import { conditionsIn, type TagCondition } from './lakeformation-resource.ts'
import { missingOf, shellWord } from './operations.ts'
import type { Snapshot } from './snapshot.ts'

/** LF-Tags by key, both in lower case as Lake Formation stores them. */
export type LfTags = ReadonlyMap<string, string>

/** The LF-Tags of a table and of its columns, with those that it takes over from its database. */
export interface TableTags {
  readonly table: LfTags
  /** Columns with an LF-Tag of their own. */
  readonly columns: ReadonlyMap<string, LfTags>
}

interface At {
  readonly account: string
  readonly region: string
  readonly database: string
}

/** The LF-Tags of a database. */
export function databaseTags(snapshot: Snapshot, { account, region, database }: At): Fact<LfTags> {
  const answer = snapshot.answer(account, region, 'lakeformation', operation, database)
  if (answer.kind === 'unknown') return { ...answer, missing: askingForDatabase(answer.missing, database, region) }
  return answer.kind === 'known' ? { ...answer, value: tagsIn(answer.value, 'LFTagOnDatabase') } : answer
}

// AWS: a table takes over the LF-Tags of its database and a column those of its table, except where it has its own value.
// https://docs.aws.amazon.com/lake-formation/latest/dg/tag-based-access-control.html
/** The LF-Tags of a table. */
export function tableTags(snapshot: Snapshot, at: At, name: string): Fact<TableTags> {
  const answer = snapshot.answer(at.account, at.region, 'lakeformation', operation, at.database, name)
  if (answer.kind !== 'known') return answer
  const above = databaseTags(snapshot, at)
  const inherited = above.kind === 'known' ? above.value : new Map<string, string>()
  const table = new Map([
    ...inherited,
    ...tagsIn(answer.value, 'LFTagOnDatabase'),
    ...tagsIn(answer.value, 'LFTagsOnTable'),
  ])
  const columns = listAt(answer.value, 'LFTagsOnColumns').map((item): readonly [string, LfTags] => [
    (textAt(item, 'Name') ?? '').toLowerCase(),
    new Map([...table, ...tagsIn(item, 'LFTags')]),
  ])
  return { ...answer, value: { table, columns: new Map(columns) } }
}

/** The conditions of an LF-Tag expression that is saved under a name. */
export function savedExpression(
  snapshot: Snapshot,
  account: string,
  region: string,
  name: string,
): Fact<readonly TagCondition[]> {
  const answer = snapshot.answer(account, region, 'lakeformation', 'GetLFTagExpression', name)
  return answer.kind === 'known' ? { ...answer, value: conditionsIn(answer.value) } : answer
}

const operation = 'GetResourceLFTags'

function tagsIn(json: unknown, member: string): LfTags {
  return new Map(
    listAt(json, member).flatMap((item): readonly (readonly [string, string])[] => {
      const key = textAt(item, 'TagKey')
      const [value] = textsAt(item, 'TagValues')
      return key === null || value === undefined ? [] : [[key.toLowerCase(), value.toLowerCase()]]
    }),
  )
}

/** The command of the operation names a table; a database is asked for by itself. */
function askingForDatabase(missing: Missing, database: string, region: string): Missing {
  return {
    ...missing,
    what: { en: `LF-Tags of database ${database}`, ko: `${database} 데이터베이스의 LF-Tag` },
    command: `aws lakeformation get-resource-lf-tags --resource 'Database={Name='${shellWord(database)}'}' --region ${shellWord(region)}`,
  }
}

/** What lists every grant on the catalog itself. */
export function catalogGrantsMissing(account: string, region: string): Missing {
  const missing = missingOf('notCollected', {
    account,
    region,
    service: 'lakeformation',
    operation: 'ListPermissions',
    identifiers: [],
  })
  return { ...missing, command: `${missing.command} --resource-type CATALOG` }
}
