import type { Denial } from '../../denial/denial.ts'
import { stringAt } from '../../denial/json-value.ts'
import { contextOf } from '../../iam/context.ts'
import type { GivenFacts } from '../../services/call.ts'
import { recordsAbout } from '../../services/records-about.ts'
import type { TrailRecord } from '../../services/session.ts'
import type { Snapshot } from '../../snapshot/snapshot.ts'

/** What denials are explained with. */
export interface Facts {
  readonly snapshot: Snapshot
  /** False where no snapshot was given and `snapshot` is empty. */
  readonly hasSnapshot: boolean
  /** CloudTrail records of the time. */
  readonly trail: readonly TrailRecord[]
  /** Those of them that can bear on a denial. */
  readonly about: (denial: Denial) => readonly TrailRecord[]
}

/** Facts with the records of a log. */
export function factsOf(asked: Pick<Facts, 'snapshot' | 'hasSnapshot'>, trail: readonly TrailRecord[]): Facts {
  // Records come in whatever order they are found; what is told of them does not.
  const keyOf = ({ record }: TrailRecord): string =>
    `${stringAt(record, 'eventTime') ?? ''} ${stringAt(record, 'eventID') ?? ''}`
  const keyed = trail.map((one) => [keyOf(one), one] as const)
  const ordered = keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one)
  return { ...asked, trail: ordered, about: recordsAbout(ordered) }
}

/** A log tells who called and what; nothing is given beside it. */
export const nothingGiven: GivenFacts = {
  principal: null,
  action: null,
  resource: null,
  context: contextOf({}),
  expectedPrincipal: null,
}
