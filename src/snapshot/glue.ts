import { pointerOf } from '../iam/position.ts'
import { readPolicy } from './document.ts'
import type { Fact, Missing } from './fact.ts'
import { field, isTrueAt, listAt, textAt, textByNameAt, textsAt } from './json.ts'
import { missingOf } from './operations.ts'
import type { FoundAnswer, Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'
import { type ViewText, viewTextOf } from './view-text.ts'

/** An argument of a job, `--source_path` with its value. */
export interface JobArgument {
  readonly name: string
  readonly value: string
}

/** A database of the Data Catalog. */
export interface CatalogDatabase {
  readonly name: string
  readonly location: string | null
  readonly catalogId: string | null
  /** The database that a resource link stands for; null for a database of its own. */
  readonly linkTo: CatalogName | null
}

/** What a resource link leads to. */
export interface CatalogName {
  readonly catalogId: string | null
  readonly database: string
  /** Null for a link to a database. */
  readonly table: string | null
}

/** A table of the Data Catalog. */
export interface CatalogTable {
  readonly database: string
  readonly name: string
  /** `s3://` location of the data; null for views and links. */
  readonly location: string | null
  readonly catalogId: string | null
  /** Null where the answer does not say. */
  readonly isRegistered: boolean | null
  readonly linkTo: CatalogName | null
  /** Whether its partitions are kept in the Data Catalog, and so have to be fetched from it. */
  readonly hasPartitions: boolean
  /** Null for what is no view, and for a view whose text was not recorded. */
  readonly view: ViewText | null
}

/** Encryption of an account's Data Catalog. */
export interface CatalogEncryption {
  /** Key that encrypts metadata; null where it is not encrypted with a KMS key. */
  readonly keyId: string | null
  /** `DISABLED`, `SSE-KMS` or `SSE-KMS-WITH-SERVICE-ROLE`. */
  readonly mode: string
  /** Role that uses the key in the caller's place; null where the caller uses it. */
  readonly serviceRole: string | null
  /** Key that encrypts connection passwords; null where they are not. */
  readonly passwordKeyId: string | null
}

/** A Glue job. */
export interface GlueJob {
  readonly name: string
  readonly account: string
  readonly region: string
  /** Role name or ARN, as the job was given it. */
  readonly role: string
  readonly arguments: readonly JobArgument[]
  readonly connections: readonly string[]
  readonly scriptLocation: string | null
  readonly securityConfiguration: string | null
}

/** The recorded databases of an account in one Region. */
export function databases(snapshot: Snapshot, account: string, region: string): Fact<readonly CatalogDatabase[]> {
  const answer = snapshot.answer(account, region, 'glue', 'GetDatabases')
  if (answer.kind !== 'known') return answer
  const value = listAt(answer.value, 'DatabaseList').map((item) => ({
    name: textAt(item, 'Name') ?? '',
    location: textAt(item, 'LocationUri'),
    catalogId: textAt(item, 'CatalogId'),
    linkTo: linkAt(item, 'TargetDatabase', 'DatabaseName', null),
  }))
  return { ...answer, value }
}

/** The recorded tables of a database: the list of all, and those recorded one by one. */
export function tables(
  snapshot: Snapshot,
  account: string,
  region: string,
  database: string,
): Fact<readonly CatalogTable[]> {
  const list = snapshot.answer(account, region, 'glue', 'GetTables', database)
  const alone = snapshot
    .recorded('glue', 'GetTable')
    .filter((place) => place.account === account && place.region === region && place.identifiers[0] === database)
    .flatMap(({ identifiers: [, name = ''] }) => {
      const fact = table(snapshot, account, region, database, name)
      return fact.kind === 'known' ? [fact] : []
    })
  const listed = list.kind === 'known' ? listAt(list.value, 'TableList').map((item) => tableIn(item, database)) : []
  const value = [...new Map([...alone.map((fact) => fact.value), ...listed].map((item) => [item.name, item])).values()]
  if (list.kind === 'known') return { ...list, value }
  return alone[0] === undefined ? list : { ...alone[0], value }
}

/** One table of a database; absent where Glue said so and Lake Formation does not hide it. */
export function table(
  snapshot: Snapshot,
  account: string,
  region: string,
  database: string,
  name: string,
): Fact<CatalogTable> {
  const answer = snapshot.answer(account, region, 'glue', 'GetTable', database, name)
  if (answer.kind !== 'known') return answer
  return { ...answer, value: tableIn(field(answer.value, 'Table'), database) }
}

/** How the Data Catalog of an account in one Region is encrypted. */
export function catalogEncryption(snapshot: Snapshot, account: string, region: string): Fact<CatalogEncryption> {
  const answer = snapshot.answer(account, region, 'glue', 'GetDataCatalogEncryptionSettings')
  if (answer.kind !== 'known') return answer
  const settings = field(answer.value, 'DataCatalogEncryptionSettings')
  const atRest = field(settings, 'EncryptionAtRest')
  const mode = textAt(atRest, 'CatalogEncryptionMode') ?? 'DISABLED'
  const hidesPasswords = isTrueAt(settings, 'ConnectionPasswordEncryption', 'ReturnConnectionPasswordEncrypted')
  const value: CatalogEncryption = {
    mode,
    keyId: mode === 'DISABLED' ? null : (textAt(atRest, 'SseAwsKmsKeyId') ?? 'alias/aws/glue'),
    serviceRole: textAt(atRest, 'CatalogEncryptionServiceRole'),
    passwordKeyId: hidesPasswords ? textAt(settings, 'ConnectionPasswordEncryption', 'AwsKmsKeyId') : null,
  }
  return { ...answer, value }
}

/** Every recorded job of an account, in one Region or in all. */
export function jobs(snapshot: Snapshot, account: string, region?: string): Fact<readonly GlueJob[]> {
  return inRegions(snapshot, 'GetJobs', account, region, (found) =>
    listAt(found.json, 'Jobs').map((job) => ({
      name: textAt(job, 'Name') ?? '',
      account: found.account,
      region: found.region,
      role: textAt(job, 'Role') ?? '',
      arguments: argumentsAt(job, 'DefaultArguments'),
      connections: textsAt(job, 'Connections', 'Connections'),
      scriptLocation: textAt(job, 'Command', 'ScriptLocation'),
      securityConfiguration: textAt(job, 'SecurityConfiguration'),
    })),
  )
}

/** The resource policy of an account's Data Catalog in one Region; absent where it has none. */
export function catalogPolicy(snapshot: Snapshot, account: string, region: string): Fact<StoredPolicy> {
  const answer = snapshot.answer(account, region, 'glue', 'GetResourcePolicies')
  if (answer.kind !== 'known') return answer
  const policies = listAt(answer.value, 'GetResourcePoliciesResponseList')
  const index = policies.findIndex((item) => field(item, 'PolicyInJson') !== undefined)
  const raw = field(policies[index], 'PolicyInJson')
  if (raw === undefined) return { kind: 'absent', source: answer.source }
  const pointer = pointerOf('GetResourcePoliciesResponseList', index, 'PolicyInJson')
  const source = { file: answer.source.file, pointer }
  const place = { target: `catalog-policy:${account}`, name: null, arn: null, account, awsManaged: false, source }
  return { kind: 'known', value: readPolicy(snapshot, raw, place), source }
}

/** One recorded list, with the place it is from. */
export interface Found {
  readonly account: string
  readonly region: string
  readonly json: unknown
}

/** What a list operation recorded in one Region of an account, or in all, amounts to. */
export function inRegions<T>(
  snapshot: Snapshot,
  operation: string,
  account: string,
  region: string | undefined,
  read: (found: Found) => readonly T[],
): Fact<readonly T[]> {
  const answers = snapshot
    .find('glue', operation)
    .filter((found) => found.account === account && (region === undefined || found.region === region))
  const known = answers.flatMap((found) => (found.fact.kind === 'known' ? [{ ...found, fact: found.fact }] : []))
  const [first] = known
  if (first === undefined) return nothingKnown(answers, glueMissing(account, region ?? '', operation))
  const value = known.flatMap(({ account: owner, region: place, fact }) =>
    read({ account: owner, region: place, json: fact.value }),
  )
  return { kind: 'known', value, source: first.fact.source }
}

function nothingKnown<T>(answers: readonly FoundAnswer[], missing: Missing): Fact<T> {
  const [first] = answers
  return first === undefined || first.fact.kind === 'known' ? { kind: 'unknown', missing } : first.fact
}

/** What would tell a Glue answer that was not collected. */
export function glueMissing(account: string, region: string, operation: string, ...identifiers: string[]): Missing {
  const place = { account, region: region === '' ? 'global' : region, service: 'glue', operation, identifiers }
  return missingOf('notCollected', place)
}

/** The arguments of a job or of a run. */
export function argumentsAt(json: unknown, name: string): readonly JobArgument[] {
  return Object.entries(textByNameAt(json, name)).map(([key, value]) => ({ name: key, value }))
}

function tableIn(json: unknown, database: string): CatalogTable {
  const isRegistered = field(json, 'IsRegisteredWithLakeFormation')
  return {
    database: textAt(json, 'DatabaseName') ?? database,
    name: textAt(json, 'Name') ?? '',
    location: textAt(json, 'StorageDescriptor', 'Location') || null,
    catalogId: textAt(json, 'CatalogId'),
    isRegistered: typeof isRegistered === 'boolean' ? isRegistered : null,
    linkTo: linkAt(json, 'TargetTable', 'DatabaseName', 'Name'),
    hasPartitions: hasPartitions(json),
    view: viewTextOf(json),
  }
}

// AWS: with partition projection Athena works partitions out, and an Iceberg table keeps them in files of its own.
// https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
function hasPartitions(json: unknown): boolean {
  const parameters = textByNameAt(json, 'Parameters')
  const isProjected = parameters['projection.enabled']?.toLowerCase() === 'true'
  const isIceberg = parameters['table_type']?.toLowerCase() === 'iceberg'
  return listAt(json, 'PartitionKeys').length > 0 && !isProjected && !isIceberg
}

function linkAt(json: unknown, member: string, databaseName: string, tableName: string | null): CatalogName | null {
  const database = textAt(json, member, databaseName)
  if (database === null) return null
  const table = tableName === null ? null : textAt(json, member, tableName)
  return { catalogId: textAt(json, member, 'CatalogId'), database, table }
}
