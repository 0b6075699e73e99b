import { cliProblem, type ExitCode, type Io } from './io.ts'

/** Stands in until the command is written. */
export function runParse(_options: { file: string | null; json: boolean; jsonl: boolean }, io: Io): Promise<ExitCode> {
  return Promise.resolve(cliProblem(io, 3, '`undeny parse` is not part of this build.'))
}
