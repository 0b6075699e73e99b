import type { Language } from '../causes/cause.ts'

type Unit = 'second' | 'minute' | 'hour' | 'day'

/** Each with its seconds, and of how many of them on it is used. */
const units: readonly (readonly [unit: Unit, seconds: number, from: number])[] = [
  ['day', 86_400, 2],
  ['hour', 3_600, 2],
  ['minute', 60, 1],
  ['second', 1, 0],
]

const korean: Readonly<Record<Unit, string>> = { second: '초', minute: '분', hour: '시간', day: '일' }

/** A stretch of time in the unit that a reader would choose: `4 minutes`, `4분`. */
export function duration(seconds: number, language: Language): string {
  const [unit, size] = units.find(([, length, from]) => seconds >= length * from) ?? ['second', 1]
  const number = Math.round(seconds / size)
  if (language === 'ko') return `${number.toLocaleString('en-US')}${korean[unit]}`
  return `${number.toLocaleString('en-US')} ${unit}${number === 1 ? '' : 's'}`
}
