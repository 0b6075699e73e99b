import { element, html } from './html-text.ts'

/** Counts of one stretch of time. */
interface Bucket {
  readonly start: number
  readonly count: number
}

const hourMs = 3_600_000
const steps = [hourMs, 6 * hourMs, 24 * hourMs, 7 * 24 * hourMs, 30 * 24 * hourMs]
const mostBars = 120

const width = 960
const height = 160
const axis = 20

/** Counts over time as bars of an SVG picture; each bar tells its time and number to who points at it or hears it read. */
export function timeChart(overTime: readonly (readonly [number, number])[], label: string): string {
  const buckets = bucketsOf(overTime)
  if (buckets.length === 0) return ''
  const most = Math.max(...buckets.map(({ count }) => count))
  const slot = width / buckets.length
  const bars = buckets.map(({ start, count }, i) => {
    const tall = count === 0 ? 0 : Math.max(1, Math.round((count / most) * (height - axis)))
    const title = element('title', html(`${timeText(start)}: ${count.toLocaleString('en-US')}`))
    return element('rect', title, {
      x: (i * slot).toFixed(2),
      y: String(height - axis - tall),
      width: Math.max(1, slot - 1).toFixed(2),
      height: String(tall),
    })
  })
  const last = buckets.at(-1)
  const ends = [
    element('text', html(timeText(buckets[0]?.start ?? 0)), { x: '0', y: String(height - 4) }),
    ...(last === undefined || buckets.length < 2
      ? []
      : [
          element('text', html(timeText(last.start)), {
            x: String(width),
            y: String(height - 4),
            'text-anchor': 'end',
          }),
        ]),
    element('text', html(most.toLocaleString('en-US')), { x: '0', y: '12' }),
  ]
  return element('svg', [...bars, ...ends].join(''), {
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': label,
  })
}

/** Equal stretches from the first to the last event, the shortest that leave few enough bars. */
function bucketsOf(overTime: readonly (readonly [number, number])[]): readonly Bucket[] {
  const [first, last] = [overTime[0]?.[0], overTime.at(-1)?.[0]]
  if (first === undefined || last === undefined) return []
  const fits =
    steps.find((step) => (last - first) / step < mostBars) ?? Math.ceil((last - first) / mostBars / hourMs) * hourMs
  const start = Math.floor(first / fits) * fits
  const counts = new Map<number, number>()
  for (const [hour, count] of overTime) {
    const at = Math.floor((hour - start) / fits)
    counts.set(at, (counts.get(at) ?? 0) + count)
  }
  const number = Math.floor((last - start) / fits) + 1
  return [...Array(number).keys()].map((at) => ({ start: start + at * fits, count: counts.get(at) ?? 0 }))
}

/** The first and the last moment that a date can be; a bar may begin before it. */
const [earliest, latest] = [-8.64e15, 8.64e15]

/** `2026-03-02 10:00` UTC, to the hour. */
function timeText(time: number): string {
  return new Date(Math.min(latest, Math.max(earliest, time))).toISOString().slice(0, 16).replace('T', ' ')
}
