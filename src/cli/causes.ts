import { createColors } from 'picocolors'
import type { Cause, Language } from '../causes/cause.ts'
import { causes } from '../causes/index.ts'
import type { Phrase } from '../iam/phrase.ts'
import { likenessOf } from '../iam/similar-name.ts'
import { readCausePage } from './cause-pages.ts'
import { cliProblem, type ExitCode, type Io, printable, usesColour } from './io.ts'
import type { CausesOptions } from './options.ts'
import { firstSentence, pageText } from './page-text.ts'

/** `undeny causes`: lists the causes, or prints the page of one of them. */
export async function runCauses({ cause, language }: CausesOptions, io: Io): Promise<ExitCode> {
  if (cause === null) return listCauses(language, io)
  const asked = cause.trim().toLowerCase()
  const found = causes.find(({ code, name }) => code.toLowerCase() === asked || name === asked)
  if (found === undefined) return cliProblem(io, 2, unknownCause(cause, similarTo(asked)), language)
  const page = await readCausePage(found.name, language, io)
  if (page === null) return cliProblem(io, 3, missingPage(found.name), language)
  io.stdout(pageText(page, usesColour(io)))
  return 0
}

async function listCauses(language: Language, io: Io): Promise<ExitCode> {
  const { bold } = createColors(usesColour(io))
  const width = Math.max(...causes.map(({ name }) => name.length))
  const sections: string[] = []
  for (const [digit, title] of Object.entries(families[language])) {
    const ofFamily = causes.filter(({ code }) => code[2] === digit)
    if (ofFamily.length === 0) continue
    const rows = await Promise.all(ofFamily.map((cause) => listed(cause, width, language, io)))
    sections.push([bold(title), ...rows].join('\n'))
  }
  io.stdout(`${[...sections, footer[language]].join('\n\n')}\n`)
  return 0
}

async function listed({ code, name }: Cause, width: number, language: Language, io: Io): Promise<string> {
  const page = await readCausePage(name, language, io)
  return `  ${code}  ${name.padEnd(width)}  ${page === null ? '' : firstSentence(page)}`.trimEnd()
}

/** Up to three names or codes that resemble what was asked, the nearest first. */
function similarTo(asked: string): readonly string[] {
  return causes
    .map(({ code, name }) => ({ name, likeness: Math.max(likenessOf(asked, name), likenessOf(asked, code)) }))
    .filter(({ name, likeness }) => likeness >= 0.5 || (asked.length >= 4 && name.includes(asked)))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, 3)
    .map(({ name }) => name)
}

const families: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    '1': 'Evidence and the request itself',
    '2': 'Identity-based policy',
    '3': 'Resource-based policy',
    '4': 'Permissions boundary',
    '5': 'Session policy',
    '6': 'Service control policy (SCP)',
    '7': 'Resource control policy (RCP)',
    '8': 'VPC endpoint policy',
    '9': 'Outside policy documents',
  },
  ko: {
    '1': '근거와 요청 자체',
    '2': '자격 증명 기반 정책',
    '3': '리소스 기반 정책',
    '4': '권한 경계',
    '5': '세션 정책',
    '6': '서비스 제어 정책(SCP)',
    '7': '리소스 제어 정책(RCP)',
    '8': 'VPC 엔드포인트 정책',
    '9': '정책 문서 밖의 원인',
  },
}

const footer: Readonly<Record<Language, string>> = {
  en: 'undeny causes NAME shows an example, why AWS denies it, and how to fix it.',
  ko: 'undeny causes NAME 명령이 예제와 거부하는 이유, 해결 방법을 보여 줍니다.',
}

function unknownCause(asked: string, similar: readonly string[]): Phrase {
  const [name, others] = [`\`${printable(asked)}\``, quotedNames(similar)]
  if (similar.length === 0)
    return {
      en: `${name} is not a cause; \`undeny causes\` lists them.`,
      ko: `${name} 원인은 없습니다. \`undeny causes\` 명령이 목록을 보여 줍니다.`,
    }
  return {
    en: `${name} is not a cause; similar: ${others}.`,
    ko: `${name} 원인은 없습니다. 비슷한 이름은 ${others}입니다.`,
  }
}

function missingPage(name: string): Phrase {
  return {
    en: `the page of \`${name}\` is missing from this installation.`,
    ko: `\`${name}\` 원인의 문서가 이 설치본에 없습니다.`,
  }
}

function quotedNames(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}
