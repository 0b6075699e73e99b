import type { DenialGroup } from './denial-group.ts'

/** How much one caller was refused in a short time. */
export interface Scan {
  readonly actions: number
  readonly services: number
}

/** Different actions and services that one caller is refused before it looks like a scan; a person or a program asks fewer. */
const scanActions = 25
const scanServices = 5
/** As long as a tool takes to ask for them. What was denied before or after that as well is no part of a scan. */
const scanMs = 3_600_000

/** What one caller was refused. */
export function askedIn(groups: readonly DenialGroup[]): Scan {
  const actions = new Set(groups.map(({ action }) => action.toLowerCase()))
  return { actions: actions.size, services: new Set([...actions].map((action) => action.split(':')[0])).size }
}

/** The groups of one caller that lie whole within a time in which it was refused so much, with how much that was. */
export function scansIn(groups: readonly DenialGroup[]): ReadonlyMap<DenialGroup, Scan> {
  const scans = new Map<DenialGroup, Scan>()
  if (!isScan(askedIn(groups))) return scans
  const timed = groups.flatMap((group) => {
    const [from, to] = [Date.parse(group.first ?? ''), Date.parse(group.last ?? '')]
    return to - from <= scanMs ? [{ group, from, to }] : []
  })
  for (const since of new Set(timed.map(({ from }) => from))) {
    const within = timed.filter(({ from, to }) => from >= since && to <= since + scanMs).map(({ group }) => group)
    const scan = askedIn(within)
    if (isScan(scan))
      for (const group of within) if (scan.actions > (scans.get(group)?.actions ?? 0)) scans.set(group, scan)
  }
  return scans
}

function isScan({ actions, services }: Scan): boolean {
  return actions >= scanActions && services >= scanServices
}
