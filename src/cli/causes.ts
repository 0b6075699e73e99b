import { cliProblem, type ExitCode, type Io } from './io.ts'
import type { CausesOptions } from './options.ts'

/** Stands in until the command is written. */
export function runCauses(_options: CausesOptions, io: Io): Promise<ExitCode> {
  return Promise.resolve(cliProblem(io, 3, '`undeny causes` is not part of this build.'))
}
