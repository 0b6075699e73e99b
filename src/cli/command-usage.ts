import type { Phrase } from '../iam/phrase.ts'

/** The verbs of the command line. */
export type CommandName = 'explain' | 'check' | 'trail' | 'sql' | 'parse' | 'evaluate' | 'causes'

/** One option: its flags as commander reads them, and its line in the help. */
export interface OptionUsage {
  readonly flags: string
  readonly repeatable: boolean
  /** Heading that it stands below; null for that of all options. */
  readonly group: Phrase | null
  readonly about: Phrase
}

/** One command: its argument, its options and its help. */
export interface CommandUsage {
  readonly name: CommandName
  readonly argument: string
  readonly about: Phrase
  /** What its argument can be, where that needs telling. */
  readonly sources: readonly (readonly [source: string, about: Phrase])[]
  readonly options: readonly OptionUsage[]
  readonly examples: readonly string[]
  /** What exit code 0 says, and 1 where the command has it; 2 and 3 mean the same everywhere. */
  readonly exits: readonly Phrase[]
}

/** An option that is given once. */
export function option(flags: string, en: string, ko: string): OptionUsage {
  return { flags, repeatable: false, group: null, about: { en, ko } }
}

/** An option that may be given several times. */
export function repeatable(flags: string, en: string, ko: string): OptionUsage {
  return { flags, repeatable: true, group: null, about: { en, ko } }
}

/** Options that stand below a heading of their own. */
export function grouped(group: Phrase, options: readonly OptionUsage[]): readonly OptionUsage[] {
  return options.map((one) => ({ ...one, group }))
}

/** The option of every command that answers in words. */
export const languageOption: OptionUsage = option(
  '--lang <LANG>',
  'language of the answer: en or ko (default: of the environment)',
  '답의 언어: en 또는 ko (기본값: 환경 설정의 언어)',
)
