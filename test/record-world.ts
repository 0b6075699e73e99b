import type { Io } from '../src/cli/io.ts'
import type { Json } from './cause-fixture.ts'
import { type LookupBehaviour, startLookupServer } from './lookup-server.ts'
import { type Said, say } from './trail-world.ts'

/** What a command line gave, and what it asked LookupEvents. */
export interface Answered extends Said {
  readonly asked: readonly Json[]
}

/** Runs a command line with LookupEvents played on this machine, in us-east-1. */
export async function sayWithLookup(
  args: readonly string[],
  records: readonly Json[],
  { behaviour = {}, io = {} }: { readonly behaviour?: LookupBehaviour; readonly io?: Partial<Io> } = {},
): Promise<Answered> {
  const before = { ...process.env }
  const server = await startLookupServer({ 'us-east-1': records }, behaviour)
  try {
    Object.assign(process.env, server.env)
    const said = await say(args, { now: () => new Date('2026-03-05T12:00:00Z'), ...io })
    return { ...said, asked: server.asked }
  } finally {
    process.env = before
    await server.close()
  }
}

/** The document and the line of the session policy that proves the cause; null where nothing proves it. */
export function sessionEvidence(diagnosis: Json): readonly unknown[] | null {
  const causes = Array.isArray(diagnosis.causes) ? (diagnosis.causes as Json[]) : []
  const found = causes.find(({ name, status }) => name === 'session-no-allow' && status === 'confirmed')
  const { document, line } = Object(found?.at)
  return found === undefined ? null : [document, line]
}
