/** The files of a snapshot, however they are stored. Paths use `/` and start at the snapshot's root. */
export interface SnapshotFiles {
  /** Every path, in any order. */
  paths(): readonly string[]
  /** The file's text; null where there is no such file. */
  read(path: string): string | null
}
