import { join } from 'node:path'
import type { Phrase } from '../iam/phrase.ts'
import { cacheFolder } from '../trail/files/cache.ts'
import { findInFiles } from '../trail/files/find-in-files.ts'
import type { Find } from '../trail/follow.ts'
import { placeOf, type S3Place } from '../trail/s3/layout.ts'
import type { ExitCode, Io } from './io.ts'
import type { TrailOptions } from './trail-options.ts'

/** What the words of a command line name as a source, opened. */
export type OpenedSource =
  | {
      readonly ok: true
      readonly find: Find
      /** Aborts when the reader interrupts the program. */
      readonly signal: AbortSignal
      /** Milliseconds between two looks of `--follow`. */
      readonly every: number
    }
  | { readonly ok: false; readonly code: ExitCode; readonly problem: Phrase }

/** Files are looked at often; AWS is asked no more than its rate allows. */
const everyMs = { files: 2_000, aws: 30_000 } as const

/** The source that the words name: `lookup` with its Regions, an `s3://` address, else files and folders. */
export async function sourceOf(options: TrailOptions, io: Io): Promise<OpenedSource> {
  const { sources, usesCache, engine, language } = options
  const signal = io.interruption()
  if (engine.kind !== 'local') {
    const { engineFind } = await import('./engines.ts')
    const opened = await engineFind(engine, language, signal, io)
    return opened.ok ? { ...opened, signal, every: everyMs.aws } : opened
  }
  const kept = usesCache ? { cacheFolder: cacheFolder(io.env) } : {}
  const remote = sources.filter(isRemote)
  const [only, ...others] = remote
  if (only === undefined)
    return { ok: true, find: (question) => findInFiles(sources, question, kept), signal, every: everyMs.files }
  if (others.length > 0 || sources.length > 1) return { ok: false, code: 2, problem: alone }
  const lookup = /^lookup(?::(.+))?$/.exec(only)
  if (lookup !== null) {
    const regions = regionsOf(lookup[1], io)
    if (regions.length === 0) return { ok: false, code: 2, problem: withoutRegion }
    return { ok: true, find: lookupIn(regions, kept.cacheFolder ?? null, signal, io), signal, every: everyMs.aws }
  }
  const place = placeOf(only)
  if (place === null) return { ok: false, code: 2, problem: noBucket }
  return { ok: true, find: inBucket(place, signal, io), signal, every: everyMs.aws }
}

/** Whether a word names a source of AWS and no file. */
export function isRemote(source: string): boolean {
  return /^(?:s3:\/\/|lookup(?::|$))/.test(source)
}

function inBucket(place: S3Place, signal: AbortSignal, io: Io): Find {
  return async function* bucket(question) {
    const [{ findInS3 }, { s3Client }] = await Promise.all([
      import('../trail/s3/find-in-s3.ts'),
      import('../trail/s3/client.ts'),
    ])
    yield* findInS3(question, { place, client: await s3Client(io.env), signal })
  }
}

function lookupIn(regions: readonly string[], folder: string | null, signal: AbortSignal, io: Io): Find {
  return async function* lookup(question) {
    const [{ findInLookup }, { lookupClient, lookupOwner }, { noSliceCache, sliceCache }, { attributeOf }] =
      await Promise.all([
        import('../trail/lookup/find-in-lookup.ts'),
        import('../trail/lookup/client.ts'),
        import('../trail/lookup/slice-cache.ts'),
        import('../trail/lookup/attribute.ts'),
      ])
    const cache =
      folder === null ? noSliceCache : sliceCache(join(folder, 'lookup'), lookupOwner(io.env), attributeOf(question))
    yield* findInLookup(question, { regions, clientOf: lookupClient, cache, now: io.now().getTime(), signal })
  }
}

/** Regions after a colon, else that of the environment; IAM, STS and CloudFront log in us-east-1. */
function regionsOf(listed: string | undefined, { env }: Io): readonly string[] {
  const own = env.AWS_REGION ?? env.AWS_DEFAULT_REGION
  const names = listed?.split(',') ?? (own === undefined ? [] : [own, 'us-east-1'])
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))]
}

const alone: Phrase = {
  en: '`lookup` and `s3://…` stand alone: name one source of AWS, or any number of files and folders.',
  ko: '`lookup` 및 `s3://…` 소스는 하나만 지정할 수 있습니다. 파일과 폴더는 여러 개를 지정할 수 있습니다.',
}

const withoutRegion: Phrase = {
  en: '`lookup` needs Regions: set AWS_REGION, or name them, as in `lookup:us-east-1,eu-west-1`.',
  ko: '`lookup` 소스에는 리전이 필요합니다. AWS_REGION을 설정하거나 `lookup:us-east-1,eu-west-1`처럼 지정하세요.',
}

const noBucket: Phrase = {
  en: 'An address of S3 has the form `s3://BUCKET/PREFIX`.',
  ko: 'S3 주소는 `s3://BUCKET/PREFIX` 형식입니다.',
}
