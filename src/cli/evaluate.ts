import { cliProblem, type ExitCode, type Io } from './io.ts'

/** Stands in until the command is written. */
export function runEvaluate(_options: { file: string | null; check: boolean }, io: Io): Promise<ExitCode> {
  return Promise.resolve(cliProblem(io, 3, '`undeny evaluate` is not part of this build.'))
}
