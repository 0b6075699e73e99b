import { hashOf } from './redact-address.ts'

/** The words of a text that a name may be made of: runs of letters and digits. */
export const wordPattern: RegExp = /[A-Za-z0-9]+/g

/** The words of some data, in lower case. */
export interface Words {
  readonly all: ReadonlySet<string>
  /** Those that identify something. */
  readonly names: ReadonlySet<string>
  /** Those that stay whatever they name. */
  readonly kept: ReadonlySet<string>
  /** Parts of words that patterns ask for: `rep` of `rep*`, `orts` of `*orts`, `por` of `*por*`. */
  readonly fragments: Fragments
}

/** Where in a word a pattern asks for a part of it. */
export interface Fragments {
  readonly starts: ReadonlySet<string>
  readonly ends: ReadonlySet<string>
  readonly insides: ReadonlySet<string>
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz'
const mostTries = 20_000
const longestWord = 64

/**
 * The stand-in of each word that has one: of the same length (`?`), and never that of another word. A word of which
 * some pattern asks only for a part has its letters exchanged for others, everywhere in the same way, so that the
 * pattern matches what it matched before; any other word gets a stand-in that tells nothing.
 */
export function standIns(words: Words): ReadonlyMap<string, string> {
  const { touched, touching } = entangled(words)
  const exchange = letterExchange(words, touched, touching)
  const standIn = new Map<string, string>()
  const taken = new Set<string>()
  for (const word of [...touched, ...touching]) {
    standIn.set(word, words.kept.has(word) ? word : exchange(word))
    taken.add(exchange(word))
  }
  const exchanged = fragmentsThrough(words.fragments, (fragment) => standIn.get(fragment) ?? fragment)
  const counters = new Map<string, number>()
  for (const word of words.names) {
    if (standIn.has(word) || word.length < 3 || word.length > longestWord || /^\d+$/.test(word)) continue
    const made = opaque(
      word,
      counters,
      (text) => taken.has(text) || words.all.has(text) || words.kept.has(text) || partsOf(text, exchanged).length > 0,
    )
    standIn.set(word, made)
    taken.add(made)
  }
  return standIn
}

/** The stand-in, upper case where the word has upper case; wholly so for a word without lower case. */
export function inCaseOf(word: string, standIn: string): string {
  if (/[A-Z]/.test(word) && !/[a-z]/.test(word)) return standIn.toUpperCase()
  return [...standIn].map((letter, at) => (/[A-Z]/.test(word.charAt(at)) ? letter.toUpperCase() : letter)).join('')
}

interface Entangled {
  /** Words that some pattern asks for a part of. */
  readonly touched: ReadonlySet<string>
  /** Those parts. */
  readonly touching: ReadonlySet<string>
}

/** The words and parts of words that have to change together, as far as a name is among them. */
function entangled({ all, names, fragments }: Words): Entangled {
  const partsByWord = new Map<string, readonly string[]>()
  for (const word of all) {
    const parts = partsOf(word, fragments)
    if (parts.length > 0) partsByWord.set(word, parts)
  }
  const touched = new Set<string>()
  const touching = new Set([...names].filter((word) => word.length > 2 && isFragment(word, fragments)))
  for (let size = -1; size < touched.size + touching.size; ) {
    size = touched.size + touching.size
    for (const [word, parts] of partsByWord) {
      const isIn = [word, ...parts].some((text) => names.has(text) || touched.has(text) || touching.has(text))
      if (!isIn) continue
      touched.add(word)
      for (const part of parts) touching.add(part)
    }
  }
  return { touched, touching }
}

function isFragment(word: string, { starts, ends, insides }: Fragments): boolean {
  return starts.has(word) || ends.has(word) || insides.has(word)
}

/** Every fragment that covers a part of the word, but not all of it. */
function partsOf(word: string, { starts, ends, insides }: Fragments): readonly string[] {
  if (word.length > longestWord) return []
  const parts = new Set<string>()
  for (let at = 0; at < word.length; at++) {
    for (let end = at + 1; end <= word.length; end++) {
      if (end - at === word.length) continue
      const part = word.slice(at, end)
      const isAsked = insides.has(part) || (at === 0 && starts.has(part)) || (end === word.length && ends.has(part))
      if (isAsked) parts.add(part)
    }
  }
  return [...parts]
}

/** One exchange of letters for all entangled words; letters that a word which stays depends on stay too. */
function letterExchange(
  words: Words,
  touched: ReadonlySet<string>,
  touching: ReadonlySet<string>,
): (word: string) => string {
  const fixed = new Set<string>()
  for (const word of words.all) {
    const parts = words.kept.has(word) ? partsOf(word, words.fragments) : []
    const isStaying = isFragment(word, words.fragments) && (words.kept.has(word) || !touching.has(word))
    for (const letter of [...parts, isStaying ? word : ''].join('')) fixed.add(letter)
  }
  const stays = [...words.all].filter((word) => !touched.has(word) && !touching.has(word))
  for (let attempt = 0; attempt < 50; attempt++) {
    const exchange = exchangeOf(
      [...alphabet].filter((letter) => !fixed.has(letter)),
      `${stays.length}/${attempt}`,
    )
    const fragments = fragmentsThrough(words.fragments, (text) => (touching.has(text) ? exchange(text) : text))
    const made = new Set([...touched, ...touching].map(exchange))
    const isAskedAlike = (word: string, shown: string): boolean =>
      partsOf(shown, fragments).length === partsOf(word, words.fragments).length
    const isClean =
      stays.every((word) => !made.has(word) && isAskedAlike(word, word)) &&
      [...touched, ...touching].every((word) => words.kept.has(word) || isAskedAlike(word, exchange(word)))
    if (isClean) return exchange
  }
  return (word) => word
}

function exchangeOf(letters: readonly string[], seed: string): (word: string) => string {
  const shuffled = letters.toSorted((a, b) => hashOf(`${seed}/${a}`) - hashOf(`${seed}/${b}`))
  const byLetter = new Map(letters.map((letter, at) => [letter, shuffled[at] ?? letter]))
  return (word) => [...word].map((letter) => byLetter.get(letter) ?? letter).join('')
}

function fragmentsThrough(fragments: Fragments, change: (text: string) => string): Fragments {
  const changed = (texts: ReadonlySet<string>): ReadonlySet<string> => new Set([...texts].map(change))
  return { starts: changed(fragments.starts), ends: changed(fragments.ends), insides: changed(fragments.insides) }
}

/** A word that can be read aloud, or hexadecimal digits for an id made of them. */
function opaque(word: string, counters: Map<string, number>, isTaken: (text: string) => boolean): string {
  const isHex = /^[0-9a-f]+$/.test(word) && /\d/.test(word)
  const kind = `${isHex}${word.length}`
  const start = counters.get(kind) ?? 0
  for (let count = start; count < start + mostTries; count++) {
    const candidate = [...word].map((_, at) => letterAt(`${kind}/${count}/${at}`, at, isHex)).join('')
    if (isTaken(candidate)) continue
    counters.set(kind, count + 1)
    return candidate
  }
  return word
}

function letterAt(seed: string, at: number, isHex: boolean): string {
  const letters = isHex ? '0123456789abcdef' : at % 2 === 0 ? 'bdfghklmnprstvz' : 'aeiou'
  return letters.charAt(hashOf(seed) % letters.length)
}
