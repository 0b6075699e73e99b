import type { Phrase } from '../iam/phrase.ts'

/** Where a command that reads logs does its work: on this machine, on an engine, or nowhere, as `trail ddl` only prints. */
export type Place = 'local' | 'athena' | 'trino' | 'ddl'

/** The commands that read logs on this machine or on an engine. */
export type LogCommand = 'explain' | 'sql' | 'trail'

type Places = Readonly<Record<string, readonly Place[]>>

const athena: readonly Place[] = ['athena']
const trino: readonly Place[] = ['trino']
const engines: readonly Place[] = ['athena', 'trino']
const wherever: readonly Place[] = ['local', ...engines, 'ddl']

const ofEngines: Places = {
  workgroup: athena,
  output: athena,
  database: athena,
  location: athena,
  catalog: engines,
  table: engines,
  server: trino,
  user: trino,
  schema: trino,
  ca: trino,
}

/** Which options of a command mean something where, by commander's names; one that is not listed does wherever logs are read. */
const placesOf: Readonly<Record<LogCommand, Places>> = {
  explain: { ...ofEngines, region: athena },
  sql: { ...ofEngines, region: athena, timeout: ['local'], memory: ['local'] },
  trail: {
    ...ofEngines,
    table: [...engines, 'ddl'],
    location: [...athena, 'ddl'],
    organization: ['ddl'],
    engine: wherever,
    account: wherever,
    region: wherever,
    since: wherever,
    lang: wherever,
  },
}

/** Said of the first option that is given and would be ignored where the work is done. */
export function misplacedOption(command: LogCommand, raw: object, place: Place): Phrase | null {
  const given: readonly (readonly [string, unknown])[] = Object.entries(raw)
  for (const [name, value] of given) {
    const own = placesOf[command][name] ?? ['local', ...engines]
    if (isGiven(name, value) && !own.includes(place))
      return place === 'ddl' ? notOfDdl(flagOf(name)) : belongingTo(flagOf(name), own)
  }
  return null
}

/** Commander fills in what was not given of an option that can be repeated, and of one that begins with `no`. */
function isGiven(name: string, value: unknown): boolean {
  if (name === 'cache') return value === false
  return value !== undefined && !(Array.isArray(value) && value.length === 0)
}

function flagOf(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return name === 'cache' ? '--no-cache' : `--${words}`
}

function notOfDdl(flag: string): Phrase {
  return {
    en: `\`undeny trail ddl\` takes no \`${flag}\`.`,
    ko: `\`undeny trail ddl\` 명령에는 \`${flag}\` 옵션을 쓸 수 없습니다.`,
  }
}

function belongingTo(flag: string, places: readonly Place[]): Phrase {
  if (places.includes('local'))
    return {
      en: `\`${flag}\` is for a query on this machine, without \`--engine\`.`,
      ko: `\`${flag}\` 옵션은 \`--engine\` 옵션 없이 이 컴퓨터에서 실행하는 쿼리에 씁니다.`,
    }
  const named = engines.filter((engine) => places.includes(engine)).map((engine) => `\`--engine ${engine}\``)
  const ddl = places.includes('ddl') ? ['`undeny trail ddl`'] : []
  const korean = [
    ...(named.length === 0 ? [] : [`${named.join(' 또는 ')} 옵션과 함께`]),
    ...ddl.map((words) => `${words} 명령에`),
  ]
  return {
    en: `\`${flag}\` belongs to ${[...named, ...ddl].join(', ').replace(/, (?=[^,]*$)/, ' or ')}.`,
    ko: `\`${flag}\` 옵션은 ${korean.join(', 또는 ')} 씁니다.`,
  }
}
