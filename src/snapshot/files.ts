/** The files of a snapshot, however they are stored. Paths use `/` and start at the snapshot's root. */
export interface SnapshotFiles {
  /** Every path, in any order. */
  paths(): readonly string[]
  /** The file's text; null where there is no such file. */
  read(path: string): string | null
}

/** The files of an object keyed by path, whose values are texts or JSON values. */
export function filesOfObject(object: Readonly<Record<string, unknown>>): SnapshotFiles {
  return {
    paths: () => Object.keys(object),
    read: (path) => {
      const value = Object.hasOwn(object, path) ? object[path] : undefined
      if (value === undefined) return null
      return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
    },
  }
}
