import { createHash } from 'node:crypto'

/** Event ids of a log, however long it is: 32 to 64 bytes for each, outside the heap. */
export interface IdSet {
  /** Takes an id in; false where it was in already. */
  readonly add: (id: string) => boolean
}

const wordsOfId = 4
/** But that of zeros alone, which is how an empty place looks. */
const uuid = /^(?![0-]*$)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** An empty set. A UUID is kept as its 16 bytes, any other id as as many of its hash. */
export function idSet(): IdSet {
  // Nobody who writes a log can choose ids that all meet in one place.
  const seeds = crypto.getRandomValues(new Uint32Array(wordsOfId)).map((seed) => seed | 1)
  let table = new Uint32Array(wordsOfId * 1_024)
  let size = 0

  const placeIn = (words: Uint32Array, id: Uint32Array): number => {
    const mask = words.length / wordsOfId - 1
    let mixed = 0
    for (let word = 0; word < wordsOfId; word++) {
      mixed = Math.imul(mixed ^ (id[word] ?? 0), seeds[word] ?? 1)
      mixed ^= mixed >>> 15
    }
    for (let slot = mixed & mask; ; slot = (slot + 1) & mask) {
      const at = slot * wordsOfId
      if (isSame(words, at, id) || isEmpty(words, at)) return at
    }
  }
  const grow = (): void => {
    const larger = new Uint32Array(table.length * 2)
    for (let at = 0; at < table.length; at += wordsOfId) {
      const id = table.subarray(at, at + wordsOfId)
      if (!isEmpty(table, at)) larger.set(id, placeIn(larger, id))
    }
    table = larger
  }
  return {
    add: (text) => {
      const id = wordsOf(text)
      const at = placeIn(table, id)
      if (!isEmpty(table, at)) return false
      table.set(id, at)
      size += 1
      if (size * 2 * wordsOfId > table.length) grow()
      return true
    },
  }
}

function isSame(words: Uint32Array, at: number, id: Uint32Array): boolean {
  for (let word = 0; word < wordsOfId; word++) if (words[at + word] !== id[word]) return false
  return true
}

const empty = new Uint32Array(wordsOfId)

function isEmpty(words: Uint32Array, at: number): boolean {
  return isSame(words, at, empty)
}

function wordsOf(id: string): Uint32Array {
  const hex = uuid.test(id) ? id.replaceAll('-', '') : createHash('sha256').update(id).digest('hex').slice(0, 32)
  const words = new Uint32Array(wordsOfId)
  for (let word = 0; word < wordsOfId; word++) words[word] = Number.parseInt(hex.slice(word * 8, word * 8 + 8), 16)
  return words
}
