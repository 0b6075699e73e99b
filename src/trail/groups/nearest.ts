/** A few things, those nearest to something; further ones are not kept. */
export interface Nearest<T> {
  /** A thing that has the key of one that is kept is the same thing. */
  readonly add: (item: T, key: string, distance: number) => void
  /** The nearest first. */
  readonly items: () => readonly T[]
}

interface Kept<T> {
  readonly item: T
  readonly key: string
  readonly distance: number
}

/** Keeps no more than `most`. */
export function nearest<T>(most: number): Nearest<T> {
  const kept: Kept<T>[] = []
  return {
    add: (item, key, distance) => {
      const furthest = kept.at(-1)
      if (kept.length === most && furthest !== undefined && distance >= furthest.distance) return
      if (kept.some((other) => other.key === key)) return
      const at = kept.findIndex((other) => other.distance > distance)
      kept.splice(at < 0 ? kept.length : at, 0, { item, key, distance })
      kept.length = Math.min(kept.length, most)
    },
    items: () => kept.map(({ item }) => item),
  }
}
