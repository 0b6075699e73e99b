import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isObject, type JsonObject, jsonOf } from '../../denial/json-value.ts'
import type { LookupAttribute } from './attribute.ts'
import { isWholeDay, keptMs, type Slice } from './slices.ts'

/** What was found in whole days that are finished, so that an interrupted search goes on where it stopped and a repeated one is quick. */
export interface SliceCache {
  readonly read: (region: string, slice: Slice) => Promise<FoundSlice | null>
  readonly write: (region: string, slice: Slice, found: FoundSlice) => Promise<void>
}

/** The failed calls of a slice. */
export interface FoundSlice {
  readonly records: readonly JsonObject[]
  /** Events looked at. */
  readonly events: number
}

/** A cache that keeps nothing. */
export const noSliceCache: SliceCache = { read: () => Promise.resolve(null), write: () => Promise.resolve() }

/**
 * A cache in a folder, for one account, of whole days; those that CloudTrail has forgotten since are deleted. `owner` tells whose
 * events these are and is stored as a digest only.
 */
export function sliceCache(folder: string, owner: string, attribute: LookupAttribute | null): SliceCache {
  let isTidy = false
  const fileOf = (region: string, { start, end }: Slice): string => {
    const key = JSON.stringify([owner, attribute, region, start, end])
    return join(folder, `${createHash('sha256').update(key).digest('hex')}.json`)
  }
  return {
    read: async (region, slice) => {
      try {
        return foundOf(jsonOf(await readFile(fileOf(region, slice), 'utf8')))
      } catch {
        return null
      }
    },
    // Not to be able to keep what was found is no reason not to tell it.
    write: async (region, slice, found) => {
      if (!slice.isFinal || !isWholeDay(slice)) return
      const file = fileOf(region, slice)
      const draft = `${file}.${process.pid}.tmp`
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await writeFile(draft, JSON.stringify(found), { mode: 0o600 })
        await rename(draft, file)
        if (!isTidy) await dropForgotten(folder)
        isTidy = true
      } catch {}
    },
  }
}

/** Deletes what was written before anything that CloudTrail still holds. */
async function dropForgotten(folder: string): Promise<void> {
  const before = Date.now() - keptMs
  for (const name of await readdir(folder)) {
    const file = join(folder, name)
    if (/^[0-9a-f]{64}\.json/.test(name) && (await stat(file)).mtimeMs < before) await rm(file, { force: true })
  }
}

function foundOf(json: unknown): FoundSlice | null {
  if (!isObject(json) || !Array.isArray(json.records) || typeof json.events !== 'number') return null
  return { records: json.records.filter(isObject), events: json.events }
}
