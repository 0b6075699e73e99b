import type { Fact } from './fact.ts'
import { field, listAt, textAt, textByNameAt } from './json.ts'
import type { Snapshot } from './snapshot.ts'

/** A data catalog that is registered with Athena. */
export interface DataCatalog {
  readonly name: string
  /** `GLUE`, `LAMBDA`, `HIVE` or `FEDERATED`. */
  readonly type: string
  /** Functions that Athena invokes for it, as the catalog names them. */
  readonly functions: readonly string[]
  /** Account whose Glue Data Catalog it stands for; null where it stands for none or does not say. */
  readonly account: string | null
}

/** A data catalog by its name, which Athena compares without case. */
export function dataCatalog(snapshot: Snapshot, account: string, region: string, name: string): Fact<DataCatalog> {
  const recorded = snapshot
    .recorded('athena', 'GetDataCatalog')
    .find(
      (place) =>
        place.account === account &&
        place.region === region &&
        place.identifiers[0]?.toLowerCase() === name.toLowerCase(),
    )
  const answer = snapshot.answer(account, region, 'athena', 'GetDataCatalog', recorded?.identifiers[0] ?? name)
  if (answer.kind !== 'known') return answer
  const parameters = textByNameAt(field(answer.value, 'DataCatalog'), 'Parameters')
  // AWS: one function serves data and metadata, or each has its own.
  // https://docs.aws.amazon.com/athena/latest/APIReference/API_DataCatalog.html
  const functions = ['function', 'metadata-function', 'record-function'].flatMap((key) => parameters[key] ?? [])
  const value: DataCatalog = {
    name: textAt(answer.value, 'DataCatalog', 'Name') ?? name,
    type: textAt(answer.value, 'DataCatalog', 'Type') ?? '',
    functions: [...new Set(functions)],
    account: /^\d{12}(?=$|:)/.exec(parameters['catalog-id'] ?? '')?.[0] ?? null,
  }
  return { ...answer, value }
}

/** Names of the data catalogs that the snapshot speaks of, by their lower-case form. */
export function dataCatalogNames(snapshot: Snapshot, account: string, region: string): ReadonlyMap<string, string> {
  const alone = snapshot
    .recorded('athena', 'GetDataCatalog')
    .filter((place) => place.account === account && place.region === region)
    .flatMap(({ identifiers: [name] }) => name ?? [])
  const list = snapshot.answer(account, region, 'athena', 'ListDataCatalogs')
  const listed =
    list.kind === 'known'
      ? listAt(list.value, 'DataCatalogsSummary').flatMap((item) => textAt(item, 'CatalogName') ?? [])
      : []
  return new Map([...listed, ...alone].map((name) => [name.toLowerCase(), name]))
}

/** Where a connector puts answers that are too large to hand over: bucket and prefix. */
export interface SpillLocation {
  readonly bucket: string
  readonly prefix: string
}

/** The spill location of a connector, from the environment of its function; absent where that names none. */
export function spillLocation(snapshot: Snapshot, functionArn: string): Fact<SpillLocation> {
  const [, , , region = '', account = '', , name = ''] = functionArn.split(':')
  const answer = snapshot.answer(account, region, 'lambda', 'GetFunctionConfiguration', name)
  if (answer.kind !== 'known') return answer
  const variables = textByNameAt(field(answer.value, 'Environment'), 'Variables')
  const bucket = variables['spill_bucket']
  if (bucket === undefined || bucket === '') return { kind: 'absent', source: answer.source }
  // AWS: without a prefix of its own a connector spills below `athena-federation-spill`.
  // https://docs.aws.amazon.com/athena/latest/ug/connectors-cwmetrics.html
  return { ...answer, value: { bucket, prefix: variables['spill_prefix'] || 'athena-federation-spill' } }
}
