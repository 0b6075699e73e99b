import { statSync } from 'node:fs'
import { basename, isAbsolute, join, relative, sep } from 'node:path'
import { isSessionMaker, type TrailRecord } from '../../services/session.ts'
import { readTrailFiles } from '../../snapshot/read-files.ts'
import { type FoundRecord, readTrail } from '../../snapshot/trail.ts'

/** Files above this size are not read again to tell a line of them. */
const largest = 16 * 1024 * 1024

/**
 * Records found in files and folders, named as a reader sees them: a file below a folder by its path from there. Of the calls
 * that made sessions, which hold policies, the place in the file is told as well, where it can be read once more.
 */
export function withPlaces(records: readonly TrailRecord[], paths: readonly string[]): readonly TrailRecord[] {
  const known = new Map<string, readonly FoundRecord[]>()
  const inFile = (file: string): readonly FoundRecord[] => {
    const found = known.get(file) ?? recordsOf(file)
    known.set(file, found)
    return found
  }
  return records.map((one) => {
    const file = nameBelow(one.file, paths)
    if (file === null) return one
    const key = isSessionMaker(one.record) ? JSON.stringify(one.record) : null
    const same = key === null ? undefined : inFile(one.file).find(({ record }) => JSON.stringify(record) === key)
    return same === undefined ? { ...one, file } : { ...one, file, place: same.place }
  })
}

/** The name of a file that was found: from the folder that was searched, or its own; null for what is no such file. */
function nameBelow(file: string, paths: readonly string[]): string | null {
  if (paths.includes(file)) return basename(file)
  const isBelow = (folder: string): boolean =>
    file.startsWith(folder) || (folder === './' && !isAbsolute(file) && !file.startsWith('..'))
  const folder = paths.map((path) => join(path, '/')).find(isBelow)
  return folder === undefined ? null : relative(folder, file).split(sep).join('/')
}

function recordsOf(file: string): readonly FoundRecord[] {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  const read = size <= largest ? readTrailFiles(file) : null
  return read?.ok === true ? readTrail(read.files).records : []
}
