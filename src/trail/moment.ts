const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/**
 * A moment as a person writes it, in milliseconds since 1970: a time of ISO 8601 (`2026-03-02`, `2026-03-02T10:15Z`), UTC
 * where it names no zone, as CloudTrail itself writes; or how long ago (`90m`, `2h`, `7d`, `2w`). Null for anything else.
 */
export function momentOf(text: string, now: number): number | null {
  const ago = /^(\d{1,6})([mhdw])$/.exec(text)
  if (ago !== null) return now - Number(ago[1]) * (unitMs[ago[2] ?? ''] ?? 0)
  const written = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/.exec(text)
  if (written === null) return null
  const [, day = '', time = '00:00', zone = 'Z'] = written
  const moment = Date.parse(`${day}T${time}${zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`)
  // `2026-02-31` is no day, though JavaScript takes some such for one in March.
  const isDay = new Date(`${day}T00:00Z`).toJSON()?.startsWith(day) === true
  return Number.isNaN(moment) || !isDay ? null : moment
}
