import type { Language } from '../src/causes/cause.ts'

interface Rule {
  readonly pattern: RegExp
  readonly fault: string
}

const banned: Readonly<Record<Language, readonly Rule[]>> = {
  en: [
    { pattern: /\b(should|must|please|simply|just|oops|sorry|illegal)\b/i, fault: 'a banned word' },
    { pattern: /\b(may|might|possibly|perhaps|probably|seems?)\b/i, fault: 'a guess instead of the missing fact' },
    { pattern: /\bdid you mean\b/i, fault: 'a question to the reader' },
    { pattern: /\b(the following|as shown)\b/i, fault: 'a pointer instead of the value' },
  ],
  ko: [
    {
      pattern: /것 같|듯\s?합|듯 싶|인 듯|아마|지도 모|것으로 (보입|보인|추정|생각)| 수도 있/,
      fault: 'a guess (추측 말투)',
    },
    { pattern: /에 대하여|[을를] 수행/, fault: 'a literal translation (직역투)' },
    { pattern: /죄송|실수하|제발/, fault: 'an apology or a blame' },
  ],
}

const everywhere: readonly Rule[] = [
  { pattern: /\bundefined\b|\bNaN\b|\[object |\$\{/, fault: 'a value that was not filled in' },
  { pattern: /[!?！？]/, fault: 'a question or an exclamation' },
  { pattern: /\p{Extended_Pictographic}/u, fault: 'an emoji' },
  { pattern: /\.\.|…/, fault: 'dots instead of a full stop' },
  { pattern: /^\s|\s$|\S[^\S\n]{2,}\S/, fault: 'a stray space' },
]

/**
 * A particle whose form depends on the sound before it, glued to a value whose reading nobody knows. 이 and 가 count
 * only as whole particles, so that 이며 and 입니다, which fit every value, stay free.
 */
const gluedParticle = /[`}](?:으로|로|은|는|을|를|과|와|(?:이|가)(?![가-힣]))/

// A value set off by a space keeps the particle's fault and adds one of spacing. 이 may begin "이 정책", so it is free.
const looseParticle = /[`}] (?:은|는|을|를)(?![가-힣])/

/** What is wrong with whole sentences shown to a reader, one phrase each: words, values, and the full stop at the end. */
export function wordingProblems(text: string, language: Language): readonly string[] {
  return [...phraseProblems(text, language), ...endingProblems(text, language)]
}

/** What is wrong with a heading or another piece that is no sentence. */
export function phraseProblems(text: string, language: Language): readonly string[] {
  if (text.trim() === '') return ['no text at all']
  const particle = language === 'ko' ? [...faultsOf(text, particleRules)] : []
  const backticks = text.split('`').length - 1
  const unpaired = backticks % 2 === 1 ? ['a backtick without its partner'] : []
  return [...particle, ...unpaired, ...faultsOf(prose(text), [...banned[language], ...everywhere])]
}

const particleRules: readonly Rule[] = [
  { pattern: gluedParticle, fault: 'a particle glued to a value' },
  { pattern: looseParticle, fault: 'a particle after a value' },
]

function faultsOf(text: string, rules: readonly Rule[]): readonly string[] {
  return rules.flatMap(({ pattern, fault }) => {
    const found = pattern.exec(text)
    return found === null ? [] : [`${fault}: "${found[0]}"`]
  })
}

function endingProblems(text: string, language: Language): readonly string[] {
  if (!/[^.。]\.$/.test(text)) return ['not one full stop at the end']
  return language === 'en' || /(니다|세요)\.$/.test(text) ? [] : ['an ending that is neither 합니다 nor ~하세요']
}

// What stands in backticks is AWS's or the reader's own, and follows no rule of ours.
function prose(text: string): string {
  return text.replace(/`[^`]*`/g, '`x`')
}
