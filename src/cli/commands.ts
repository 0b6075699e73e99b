import { Command, CommanderError } from 'commander'
import type { Language } from '../causes/cause.ts'
import { version } from '../version.ts'
import type { CommandName, CommandUsage } from './command-usage.ts'
import { checkEvaluateOptions, type EvaluateOptions, type RawEvaluateOptions } from './evaluate-options.ts'
import { helpText, shortUsage } from './help.ts'
import { cliProblem, type ExitCode, type Io, printable, reasonOf } from './io.ts'
import { languageOf } from './language.ts'
import {
  type CausesOptions,
  type Checked,
  checkCausesOptions,
  checkExplainOptions,
  type RawCheckOptions,
} from './options.ts'
import { checkParseOptions, type ParseOptions, type RawParseOptions } from './parse-options.ts'
import { type ExplainedOptions, type RawRecordOptions, withRecordOptions } from './record-options.ts'
import { checkSqlOptions, type RawSqlOptions, type SqlOptions } from './sql-options.ts'
import { checkTrailOptions, type RawTrailOptions, type TrailOptions } from './trail-options.ts'
import { commandUsages } from './usage.ts'
import { usageProblemOf } from './usage-problem.ts'

/** What each command runs. */
export interface Commands {
  readonly explain: (options: ExplainedOptions, io: Io) => Promise<ExitCode>
  readonly check: (words: readonly string[], raw: RawCheckOptions, language: Language, io: Io) => Promise<ExitCode>
  readonly trail: (options: TrailOptions, io: Io) => Promise<ExitCode>
  readonly parse: (options: ParseOptions, io: Io) => Promise<ExitCode>
  readonly evaluate: (options: EvaluateOptions, io: Io) => Promise<ExitCode>
  readonly causes: (options: CausesOptions, io: Io) => Promise<ExitCode>
  readonly sql: (options: SqlOptions, io: Io) => Promise<ExitCode>
}

/** The commands of this program, each loaded when it is asked for: starting one does not read the code of the others. */
export const lazyCommands: Commands = {
  explain: async (options, io) => (await import('./explain.ts')).runExplain(options, io),
  check: async (words, raw, language, io) => (await import('./check.ts')).runCheck(words, raw, language, io),
  trail: async (options, io) => (await import('./trail.ts')).runTrail(options, io),
  parse: async (options, io) => (await import('./parse.ts')).runParse(options, io),
  evaluate: async (options, io) => (await import('./evaluate.ts')).runEvaluate(options, io),
  causes: async (options, io) => (await import('./causes.ts')).runCauses(options, io),
  sql: async (options, io) => (await import('./sql.ts')).runSql(options, io),
}

