import type { Phrase } from '../iam/phrase.ts'
import { printable } from './io.ts'
import { commandUsages } from './usage.ts'

/**
 * The wrong usage that commander reports, in our words. `code` is commander's own name of the fault; the option or
 * argument concerned stands in quotes in its message.
 */
export function usageProblemOf(code: string, message: string, args: readonly string[]): Phrase {
  const command = commandUsages.find(({ name }) => name === args[0])?.name ?? 'explain'
  const named = printable(/'([^']*)'/.exec(message)?.[1] ?? '')
  switch (code) {
    case 'commander.unknownOption':
      return {
        en: `\`${named}\` is not an option of \`undeny ${command}\`; \`undeny ${command} --help\` lists them.`,
        ko: `\`undeny ${command}\` 명령에는 \`${named}\` 옵션이 없습니다. \`undeny ${command} --help\` 명령이 옵션을 보여 줍니다.`,
      }
    case 'commander.optionMissingArgument':
      return {
        en: `\`${named}\` needs a value.`,
        ko: `\`${named}\` 옵션에는 값이 필요합니다.`,
      }
    case 'commander.missingArgument':
      return missingArgument(command, named)
    case 'commander.excessArguments':
      return {
        en: `\`undeny ${command}\` takes one argument at most; a text of several words goes into a file or into standard input.`,
        ko: `\`undeny ${command}\` 명령의 인수는 하나까지입니다. 여러 단어로 된 텍스트는 파일이나 표준 입력으로 전달하세요.`,
      }
    default:
      return {
        en: 'The arguments do not fit; `undeny --help` lists what fits.',
        ko: '인수가 맞지 않습니다. `undeny --help` 명령이 사용법을 보여 줍니다.',
      }
  }
}

function missingArgument(command: string, named: string): Phrase {
  if (command === 'sql') {
    return {
      en: '`undeny sql` needs a query in quotes, and sources after it; `undeny sql --help` lists what fits.',
      ko: '`undeny sql` 명령에는 따옴표로 묶은 쿼리와 그 뒤의 소스가 필요합니다. `undeny sql --help` 명령이 사용법을 보여 줍니다.',
    }
  }
  return {
    en: `\`undeny ${command}\` needs \`${named}\`; \`undeny ${command} --help\` lists what fits.`,
    ko: `\`undeny ${command}\` 명령에는 \`${named}\` 값을 지정해야 합니다. \`undeny ${command} --help\` 명령이 사용법을 보여 줍니다.`,
  }
}
