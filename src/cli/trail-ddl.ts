import type { Phrase } from '../iam/phrase.ts'
import { ddl } from '../trail/sql/ddl.ts'
import { cliProblem, type ExitCode, type Io, printablePhrase } from './io.ts'
import { misplacedOption } from './option-places.ts'
import { langProblem } from './options.ts'
import type { RawTrailOptions } from './trail-options.ts'

/** `undeny trail ddl`: prints the statements that make a CloudTrail table for Athena or Trino; it runs none. */
export function runDdl(raw: RawTrailOptions, language: keyof Phrase, io: Io): ExitCode {
  const wrong = langProblem(raw.lang) ?? misplacedOption('trail', raw, 'ddl')
  if (wrong !== null) return cliProblem(io, 2, wrong, language)
  const { engine = 'athena', location } = raw
  if (engine !== 'athena' && engine !== 'trino') return cliProblem(io, 2, otherEngine, language)
  if (location === undefined) return cliProblem(io, 2, withoutLocation, language)
  const answer = ddl({
    engine,
    table: raw.table?.at(-1) ?? 'cloudtrail_logs',
    location,
    organizationId: raw.organization ?? null,
    accounts: listOf(raw.account),
    regions: listOf(raw.region),
    firstDay: raw.since ?? firstDay(io.now()),
  })
  // The sentence holds what was asked as it was given.
  if (!answer.ok) return cliProblem(io, 2, printablePhrase(answer.problem), language)
  io.stdout(answer.statements.map((statement) => `${statement};\n`).join('\n'))
  return 0
}

function listOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** Two years back: Athena looks through every day of the range for a query that names none. */
function firstDay(now: Date): string {
  return `${now.getUTCFullYear() - 2}-01-01`
}

const otherEngine: Phrase = {
  en: '`undeny trail ddl` makes tables for `--engine athena` (the default) or `--engine trino`.',
  ko: '`undeny trail ddl` 명령은 `--engine athena`(기본값) 또는 `--engine trino`용 테이블을 만듭니다.',
}

const withoutLocation: Phrase = {
  en: '`undeny trail ddl` needs `--location s3://BUCKET/PREFIX`, the folder that holds `AWSLogs`, with `--account` and `--region` (several with commas).',
  ko: '`undeny trail ddl` 명령에는 `AWSLogs` 폴더가 있는 위치를 적는 `--location s3://BUCKET/PREFIX` 옵션과 `--account`, `--region` 옵션(여러 값은 쉼표로 구분)이 필요합니다.',
}
