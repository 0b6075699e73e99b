/** Lets callers through one after the other, no faster than a rate. */
export interface Pace {
  /** Resolves when the next call may be made; rejects when the signal aborts. */
  readonly next: (signal: AbortSignal) => Promise<void>
  /** Nobody is let through before this many milliseconds have passed: the other side asked for a rest. */
  readonly rest: (ms: number) => void
}

/** A pace of so many calls a second, evenly spaced: LookupEvents counts by the second, and a burst is a throttling error. */
export function paceOf(perSecond: number): Pace {
  let free = 0
  return {
    next: (signal) => {
      const now = Date.now()
      const at = Math.max(now, free)
      free = at + 1000 / perSecond
      return wait(at - now, signal)
    },
    rest: (ms) => {
      free = Math.max(free, Date.now() + ms)
    },
  }
}

/** Resolves after some milliseconds; rejects with the reason of the signal when it aborts before. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 && !signal.aborted) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
