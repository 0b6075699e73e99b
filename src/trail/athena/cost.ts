/** What a query reads, or read, and what AWS asks for it. */
export interface QueryCost {
  readonly kind: 'estimated' | 'scanned'
  /** Null where nobody can tell before. */
  readonly bytes: number | null
  readonly dollars: number | null
}

/**
 * Dollars for a TB in most Regions; in some it is more, and whoever has bought capacity pays otherwise.
 * https://aws.amazon.com/athena/pricing/
 */
const pricePerTb = 5

const megabyte = 1024 ** 2
const terabyte = 1024 ** 4

/** The cost of a query by the bytes it reads: rounded up to the megabyte, and at least 10 of them. */
export function costOf(kind: QueryCost['kind'], bytes: number | null): QueryCost {
  if (bytes === null) return { kind, bytes, dollars: null }
  const charged = bytes === 0 ? 0 : Math.max(Math.ceil(bytes / megabyte), 10) * megabyte
  return { kind, bytes, dollars: (charged / terabyte) * pricePerTb }
}

/** The cost of several queries of one kind, of which each is charged for itself. */
export function sumOfCosts(costs: readonly QueryCost[]): QueryCost {
  return costs.reduce((sum, { kind, bytes, dollars }) => ({
    kind,
    bytes: sum.bytes === null || bytes === null ? null : sum.bytes + bytes,
    dollars: sum.dollars === null || dollars === null ? null : sum.dollars + dollars,
  }))
}
