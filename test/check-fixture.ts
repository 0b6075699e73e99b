import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommandLine } from '../src/cli/commands.ts'
import type { ExitCode } from '../src/cli/io.ts'
import type { Files } from './cause-fixture.ts'
import { ioOf } from './io-fixture.ts'

/** What `undeny check` printed, and its exit code. */
export interface CheckAnswer {
  readonly code: ExitCode
  readonly stdout: string
  readonly stderr: string
}

/** Runs `undeny check` with a snapshot of some recorded answers. */
export async function check(files: Files, ...args: readonly string[]): Promise<CheckAnswer> {
  const folder = mkdtempSync(join(tmpdir(), 'undeny-check-'))
  try {
    const snapshot = join(folder, 'snapshot.json')
    writeFileSync(snapshot, JSON.stringify(files))
    const { io, written } = ioOf()
    const code = await runCommandLine(['check', ...args, '--snapshot', snapshot], io)
    return { code, ...written }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One request of a chain as tests compare it: who asks for what on what, and what refuses it. */
export type Step = readonly [action: string, resource: string, ...blockedBy: string[]]

/** The chain of an answer that was asked for with `--json`. */
export function chainOfAnswer({ stdout }: CheckAnswer): readonly Step[] {
  // The shape of the printed JSON is the one that `docs` of the diagnosis promises.
  const { requests } = JSON.parse(stdout) as {
    requests: readonly { action: string; resource: string; blockedBy: readonly string[] }[]
  }
  return requests.map(({ action, resource, blockedBy }): Step => [action, resource, ...blockedBy])
}
