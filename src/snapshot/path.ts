/** Which answer a file of the snapshot holds. */
export interface AnswerPlace {
  /** The account that made the call. */
  readonly account: string
  /** A Region, or `global`. */
  readonly region: string
  readonly service: string
  readonly operation: string
  /** Decoded: `reports/q1.csv`, not `reports%2Fq1.csv`. */
  readonly identifiers: readonly string[]
}

/** Longer paths are no part of a snapshot: no file system holds them. */
export const longestPath: number = 4096

/** Reads `<account>/<region>/<service>/<Operation>[/<identifier>…].json`; null for any other path. */
export function placeOf(path: string): AnswerPlace | null {
  if (!path.endsWith('.json') || path.length > longestPath) return null
  const [account, region, service, operation, ...identifiers] = path.slice(0, -'.json'.length).split('/')
  if (account === undefined || region === undefined || service === undefined || operation === undefined) return null
  if (!/^\d{12}$/.test(account) || region === '' || service === '' || operation === '') return null
  return { account, region, service, operation, identifiers: whole(operation, identifiers.map(decoded)) }
}

/** An object key saved with its slashes as folders is still one identifier. */
function whole(operation: string, identifiers: readonly string[]): readonly string[] {
  if (identifiers.length < 3 || !/^(HeadObject|GetObjectAcl)$/.test(operation)) return identifiers
  return [identifiers[0] ?? '', identifiers.slice(1).join('/')]
}

/** The path at which an answer is recorded. */
export function pathOf(place: AnswerPlace): string {
  const identifiers = place.identifiers.map(encodeIdentifier)
  return `${[place.account, place.region, place.service, place.operation, ...identifiers].join('/')}.json`
}

/** Text under which two spellings of one place are the same: encoded in another way, or with `/` left as it is. */
export function keyOf(place: AnswerPlace): string {
  return [place.account, place.region, place.service, place.operation, ...place.identifiers].join('/')
}

/**
 * The folders, each with its `/`, in which a snapshot begins: archives often carry one around everything. One for a
 * snapshot, several for a folder of snapshots, none where no path looks like a part of one.
 */
export function rootsOf(paths: readonly string[]): readonly string[] {
  const roots = new Set<string>()
  for (const path of paths) {
    if (path.length > longestPath) continue
    const root = /^(.*?)(?:snapshot\.json|\d{12}\/[^/]+\/[^/]+\/[^/]+.*\.json)$/s.exec(path)?.[1]
    if (root !== undefined && (root === '' || root.endsWith('/'))) roots.add(root)
  }
  const sorted = [...roots].sort()
  const outermost: string[] = []
  for (const root of sorted) {
    const last = outermost.at(-1)
    if (last === undefined || !root.startsWith(last)) outermost.push(root)
  }
  return outermost
}

function encodeIdentifier(identifier: string): string {
  // A lone surrogate, which only a hostile name has, cannot be encoded; `.` and `..` would be folders.
  const encoded = encodeURIComponent(identifier.replace(/[\uD800-\uDFFF]/gu, '\uFFFD'))
  return /^\.{1,2}$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded
}

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
