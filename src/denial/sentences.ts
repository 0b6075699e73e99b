import { assumeRoleSentences } from './assume-role.ts'
import { performSentences } from './perform-sentence.ts'
import { mostSentences, type Sentence } from './sentence.ts'
import { serviceSentences } from './service-sentences.ts'

/** The sentences of cleaned text that report a refusal, in order, none inside another. */
export function readSentences(text: string): readonly Sentence[] {
  const found = [...performSentences(text), ...serviceSentences(text), ...assumeRoleSentences(text)].slice(
    0,
    mostSentences,
  )
  found.sort((a, b) => a.start - b.start || b.end - a.end)
  const kept: Sentence[] = []
  for (const sentence of found) {
    const last = kept.at(-1)
    if (last === undefined || sentence.start >= last.end) kept.push(sentence)
    else if (rank(sentence) > rank(last)) kept[kept.length - 1] = sentence
  }
  return kept
}

function rank(sentence: Sentence): number {
  return sentence.strength === 'full' ? 2 : sentence.strength === 'named' ? 1 : 0
}
