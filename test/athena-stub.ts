import type { QueryCost } from '../src/trail/athena/cost.ts'
import type { AthenaOptions, AthenaSender } from '../src/trail/athena/options.ts'

/** What Athena was asked: the command and its input. */
export type Sent = readonly [command: string, input: Readonly<Record<string, unknown>>]

/** A played Athena, and what happened to it. */
export interface Stub {
  readonly options: AthenaOptions
  readonly sent: Sent[]
  readonly waits: number[]
  readonly costs: QueryCost[]
}

/** Answers by command. */
export type Answers = Readonly<Record<string, readonly unknown[]>>

/** A client that gives the recorded answers of each command in order, the last one for ever; an error is thrown. */
export function stub(answers: Answers, more: Partial<AthenaOptions> = {}): Stub {
  const sent: Sent[] = []
  const [waits, costs]: [number[], QueryCost[]] = [[], []]
  const given = new Map<string, number>()
  const send = async (command: {
    readonly input: Record<string, unknown>
    readonly constructor: { readonly name: string }
  }) => {
    const name = command.constructor.name.replace(/Command$/, '')
    sent.push([name, command.input])
    const list = answers[name] ?? [new Error(`${name} is not played`)]
    const at = given.get(name) ?? 0
    given.set(name, at + 1)
    const answer = list[Math.min(at, list.length - 1)]
    if (answer instanceof Error) throw answer
    return answer
  }
  const options: AthenaOptions = {
    region: null,
    workgroup: 'security',
    output: 's3://results/undeny/',
    catalog: null,
    database: 'logs',
    // The client has one overload for each command; the stub answers all of them alike.
    client: { send } as unknown as AthenaSender,
    wait: async (milliseconds) => {
      waits.push(milliseconds)
    },
    onCost: (cost) => costs.push(cost),
    ...more,
  }
  return { options, sent, waits, costs }
}

/** An answer of GetQueryExecution. */
export function state(State: string, more: object = {}, statistics: object = {}): unknown {
  return { QueryExecution: { StatementType: 'DML', Status: { State, ...more }, Statistics: statistics } }
}

/** A row of results. */
export function cells(...texts: readonly (string | null)[]): unknown {
  return { Data: texts.map((text) => (text === null ? {} : { VarCharValue: text })) }
}

/** The columns of results. */
export function info(...names: readonly string[]): unknown {
  return { ColumnInfo: names.map((Name) => ({ Name, Type: 'varchar' })) }
}

/** A query that starts, and stops where it is asked to. */
export const started: Answers = { StartQueryExecution: [{ QueryExecutionId: 'q1' }], StopQueryExecution: [{}] }

/** An error as the SDK throws it. */
export function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}
