import { readFileSync } from 'node:fs'
import { runCommandLine } from '../src/cli/commands.ts'
import type { ExitCode, Io } from '../src/cli/io.ts'
import { ioOf } from './io-fixture.ts'

/** What a command line gave. */
export interface Said {
  readonly code: ExitCode
  readonly stdout: string
  readonly stderr: string
  /** Files written, by path. */
  readonly written: Readonly<Record<string, string>>
}

/** Runs a command line on the real files of this machine, with streams that are kept. */
export async function say(args: readonly string[], more: Partial<Io> = {}): Promise<Said> {
  const { io, written, files } = ioOf({
    readFile: async (path) => readFileSync(path),
    now: () => new Date('2019-10-29T07:00:00Z'),
    ...more,
  })
  const code = await runCommandLine(args, io)
  return { code, ...written, written: files }
}

const user = 'arn:aws:iam::111122223333:user/mina'
const says = `User: ${user} is not authorized to perform: cloudtrail:LookupEvents`

/** The table that AWS's article prints, with its column of the identity. */
export const articleTable: string = [
  ['Time', 'Identity ARN', 'Event ID', 'Service', 'Action', 'Error', 'Message'],
  [
    '2019-10-29T06:52:45Z',
    user,
    '0406f0c1-47a8-4f71-8a94-18267b84042a',
    'cloudtrail.amazonaws.com',
    'LookupEvents',
    'AccessDenied',
    `${says} with an explicit deny in an identity-based policy`,
  ],
  [
    '2019-10-29T06:41:48Z',
    user,
    '14e5e77c-f682-45e1-8c88-12d15af293dd',
    'cloudtrail.amazonaws.com',
    'LookupEvents',
    'AccessDenied',
    `${says} because no identity-based policy allows the cloudtrail:LookupEvents action`,
  ],
]
  .map((cells) =>
    cells
      .map((cell, at) => cell.padEnd([20, 35, 36, 24, 12, 12, 0][at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  .map((line) => `${line}\n`)
  .join('')

/** How a person asks for it. */
export const articleOptions: readonly string[] = [
  '--principal',
  user,
  '--since',
  '2019-10-29T06:40:00Z',
  '--until',
  '2019-10-29T06:55:00Z',
]
