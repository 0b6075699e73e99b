/** Line and column, from 1, in a file. */
export interface LineColumn {
  readonly line: number
  readonly column: number
}

/** Where a record stands in its file. */
export interface RecordPlace {
  /** JSON pointer of the record; it goes on into a record that stands there as a string. */
  readonly pointer: string
  /** Where the value at a pointer of the record stands. The file is read again for it, so that no log is kept as text. */
  readonly find: (within: string) => LineColumn | null
}