/** Runs the command that the arguments name; every failure becomes a sentence and an exit code. */
export async function runCommandLine(
  args: readonly string[],
  io: Io,
  commands: Commands = lazyCommands,
): Promise<ExitCode> {
  const language = languageOf(args, io.env)
  const state: { code: ExitCode } = { code: 0 }
  const program = programOf(language, io, async (name, words, raw) => {
    state.code = await runCommand(name, words, raw, { language, io, commands })
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return state.code
  } catch (error) {
    if (error instanceof CommanderError) return usageExit(error, args, language, io)
    return bugExit(error, language, io)
  }
}

interface RawOptions
  extends RawCheckOptions,
    RawSqlOptions,
    RawTrailOptions,
    RawParseOptions,
    RawEvaluateOptions,
    RawRecordOptions {}

interface Setting {
  readonly language: Language
  readonly io: Io
  readonly commands: Commands
}

/** The arguments of a command are one word at most, but for `check` and `sql`. */
type Start = (name: CommandName, words: readonly string[], raw: RawOptions) => Promise<void>

function programOf(language: Language, io: Io, start: Start): Command {
  const program = new Command('undeny')
    .version(version, '-v, --version')
    .exitOverride()
    .configureOutput({ writeOut: io.stdout, writeErr: () => {} })
    .configureHelp({ formatHelp: () => helpText(null, language) })
    .showSuggestionAfterError(false)
  for (const usage of commandUsages) addCommand(program, usage, language, start)
  return program
}

function addCommand(program: Command, usage: CommandUsage, language: Language, start: Start): void {
  const command = program
    .command(usage.name, { isDefault: usage.name === 'explain' })
    .arguments(usage.argument)
    .configureHelp({ formatHelp: () => helpText(usage.name, language) })
    .action(() => start(usage.name, command.args, command.opts<RawOptions>()))
  const names = new Set(['--help', ...usage.options.map(({ flags }) => /--[\w-]+/.exec(flags)?.[0] ?? '')])
  // Commander takes whatever follows for the value: a forgotten one would be the next option.
  const givenFor = (flags: string, value: string): string => {
    if (!names.has(value)) return value
    throw new CommanderError(2, 'commander.optionMissingArgument', `option '${flags}' argument missing`)
  }
  for (const { flags, repeatable } of usage.options) {
    if (repeatable)
      command.option(flags, '', (value: string, all: readonly string[]) => [...all, givenFor(flags, value)], [])
    else if (flags.includes('<')) command.option(flags, '', (value: string) => givenFor(flags, value))
    else command.option(flags)
  }
}

async function runCommand(
  name: CommandName,
  words: readonly string[],
  raw: RawOptions,
  set: Setting,
): Promise<ExitCode> {
  const { language, io, commands } = set
  const argument = words[0] ?? null
  switch (name) {
    case 'explain':
      // A request given by options alone needs no text, nor does an event of a trail.
      if (raw.action === undefined && raw.event === undefined && hasNoInput(argument, io))
        return showShortUsage(language, io)
      return whenChecked(explainOptions(argument, raw, set), set, commands.explain)
    case 'check':
      return commands.check(words, raw, language, io)
    case 'trail':
      if (words.length === 1 && argument === 'ddl') return (await import('./trail-ddl.ts')).runDdl(raw, language, io)
      return whenChecked(
        checkTrailOptions(words, raw, language, { now: io.now().getTime(), env: io.env }),
        set,
        commands.trail,
      )
    case 'parse':
      if (hasNoInput(argument, io)) return showShortUsage(language, io)
      return whenChecked(checkParseOptions(argument, raw, language), set, commands.parse)
    case 'evaluate':
      if (hasNoInput(argument, io)) return showShortUsage(language, io)
      return whenChecked(checkEvaluateOptions(argument, raw, language), set, commands.evaluate)
    case 'causes':
      return whenChecked(checkCausesOptions(argument, raw.lang, language), set, commands.causes)
    case 'sql':
      return whenChecked(checkSqlOptions(words, raw, language, io.env), set, commands.sql)
  }
}

function explainOptions(
  argument: string | null,
  raw: RawOptions,
  { language, io }: Setting,
): Checked<ExplainedOptions> {
  const checked = checkExplainOptions(argument, raw, language)
  return checked.ok ? withRecordOptions(checked.options, raw, { now: io.now().getTime(), env: io.env }) : checked
}

function whenChecked<Options>(
  checked: Checked<Options>,
  { language, io }: Setting,
  run: (options: Options, io: Io) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (checked.ok) return run(checked.options, io)
  return Promise.resolve(cliProblem(io, 2, checked.problem, language))
}

function hasNoInput(argument: string | null, io: Io): boolean {
  return argument === null && io.stdinIsTerminal
}

function showShortUsage(language: Language, io: Io): ExitCode {
  io.stderr(shortUsage(language))
  return 2
}

function usageExit(error: CommanderError, args: readonly string[], language: Language, io: Io): ExitCode {
  if (error.exitCode === 0) return 0
  return cliProblem(io, 2, usageProblemOf(error.code, error.message, args), language)
}

/** One sentence about a fault of our own, with the stack only for who asks for it. */
export function bugExit(error: unknown, language: Language, io: Io): ExitCode {
  const { en, ko } = reasonOf(error)
  const problem = {
    en: `this is a bug in undeny ${version} (${en}); report it with what UNDENY_DEBUG=1 prints, after removing names that are private.`,
    ko: `undeny ${version}의 버그입니다(${ko}). UNDENY_DEBUG=1로 출력되는 내용에서 공개할 수 없는 이름을 지우고 알려 주세요.`,
  }
  const code = cliProblem(io, 3, problem, language)
  if (io.env.UNDENY_DEBUG === '1' && error instanceof Error) io.stderr(`${printableLines(error.stack ?? '')}\n`)
  return code
}

function printableLines(text: string): string {
  return text.split('\n').slice(0, 40).map(printable).join('\n')
}
