import { join } from 'node:path'
import type { Phrase } from '../iam/phrase.ts'
import { cacheFolder } from '../trail/files/cache.ts'
import { findInFiles } from '../trail/files/find-in-files.ts'
import { recordsInFiles } from '../trail/files/records-in-files.ts'
import type { Find } from '../trail/follow.ts'
import type { LookupOptions } from '../trail/lookup/find-in-lookup.ts'
import { ownRegion } from '../trail/own-region.ts'
import type { RecordSource } from '../trail/record-source.ts'
import { placeOf, type S3Place } from '../trail/s3/layout.ts'
import { severalAsOne } from '../trail/several.ts'
import type { ExitCode, Io } from './io.ts'
import type { TrailOptions } from './trail-options.ts'

/** What the words of a command line name as sources, opened. */
export type OpenedSource =
  | {
      readonly ok: true
      readonly find: Find
      /** Looks for records beside those that `find` gives. */
      readonly records: RecordSource
      /** Aborts when the reader interrupts the program. */
      readonly signal: AbortSignal
      /** Milliseconds between two looks of `--follow`. */
      readonly every: number
    }
  | { readonly ok: false; readonly code: ExitCode; readonly problem: Phrase }

/** Files are looked at often; AWS is asked no more than its rate allows. */
const everyMs = { files: 2_000, aws: 30_000 } as const

/** What is needed to open sources. */
export type NamedSources = Pick<TrailOptions, 'sources' | 'usesCache' | 'engine' | 'language'>

/** One source, or why there is none. */
type Opened =
  | { readonly ok: true; readonly find: Find; readonly records: RecordSource }
  | { readonly ok: false; readonly code: ExitCode; readonly problem: Phrase }

/** The sources that the words name, as one: `lookup` with its Regions, `s3://` addresses, files and folders. */
export async function sourceOf({ sources, usesCache, engine, language }: NamedSources, io: Io): Promise<OpenedSource> {
  const signal = io.interruption()
  if (engine.kind !== 'local') {
    const { engineFind } = await import('./engines.ts')
    const opened = await engineFind(engine, language, signal, io)
    return opened.ok ? { ...opened, signal, every: everyMs.aws } : opened
  }
  const folder = usesCache ? cacheFolder(io.env) : null
  const paths = sources.filter((source) => !isRemote(source))
  const remote = sources.filter(isRemote).map((source) => openRemote(source, folder, signal, io))
  const opened = [...(paths.length === 0 ? [] : [openFiles(paths, folder)]), ...remote]
  const fault = opened.find((one) => !one.ok)
  if (fault?.ok === false) return fault
  const all = opened.filter((one) => one.ok)
  const [only, ...others] = all
  const every = remote.length === 0 ? everyMs.files : everyMs.aws
  if (only !== undefined && others.length === 0) return { ...only, signal, every }
  return {
    ok: true,
    find: (question) => severalAsOne(all.map(({ find }) => find(question))),
    records: (sought) => severalAsOne(all.map(({ records }) => records(sought))),
    signal,
    every,
  }
}

function openFiles(paths: readonly string[], folder: string | null): Opened {
  const kept = folder === null ? {} : { cacheFolder: folder }
  return { ok: true, find: (question) => findInFiles(paths, question, kept), records: recordsInFiles(paths) }
}

function openRemote(source: string, folder: string | null, signal: AbortSignal, io: Io): Opened {
  const lookup = /^lookup(?::(.+))?$/.exec(source)
  if (lookup !== null) {
    const regions = regionsOf(lookup[1], io)
    return regions.length === 0 ? { ok: false, code: 2, problem: withoutRegion } : lookupIn(regions, folder, signal, io)
  }
  const place = placeOf(source)
  return place === null ? { ok: false, code: 2, problem: noBucket } : inBucket(place, signal, io)
}

/** Whether a word names a source of AWS and no file. */
export function isRemote(source: string): boolean {
  return /^(?:s3:\/\/|lookup(?::|$))/.test(source)
}

function inBucket(place: S3Place, signal: AbortSignal, io: Io): Opened {
  const open = async () => {
    const [bucket, { s3Client }] = await Promise.all([
      import('../trail/s3/find-in-s3.ts'),
      import('../trail/s3/client.ts'),
    ])
    return { ...bucket, options: { place, client: await s3Client(io.env), signal } }
  }
  return {
    ok: true,
    find: async function* bucket(question) {
      const { findInS3, options } = await open()
      yield* findInS3(question, options)
    },
    records: async function* bucket(sought) {
      const { recordsInS3, options } = await open()
      yield* recordsInS3(options, io.now().getTime())(sought)
    },
  }
}

function lookupIn(regions: readonly string[], folder: string | null, signal: AbortSignal, io: Io): Opened {
  const options = async () => {
    const { lookupClient } = await import('../trail/lookup/client.ts')
    return { regions, clientOf: lookupClient, now: io.now().getTime(), signal }
  }
  return {
    ok: true,
    find: async function* lookup(question) {
      const [{ findInLookup }, { lookupOwner }, { noSliceCache, sliceCache }, { attributeOf }] = await Promise.all([
        import('../trail/lookup/find-in-lookup.ts'),
        import('../trail/lookup/client.ts'),
        import('../trail/lookup/slice-cache.ts'),
        import('../trail/lookup/attribute.ts'),
      ])
      const cacheOf: LookupOptions['cacheOf'] = async (client) =>
        folder === null
          ? noSliceCache
          : sliceCache(join(folder, 'lookup'), await lookupOwner(client, io.env), attributeOf(question))
      yield* findInLookup(question, { ...(await options()), cacheOf })
    },
    records: async function* lookup(sought) {
      const { recordsInLookup } = await import('../trail/lookup/records-in-lookup.ts')
      yield* recordsInLookup(await options())(sought)
    },
  }
}

/** Regions after a colon, else that of the environment; IAM, STS and CloudFront log in us-east-1. */
function regionsOf(listed: string | undefined, { env }: Io): readonly string[] {
  const own = ownRegion(env)
  const names = listed?.split(',') ?? (own === null ? [] : [own, 'us-east-1'])
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))]
}

const withoutRegion: Phrase = {
  en: '`lookup` needs Regions: set AWS_REGION, or name them, as in `lookup:us-east-1,eu-west-1`.',
  ko: '`lookup` 소스에는 리전이 필요합니다. AWS_REGION을 설정하거나 `lookup:us-east-1,eu-west-1`처럼 지정하세요.',
}

const noBucket: Phrase = {
  en: 'An address of S3 has the form `s3://BUCKET/PREFIX`.',
  ko: 'S3 주소는 `s3://BUCKET/PREFIX` 형식입니다.',
}
