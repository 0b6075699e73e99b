import type { Denial } from '../denial/denial.ts'
import { relevantTo } from '../services/relevant-records.ts'
import type { TrailRecord } from '../services/session.ts'
import { findRecordsInFiles } from '../trail/files/find-in-files.ts'

/** What the records that bear on a denial hold: the calls that make sessions, and those that write policies. */
const texts = ['AssumeRole', 'GetFederationToken', 'Policy'] as const

/** A role that assumed a role that assumed a role: longer chains are not followed. */
const mostPasses = 3

/**
 * The records of log files that bear on denials: who made their sessions with which session policy, and what was changed
 * around them. The files are searched for them, not kept in memory; each pass looks for what the one before told of.
 */
export async function contextOfDenials(
  denials: readonly Denial[],
  own: readonly TrailRecord[],
  sources: readonly string[],
): Promise<readonly TrailRecord[]> {
  let found: readonly TrailRecord[] = own
  for (let pass = 0; pass < mostPasses; pass++) {
    const accepts = relevantTo(denials, { found })
    const known = new Set(found.map(keyOf))
    const more = new Map<string, TrailRecord>()
    for (const holding of texts) {
      for await (const { events } of findRecordsInFiles(sources, { holding, accepts })) {
        for (const { record, from } of events) {
          const one = { file: from, record }
          const key = keyOf(one)
          if (!known.has(key)) more.set(key, one)
        }
      }
    }
    if (more.size === 0) break
    found = [...found, ...more.values()]
  }
  return found
}

function keyOf({ record }: TrailRecord): string {
  return JSON.stringify(record)
}
