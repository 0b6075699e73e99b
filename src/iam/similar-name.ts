// INVARIANT: names longer than this are never compared, so that the work on hostile text stays bounded.
const longestCompared = 100

/** How alike two action names are, from 0 to 1: by the characters that differ and by the words they share. */
export function likenessOf(one: string, other: string): number {
  if (one.length > longestCompared || other.length > longestCompared) return 0
  const longest = Math.max(one.length, other.length)
  if (longest === 0) return 0
  const byCharacters = 1 - editDistance(one.toLowerCase(), other.toLowerCase()) / longest
  return Math.max(byCharacters, (byCharacters + sharedWords(one, other)) / 2)
}

function sharedWords(one: string, other: string): number {
  const words = new Set(wordsOf(one))
  const otherWords = new Set(wordsOf(other))
  const shared = [...words].filter((word) => otherWords.has(word)).length
  return shared / Math.max(words.size, otherWords.size)
}

/** Words of a camel-case name in lower case and without the plural `s`: `BatchGetItems` gives batch, get, item. */
function wordsOf(name: string): readonly string[] {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []
  return words.map((word) => word.toLowerCase().replace(/s$/, ''))
}

function editDistance(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row++) {
    const current = [row]
    for (let column = 1; column <= other.length; column++) {
      const replaced = (before[column - 1] ?? 0) + (one.charAt(row - 1) === other.charAt(column - 1) ? 0 : 1)
      current.push(Math.min(replaced, (before[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    before = current
  }
  return before[other.length] ?? 0
}
