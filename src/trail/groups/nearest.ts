/** A few things, those nearest to something, of two that are as near the one of the lesser key; further ones are not kept. */
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
      if (kept.some((other) => other.key === key)) return
      const at = kept.findIndex(
        (other) => other.distance > distance || (other.distance === distance && other.key > key),
      )
      if (at < 0 && kept.length === most) return
      kept.splice(at < 0 ? kept.length : at, 0, { item, key, distance })
      kept.length = Math.min(kept.length, most)
    },
    items: () => kept.map(({ item }) => item),
  }
}
