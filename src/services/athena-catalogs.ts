import { dataCatalog, dataCatalogNames } from '../snapshot/data-catalogs.ts'
import type { Missing } from '../snapshot/fact.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { firstOfThree } from './athena-statement.ts'
import type { AskedQuery } from './planned-query.ts'

/** The data catalogs of a query. */
export interface QueryCatalogs {
  /** Those that are registered by a name of their own, in the case of that name. */
  readonly registered: readonly string[]
  /** AWS Lambda functions behind them, as the catalogs name them. */
  readonly functions: readonly string[]
  /** Accounts whose Glue Data Catalog holds the tables, first that of names without a catalog. */
  readonly accounts: readonly string[]
  /** Whether names without a catalog are those of the caller's own Glue Data Catalog. */
  readonly isOwnDefault: boolean
  /** Registered catalogs of which it could not be read what stands behind them. */
  readonly missing: readonly Missing[]
}

// AWS: the Glue Data Catalog of the account is named `AwsDataCatalog`.
// https://docs.aws.amazon.com/athena/latest/ug/understanding-tables-databases-and-the-data-catalog.html
const ownName = 'awsdatacatalog'

/** The data catalogs that a query names, by its context and in names of three parts, and what stands behind each. */
export function queryCatalogs(
  asked: AskedQuery,
  { account, region }: { readonly account: string; readonly region: string },
  snapshot: Snapshot,
): QueryCatalogs {
  const nameByLowerCase = dataCatalogNames(snapshot, account, region)
  // The first of three parts can also be the database of a column.
  const inText = [...firstOfThree(asked.sql)].flatMap((written) => {
    if (written.startsWith('lambda:')) return [written]
    const name = written.toLowerCase()
    return name === ownName ? [ownName] : (nameByLowerCase.get(name) ?? [])
  })
  const first = asked.catalog === null || asked.catalog.toLowerCase() === ownName ? ownName : asked.catalog
  const names = [...new Set([first, ...inText])]
  const found = names.map((name) => behind(name, account, region, snapshot))
  return {
    registered: found.flatMap(({ registeredAs }) => registeredAs ?? []),
    functions: found.flatMap(({ functions }) => functions),
    accounts: [...new Set(found.flatMap((one) => one.account ?? []))],
    isOwnDefault: first === ownName,
    missing: found.flatMap(({ missing }) => missing ?? []),
  }
}

interface Behind {
  readonly registeredAs: string | null
  readonly functions: readonly string[]
  readonly account: string | null
  readonly missing: Missing | null
}

const nothing: Behind = { registeredAs: null, functions: [], account: null, missing: null }

function behind(name: string, account: string, region: string, snapshot: Snapshot): Behind {
  if (name === ownName) return { ...nothing, account }
  // AWS: a query can name the function of a connector in the place of a catalog.
  // https://docs.aws.amazon.com/athena/latest/ug/running-federated-queries.html
  if (name.startsWith('lambda:')) return { ...nothing, functions: [name.slice('lambda:'.length)] }
  const catalog = dataCatalog(snapshot, account, region, name)
  if (catalog.kind === 'unknown') return { ...nothing, registeredAs: name, missing: catalog.missing }
  if (catalog.kind === 'absent') return { ...nothing, registeredAs: name }
  return { ...catalog.value, registeredAs: catalog.value.name, missing: null }
}
