import type { Language } from '../causes/cause.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { quoted } from '../fixes/cli-command.ts'
import type { Fix, RenderedEdit } from '../fixes/fix.ts'
import { adviceText } from './advice.ts'
import { instruction } from './instruction.ts'
import { labels } from './labels.ts'
import { ownerName } from './owner.ts'
import { plain, visibleJson } from './printable.ts'
import { summary } from './summary.ts'

interface Words {
  readonly head: readonly string[]
  readonly verified: (proof: string) => string
  readonly who: (owner: string) => string
  readonly replaces: string
  readonly credentials: string
  readonly noCommand: string
}

const wordsOf: Readonly<Record<Language, Words>> = {
  en: {
    head: [
      'undeny printed this script and never runs it.',
      'Read it, then run each step with the credentials of the person named there.',
      'Each document replaces the present one whole; it was made from the recorded answers.',
      'Where a policy was changed since they were recorded, record again first.',
    ],
    verified: (proof) => `The first fix, ${proof}.`,
    who: (owner) => `To be run by the ${owner}.`,
    replaces: 'This command puts the whole new document in place.',
    credentials: 'This command starts a new session and prints its credentials.',
    noCommand: 'There is no command for this step.',
  },
  ko: {
    head: [
      '이 스크립트는 undeny가 출력했으며, undeny는 이 스크립트를 실행하지 않습니다.',
      '내용을 읽은 뒤 각 단계를 거기에 적힌 담당자의 자격 증명으로 실행하세요.',
      '문서는 기록된 응답으로 만들었으며, 지금 있는 문서 전체를 대신합니다.',
      '기록한 뒤에 정책이 바뀌었다면 먼저 다시 기록하세요.',
    ],
    verified: (proof) => `첫 번째 해결책입니다. ${proof}.`,
    who: (owner) => `실행할 사람: ${owner}`,
    replaces: '이 명령은 새 문서 전체를 적용합니다.',
    credentials: '이 명령은 새 세션을 시작하고 그 자격 증명을 출력합니다.',
    noCommand: '이 단계에는 명령이 없습니다.',
  },
}

/** A POSIX shell script that makes the first fix of each diagnosis; null where none of them is verified. */
export function applyScript(diagnoses: readonly Diagnosis[], language: Language): string | null {
  const words = wordsOf[language]
  const fixed = diagnoses.flatMap((diagnosis) => {
    const [fix] = diagnosis.fixes
    return fix?.outcome.verified === true ? [{ diagnosis, fix }] : []
  })
  if (fixed.length === 0) return null
  const body = fixed.flatMap(({ diagnosis, fix }) => fixSection(diagnosis, fix, language))
  const needsFiles = body.some((line) => line.startsWith('cat > '))
  const files = needsFiles ? ['', 'directory=$(mktemp -d)', `trap 'rm -rf "$directory"' EXIT`] : []
  return `${['#!/bin/sh', ...words.head.map(comment), 'set -eu', ...files, ...body].join('\n')}\n`
}

function fixSection(diagnosis: Diagnosis, fix: Fix, language: Language): readonly string[] {
  const words = wordsOf[language]
  const proof = labels[language].verified(diagnosis.requests.length, fix.alsoAllows)
  const heads = [...summary[language](diagnosis), words.verified(proof)]
  return ['', ...heads.map(comment), ...stepsOf(fix).flatMap((step, i) => ['', ...stepLines(step, i + 1, language)])]
}

/** Edits of one document are one step, because its command carries the document after all of them. */
function stepsOf({ edits }: Fix): readonly (readonly [RenderedEdit, ...RenderedEdit[]])[] {
  const steps: [RenderedEdit, ...RenderedEdit[]][] = []
  for (const edit of edits) {
    const same = edit.cli === null ? undefined : steps.find(([first]) => first.cli === edit.cli)
    if (same === undefined) steps.push([edit])
    else same.push(edit)
  }
  return steps
}

function stepLines(
  [first, ...others]: readonly [RenderedEdit, ...RenderedEdit[]],
  number: number,
  language: Language,
): readonly string[] {
  const words = wordsOf[language]
  const about = [first, ...others].flatMap((edit) =>
    [instruction[language](edit), adviceText[language](edit) ?? []].flat(),
  )
  const owner = ownerName[language](first.owner)
  const [headline = '', ...more] = about
  const said = [...more, words.who(owner), ...effectOf(first, words)]
  return [
    comment(`${number}. ${headline}`),
    ...said.map((line) => comment(`   ${line}`)),
    ...(first.cli === null ? [] : commandLines(first.cli, first.document)),
  ]
}

function effectOf({ target, cli, document }: RenderedEdit, words: Words): readonly string[] {
  if (cli === null) return [words.noCommand]
  if (target === 'session-policy') return [words.credentials]
  return document === null ? [] : [words.replaces]
}

/** The command, its document read from a file that a here-document writes. */
function commandLines(cli: string, document: unknown): readonly string[] {
  const inline = quoted(JSON.stringify(document))
  const at = cli.indexOf(inline)
  if (document === null || at < 0) return [visibleJson(cli)]
  const lines = JSON.stringify(document, null, 2).split('\n').map(visibleJson)
  const end = delimiterFor(lines)
  const command = `${cli.slice(0, at)}"file://${fileMark}"${cli.slice(at + inline.length)}`
  return [`cat > "${fileMark}" <<'${end}'`, ...lines, end, visibleJson(command)]
}

/** Written anew for every command. */
const fileMark = '$directory/document.json'

/** A word that no line of the document is. */
function delimiterFor(lines: readonly string[]): string {
  let word = 'DOCUMENT'
  while (lines.includes(word)) word = `${word}_`
  return word
}

function comment(text: string): string {
  return `# ${plain(text)}`.trimEnd()
}
