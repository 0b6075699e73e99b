import { parseArn } from '../iam/arn.ts'
import { pointerOf } from '../iam/position.ts'
import { readPolicy } from './document.ts'
import type { Fact, Missing } from './fact.ts'
import { field, listAt, textAt } from './json.ts'
import { missingOf } from './operations.ts'
import type { FoundAnswer, Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'

/** A table of a table bucket. */
export interface S3Table {
  readonly arn: string
  readonly bucketArn: string
  readonly namespace: string
  readonly name: string
  /** Name of the bucket in which S3 keeps its files, `…--table-s3`; null where only a list of tables was read. */
  readonly warehouse: string | null
}

/** Every recorded table: of `GetTable` with where its files lie, of `ListTables` without. */
export function s3Tables(snapshot: Snapshot): readonly S3Table[] {
  const own = snapshot.find('s3tables', 'GetTable').flatMap(({ fact }) => (fact.kind === 'known' ? [fact.value] : []))
  const listed = snapshot
    .find('s3tables', 'ListTables')
    .flatMap(({ fact }) => (fact.kind === 'known' ? listAt(fact.value, 'tables') : []))
  return [...own, ...listed].flatMap(tableIn)
}

function tableIn(json: unknown): readonly S3Table[] {
  const arn = textAt(json, 'tableARN')
  const name = textAt(json, 'name')
  const [namespace] = listAt(json, 'namespace')
  const bucketArn = arn === null ? null : tableBucketOf(arn)
  if (arn === null || name === null || typeof namespace !== 'string' || bucketArn === null) return []
  const location = /^s3:\/\/([^/\s]+)/.exec(textAt(json, 'warehouseLocation') ?? '')?.[1]
  return [{ arn, bucketArn, namespace, name, warehouse: location ?? null }]
}

/** ARN of the table bucket that a table bucket or table ARN is of; null for other ARNs. */
export function tableBucketOf(arn: string): string | null {
  return /^(arn:[^:]*:s3tables:[^:]*:[^:]*:bucket\/[^/]+)(?:\/|$)/.exec(arn)?.[1] ?? null
}

/** The policy of a table bucket. */
export function tableBucketPolicy(snapshot: Snapshot, bucketArn: string): Fact<StoredPolicy> {
  const name = bucketArn.split('/').at(-1) ?? ''
  const answers = [bucketArn, name].flatMap((id) => snapshot.find('s3tables', 'GetTableBucketPolicy', id))
  return (
    policyOf(answers, bucketArn, snapshot) ?? {
      kind: 'unknown',
      missing: missingAt(bucketArn, 'GetTableBucketPolicy', [bucketArn]),
    }
  )
}

/** The policy of one table. */
export function tablePolicy(snapshot: Snapshot, tableArn: string): Fact<StoredPolicy> {
  const table = s3Tables(snapshot).find(({ arn }) => arn === tableArn)
  const bucketArn = tableBucketOf(tableArn) ?? tableArn
  const place = table === undefined ? [bucketArn] : [bucketArn, table.namespace, table.name]
  const answers = [[tableArn], place].flatMap((ids) => snapshot.find('s3tables', 'GetTablePolicy', ...ids))
  return (
    policyOf(answers, tableArn, snapshot) ?? { kind: 'unknown', missing: missingAt(tableArn, 'GetTablePolicy', place) }
  )
}

/** What would tell which table keeps its files in a bucket of S3's own. */
export function tableMissing(warehouse: string): Missing {
  return {
    reason: 'notCollected',
    what: { en: `table that keeps its files in ${warehouse}`, ko: `${warehouse} 버킷에 파일을 두는 테이블` },
    permission: 's3tables:GetTable',
    command: 'aws s3tables get-table --table-bucket-arn … --namespace … --name …',
  }
}

function policyOf(answers: readonly FoundAnswer[], arn: string, snapshot: Snapshot): Fact<StoredPolicy> | null {
  const parts = parseArn(arn)
  const inRegion = answers.filter(({ region }) => region === parts?.region || region === 'global')
  const fact = (inRegion.find((found) => found.fact.kind !== 'unknown') ?? inRegion[0])?.fact
  if (fact === undefined || parts === null) return null
  if (fact.kind !== 'known') return fact
  const raw = field(fact.value, 'resourcePolicy')
  if (raw === undefined) return { kind: 'absent', source: fact.source }
  const source = { file: fact.source.file, pointer: pointerOf('resourcePolicy') }
  const target = `resource-policy:${arn}`
  const place = { target, name: null, arn: null, account: parts.account, awsManaged: false, source }
  return { kind: 'known', value: readPolicy(snapshot, raw, place), source }
}

function missingAt(arn: string, operation: string, identifiers: readonly string[]): Missing {
  const { account = '', region = 'global' } = parseArn(arn) ?? {}
  return missingOf('notCollected', { account, region, service: 's3tables', operation, identifiers })
}
