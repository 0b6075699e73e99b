import type { Phrase } from '../iam/phrase.ts'
import { ownRegion } from '../trail/own-region.ts'
import type { TrinoAuthentication } from '../trail/trino/options.ts'
import { printable } from './io.ts'
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
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * The engine that the options name, or the first thing wrong with them: `region` is where Athena runs, null for that of
 * the environment. Secrets come from the environment alone.
 */
export function checkEngine(raw: RawEngineOptions, region: string | null, env: Env): Checked<EngineChoice> {
  const table = raw.table?.at(-1) ?? null
  const { workgroup = null, output = null, catalog = null, database = null, location = null } = raw
  switch (raw.engine) {
    case undefined:
      return localEngine(raw)
    case 'athena': {
      const own = region ?? ownRegion(env)
      const engine: EngineChoice = {
        kind: 'athena',
        region: own,
        workgroup,
        output,
        catalog,
        database,
        table,
        location,
      }
      return output === null || /^s3:\/\/[^/]+/.test(output) ? { ok: true, options: engine } : fault(badOutput(output))
    }
    case 'trino':
      return trinoEngine(raw, table, env)
    default:
      return fault({
        en: `\`--engine\` is athena or trino, not \`${printable(raw.engine)}\`.`,
        ko: `\`--engine\` 값은 athena 또는 trino이며, \`${printable(raw.engine)}\` 값은 쓸 수 없습니다.`,
      })
  }
}

/** Options that only an engine takes. */
const engineOnly = ['workgroup', 'output', 'catalog', 'database', 'schema', 'server', 'user', 'ca'] as const

function localEngine(raw: RawEngineOptions): Checked<EngineChoice> {
  const given = engineOnly.find((option) => raw[option] !== undefined)
  if (given === undefined) return { ok: true, options: { kind: 'local' } }
  return fault({
    en: `\`--${given}\` belongs to \`--engine athena\` or \`--engine trino\`.`,
    ko: `\`--${given}\` 옵션은 \`--engine athena\` 또는 \`--engine trino\` 옵션과 함께 씁니다.`,
  })
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
