import { cliProblem, type ExitCode, type Io } from './io.ts'
import type { ExplainOptions } from './options.ts'

/** Stands in until the command is written. */
export function runExplain(_options: ExplainOptions, io: Io): Promise<ExitCode> {
  return Promise.resolve(cliProblem(io, 3, '`undeny explain` is not part of this build.'))
}
