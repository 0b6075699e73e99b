import type { TrailProblem } from '../found.ts'

/** Problems as they are told: the first few of a kind one by one, the others as a number. */
export interface Tally {
  /** The problem, where it is to be told by itself. */
  readonly add: (problem: TrailProblem) => readonly TrailProblem[]
  /** One sentence for each kind of which there were more. */
  readonly rest: () => readonly TrailProblem[]
}

const toldOneByOne = 5

/** A tally without problems. */
export function newTally(): Tally {
  const kinds = new Map<string, { count: number; last: TrailProblem }>()
  const add: Tally['add'] = (problem) => {
    const kind = problem.message.en.replace(/\d[\d,]*/g, '0')
    const count = (kinds.get(kind)?.count ?? 0) + 1
    kinds.set(kind, { count, last: problem })
    return count <= toldOneByOne ? [problem] : []
  }
  const rest: Tally['rest'] = () =>
    [...kinds.values()].flatMap(({ count, last }) => {
      const more = count - toldOneByOne
      if (more < 1) return []
      if (more === 1) return [last]
      const [number, { en, ko }] = [more.toLocaleString('en'), last.message]
      const message = { en: `The same holds for ${number} more files: ${en}`, ko: `파일 ${number}개도 같습니다: ${ko}` }
      return [{ ...last, line: null, message, files: more }]
    })
  return { add, rest }
}
