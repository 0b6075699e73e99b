import { type Language, languages } from '../causes/cause.ts'

/** Whether a value of `--lang` names a language that answers are written in. */
export function isLanguage(value: string): value is Language {
  return languages.some((language) => language === value)
}

/** The language of the reader: of `--lang` wherever it stands in the arguments, else of the environment. */
export function languageOf(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Language {
  const asked = askedLanguage(args)
  if (asked !== null && isLanguage(asked)) return asked
  // The first variable that is set decides, as in POSIX.
  const locale = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value !== undefined && value !== '')
  return locale !== undefined && /^ko(?![a-z])/i.test(locale) ? 'ko' : 'en'
}

function askedLanguage(args: readonly string[]): string | null {
  const last = args.findLastIndex((argument) => argument === '--lang' || argument.startsWith('--lang='))
  const argument = args[last]
  if (argument === undefined) return null
  return argument === '--lang' ? (args[last + 1] ?? null) : argument.slice('--lang='.length)
}
