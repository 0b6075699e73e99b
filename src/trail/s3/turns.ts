/** Lets only so many pieces of work run at the same time; the others wait for their turn in the order they came. */
export interface Turns {
  readonly take: <T>(work: () => Promise<T>) => Promise<T>
}

/** Turns for at most `most` pieces of work at once; after a failure those that wait fail alike, without being started. */
export function turnsOf(most: number): Turns {
  const waiting: (() => void)[] = []
  let running = 0
  let failure: { readonly error: unknown } | null = null
  return {
    take: async (work) => {
      // Who ends hands the turn on, so that nobody comes in between.
      if (running < most) running += 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        if (failure !== null) throw failure.error
        return await work()
      } catch (error) {
        failure ??= { error }
        throw error
      } finally {
        const next = waiting.shift()
        if (next === undefined) running -= 1
        else next()
      }
    },
  }
}
