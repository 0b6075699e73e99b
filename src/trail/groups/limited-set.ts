/** Different values, no more than a limit of them; beyond it only that there are more. */
export interface LimitedSet {
  readonly values: ReadonlySet<string>
  readonly hasMore: boolean
}

/** A set that is being filled. */
export interface LimitedDraft extends LimitedSet {
  readonly values: Set<string>
  hasMore: boolean
}

/** An empty set. */
export function limitedDraft(): LimitedDraft {
  return { values: new Set(), hasMore: false }
}

/** Takes a value in where there is room for it. */
export function addLimited(draft: LimitedDraft, value: string | null, most: number): void {
  if (value === null || draft.values.has(value)) return
  if (draft.values.size < most) draft.values.add(value)
  else draft.hasMore = true
}

/** A number of different things, or that there are more of them. */
export interface LimitedCount {
  readonly count: number
  readonly hasMore: boolean
}

/** How many values a set holds. */
export function countOf({ values, hasMore }: LimitedSet): LimitedCount {
  return { count: values.size, hasMore }
}
