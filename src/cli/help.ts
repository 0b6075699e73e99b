import type { Language } from '../causes/cause.ts'
import type { CommandName, CommandUsage, OptionUsage } from './command-usage.ts'
import { commandUsages } from './usage.ts'

type Row = readonly [string, string]

interface Headings {
  readonly usage: string
  readonly commands: string
  readonly sources: string
  readonly options: string
  readonly optionsOfExplain: string
  readonly examples: string
  readonly exitCodes: string
}

const headings: Readonly<Record<Language, Headings>> = {
  en: {
    usage: 'Usage',
    commands: 'Commands',
    sources: 'Sources',
    options: 'Options',
    optionsOfExplain: 'Options of explain',
    examples: 'Examples',
    exitCodes: 'Exit codes',
  },
  ko: {
    usage: '사용법',
    commands: '명령',
    sources: '소스',
    options: '옵션',
    optionsOfExplain: 'explain의 옵션',
    examples: '예',
    exitCodes: '종료 코드',
  },
}

const introduction: Readonly<Record<Language, string>> = {
  en:
    'Explains an AWS "Access Denied": each policy that refuses the call, the proof, and the smallest fix.\n' +
    'Reads what it is given and changes nothing in AWS. It uses the network only where a source of\n' +
    '`trail`, `sql` or `--trail` names it: s3://, lookup, Athena or Trino.',
  ko:
    'AWS "Access Denied"의 원인을 설명합니다. 호출을 거부한 모든 정책과 근거, 가장 작은 해결책을 보여 줍니다.\n' +
    '받은 입력만 읽고 AWS에서는 아무것도 바꾸지 않습니다. 네트워크는 `trail`, `sql` 명령이나 `--trail` 옵션의 소스로\n' +
    's3://, lookup, Athena, Trino 가운데 하나를 지정했을 때만 씁니다.',
}

const failureRows: Readonly<Record<Language, readonly Row[]>> = {
  en: [
    ['2', 'wrong usage'],
    ['3', 'input that could not be read'],
  ],
  ko: [
    ['2', '사용법이 맞지 않습니다'],
    ['3', '입력을 읽지 못했습니다'],
  ],
}

const helpRow: Readonly<Record<Language, Row>> = {
  en: ['-h, --help', 'show this help'],
  ko: ['-h, --help', '이 도움말을 보여 줍니다'],
}

const versionRow: Readonly<Record<Language, Row>> = {
  en: ['-v, --version', 'show the version'],
  ko: ['-v, --version', '버전을 보여 줍니다'],
}

/** The help of one command, or of the whole program for null. */
export function helpText(name: CommandName | null, language: Language): string {
  const command = commandUsages.find((usage) => usage.name === name)
  return command === undefined ? programHelp(language) : commandHelp(command, language)
}

/** Two or three lines for a reader who started the program with nothing to explain. */
export function shortUsage(language: Language): string {
  const [file, pipe] = ['undeny FILE [--snapshot DIR]', 'some command 2>&1 | undeny']
  return language === 'ko'
    ? `사용법: ${file}\n        ${pipe}\nundeny --help 명령이 모든 옵션을 보여 줍니다.\n`
    : `Usage: ${file}\n       ${pipe}\nundeny --help lists every option.\n`
}

function programHelp(language: Language): string {
  const words = headings[language]
  const explainUsage = commandUsages.filter((usage) => usage.name === 'explain')
  return joinSections([
    introduction[language],
    section(words.usage, [
      'undeny [FILE|-] [--snapshot DIR] [OPTIONS]',
      'some command 2>&1 | undeny',
      'undeny COMMAND [OPTIONS]',
    ]),
    table(
      words.commands,
      commandUsages.map((usage) => [`${usage.name} ${usage.argument}`, usage.about[language]]),
    ),
    table(
      words.optionsOfExplain,
      explainUsage.flatMap(({ options }) => options.filter(isUngrouped).map((one) => rowOf(one, language))),
    ),
    table(words.options, [helpRow[language], versionRow[language]]),
    section(
      words.examples,
      explainUsage.flatMap((usage) => usage.examples),
    ),
    ...explainUsage.map((usage) => table(words.exitCodes, exitRows(usage, language))),
  ])
}

function commandHelp(usage: CommandUsage, language: Language): string {
  const words = headings[language]
  const { about } = usage
  return joinSections([
    section(words.usage, [`undeny ${usage.name} ${usage.argument} [OPTIONS]`]),
    about[language],
    ...(usage.sources.length === 0 ? [] : [table(words.sources, sourceRows(usage, language))]),
    ...optionTables(usage, language),
    section(words.examples, usage.examples),
    table(words.exitCodes, exitRows(usage, language)),
  ])
}

function sourceRows({ sources }: CommandUsage, language: Language): readonly Row[] {
  return sources.map(([source, about]) => [source, about[language]])
}

/** The options below their headings, all as wide as the widest. */
function optionTables({ options }: CommandUsage, language: Language): readonly string[] {
  const ownHeading = headings[language].options
  const headingOf = ({ group }: OptionUsage): string => group?.[language] ?? ownHeading
  const names = [...new Set([...options.map(headingOf), ownHeading])]
  const width = Math.max(...options.map((one) => rowOf(one, language)[0].length))
  return names.map((name) => {
    const rows = options.filter((one) => headingOf(one) === name).map((one) => rowOf(one, language))
    return table(name, name === ownHeading ? [...rows, helpRow[language]] : rows, width)
  })
}

/** Options below a heading of their own stand in the help of the command alone. */
function isUngrouped({ group }: OptionUsage): boolean {
  return group === null
}

function rowOf({ flags, about }: OptionUsage, language: Language): Row {
  return [flags.replace(/[<>]/g, ''), about[language]]
}

function exitRows(usage: CommandUsage, language: Language): readonly Row[] {
  return [...usage.exits.map((about, code): Row => [String(code), about[language]]), ...failureRows[language]]
}

function section(heading: string, lines: readonly string[]): string {
  return [`${heading}:`, ...lines.map((line) => `  ${line}`)].join('\n')
}

// The left column is ASCII in both languages, so its length is its width.
function table(heading: string, rows: readonly Row[], least = 0): string {
  const width = Math.max(least, ...rows.map(([left]) => left.length))
  return section(
    heading,
    rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`),
  )
}

function joinSections(sections: readonly string[]): string {
  return `${sections.join('\n\n')}\n`
}
