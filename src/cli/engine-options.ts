import type { Phrase } from '../iam/phrase.ts'
import { ownRegion } from '../trail/own-region.ts'
import type { TrinoAuthentication } from '../trail/trino/options.ts'
import { printable } from './io.ts'
import { type LogCommand, misplacedOption } from './option-places.ts'
import type { Checked } from './options.ts'

/** Where a question or a query runs. */
export type EngineChoice =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'athena'
      /** Where Athena runs; null for that of the reader's configuration. */
      readonly region: string | null
      readonly workgroup: string | null
      /** `s3://bucket/prefix` for results. */
      readonly output: string | null
      readonly catalog: string | null
      readonly database: string | null
      readonly table: string | null
      /** `s3://bucket/prefix` of the logs, from which the cost is estimated; null where nobody names it. */
      readonly location: string | null
    }
  | {
      readonly kind: 'trino'
      readonly server: string
      readonly user: string
      readonly catalog: string | null
      readonly schema: string | null
      readonly authentication: TrinoAuthentication
      /** File with the certificate of the authority that signed the server's. */
      readonly authorityFile: string | null
      readonly table: string | null
    }

/** The options of an engine as commander gives them. */
export interface RawEngineOptions {
  readonly engine?: string
  readonly workgroup?: string
  readonly output?: string
  readonly catalog?: string
  readonly database?: string
  readonly schema?: string
  readonly server?: string
  readonly user?: string
  readonly ca?: string
  /** Given several times, the last counts. */
  readonly table?: readonly string[]
  readonly location?: string
  readonly region?: string
}

type Env = Readonly<Record<string, string | undefined>>

/** The engine that the options name, or the first thing wrong with them. Secrets come from the environment alone. */
export function checkEngine(command: LogCommand, raw: RawEngineOptions, env: Env): Checked<EngineChoice> {
  const kind = kindOf(raw.engine)
  if (kind === null) return fault(noEngine(raw.engine ?? ''))
  const misplaced = misplacedOption(command, raw, kind)
  if (misplaced !== null) return fault(misplaced)
  if (kind === 'local') return { ok: true, options: { kind } }
  const table = raw.table?.at(-1) ?? null
  if (kind === 'trino') return trinoEngine(raw, table, env)
  const { workgroup = null, output = null, catalog = null, database = null, location = null } = raw
  if (output !== null && !/^s3:\/\/[^/]+/.test(output)) return fault(badOutput(output))
  // `--region` of `trail` is asked of the events.
  const region = (command === 'trail' ? undefined : raw.region) ?? ownRegion(env)
  return { ok: true, options: { kind, region, workgroup, output, catalog, database, table, location } }
}

function kindOf(engine: string | undefined): EngineChoice['kind'] | null {
  if (engine === undefined) return 'local'
  return engine === 'athena' || engine === 'trino' ? engine : null
}

function noEngine(engine: string): Phrase {
  return {
    en: `\`--engine\` is athena or trino, not \`${printable(engine)}\`.`,
    ko: `\`--engine\` 값은 athena 또는 trino이며, \`${printable(engine)}\` 값은 쓸 수 없습니다.`,
  }
}

function trinoEngine(raw: RawEngineOptions, table: string | null, env: Env): Checked<EngineChoice> {
  const { server, catalog = null, schema = null, ca: authorityFile = null } = raw
  if (server === undefined)
    return fault({
      en: '`--engine trino` needs `--server URL`.',
      ko: '`--engine trino` 옵션에는 `--server URL` 옵션이 필요합니다.',
    })
  const user = raw.user ?? (env.TRINO_USER || env.USER || 'undeny')
  const { TRINO_TOKEN: token, TRINO_PASSWORD: password } = env
  // A variable that is set to nothing is not set.
  const authentication: TrinoAuthentication = token
    ? { kind: 'jwt', token }
    : password
      ? { kind: 'basic', password }
      : { kind: 'none' }
  return { ok: true, options: { kind: 'trino', server, user, catalog, schema, authentication, authorityFile, table } }
}

function badOutput(output: string): Phrase {
  return {
    en: `\`--output\` takes a place in S3, like s3://bucket/prefix, and \`${printable(output)}\` is none.`,
    ko: `\`--output\` 옵션에는 s3://bucket/prefix 같은 S3 위치를 쓰며, \`${printable(output)}\` 값은 쓸 수 없습니다.`,
  }
}

function fault(problem: Phrase): { readonly ok: false; readonly problem: Phrase } {
  return { ok: false, problem }
}
