import { parseArn } from '../../iam/arn.ts'
import { policyWriteNames } from '../../services/policy-writes.ts'
import { sessionMakerNames } from '../../services/session.ts'
import type { Clue } from '../../services/sought-records.ts'
import { everyDenial, type TrailQuestion } from '../question.ts'
import { type Bounded, fewStretches } from '../stretches.ts'
import { actionPredicates } from './call-predicate.ts'
import type { SqlDialect } from './dialect.ts'
import { textLiteral } from './literal.ts'
import { partitionPredicates, wantedPartitions } from './partition-predicates.ts'
import { selectSql, timePredicates } from './question-sql.ts'
import type { TrailTable } from './table.ts'

type BoundedClue = Clue & Bounded

/** The whole time that clues are of, as a question: its days are those that are read. */
export function rangeOf(clues: readonly BoundedClue[]): TrailQuestion {
  const [whole] = fewStretches(clues, 1)
  return whole === undefined ? everyDenial : { ...everyDenial, ...whole }
}

/** Principals whose calls are asked for; Athena takes a statement of 256 KB. */
const mostPrincipals = 100
/** Stretches of time in one condition. */
const mostStretches = 20

/** The SELECT of the records that fit a clue. It is never narrower; null where the table has no column to tell by. */
export function soughtSql(clues: readonly BoundedClue[], table: TrailTable, dialect: SqlDialect): string | null {
  const fitting = [
    ...idPredicates(clues, table),
    ...kindPredicates(clues, 'sessionMaker', namesPredicate(sessionMakerNames, dialect)),
    ...kindPredicates(clues, 'policyWrite', namesPredicate(policyWriteNames, dialect)),
    ...kindPredicates(clues, 'keyRefusal', "eventsource = 'kms.amazonaws.com' AND errorcode <> ''"),
    ...callPredicates(clues),
  ]
  if (fitting.length === 0) return null
  const range = rangeOf(clues)
  return selectSql(table, dialect, [
    ...partitionPredicates(wantedPartitions(range), table.partitions),
    ...timePredicates(range),
    `(${fitting.join('\n    OR ')})`,
  ])
}

function idPredicates(clues: readonly Clue[], { columns }: TrailTable): readonly string[] {
  const idsOf = (kind: Clue['kind']): readonly string[] => [
    ...new Set(clues.flatMap((clue) => ('id' in clue && clue.kind === kind ? [clue.id] : []))),
  ]
  const oneOf = (column: string, ids: readonly string[]): readonly string[] =>
    ids.length === 0 || !columns.has(column) ? [] : [`${column} IN (${ids.map(textLiteral).join(', ')})`]
  const requestIds = idsOf('requestId')
  return [
    ...oneOf('eventid', idsOf('eventId')),
    ...oneOf('sharedeventid', idsOf('sharedEventId')),
    ...oneOf('requestid', requestIds),
    // The extended request id of S3 stands among other members.
    ...(columns.has('additionaleventdata')
      ? requestIds.map((id) => `strpos(additionaleventdata, ${textLiteral(id)}) > 0`)
      : []),
  ]
}

function kindPredicates(clues: readonly BoundedClue[], kind: Clue['kind'], predicate: string): readonly string[] {
  const own = clues.filter((clue) => clue.kind === kind)
  return own.length === 0 ? [] : [`(${predicate} AND ${duringPredicate(own)})`]
}

/** Event names can carry the version of an API: `AddPermission20150331v2`. */
function namesPredicate(names: readonly string[], dialect: SqlDialect): string {
  return dialect.matches('eventname', textLiteral(`^(?:${names.join('|')})(?:[0-9_].*)?$`))
}

function duringPredicate(stretches: readonly Bounded[]): string {
  const few = fewStretches(stretches, mostStretches).map((stretch) => timePredicates(stretch).join(' AND '))
  return few.length === 1 ? few.join('') : `(${few.map((one) => `(${one})`).join(' OR ')})`
}

function callPredicates(clues: readonly BoundedClue[]): readonly string[] {
  const byPrincipal = new Map<string, BoundedClue[]>()
  for (const clue of clues) {
    // The calls of everybody are the whole table.
    if (clue.kind !== 'calls' || clue.principal === null) continue
    byPrincipal.set(clue.principal, [...(byPrincipal.get(clue.principal) ?? []), clue])
  }
  return [...byPrincipal].slice(0, mostPrincipals).map(([principal, own]) => {
    const calls = own.map((clue) => (clue.kind === 'calls' ? callPredicate(clue) : null))
    const unlike = [...new Set(calls)]
    const call = unlike.includes(null) ? [] : [`(${unlike.join(' OR ')})`]
    return `(${[principalPredicate(principal), ...call, duringPredicate(own)].join(' AND ')})`
  })
}

/** Services whose calls are several requests, of which any can be the refused one. */
const several = /^(?:athena|glue|lakeformation):/i

/** The calls of some names, or those that can ask for an action; null where any can. */
function callPredicate({ action, operation, eventNames }: Extract<Clue, { kind: 'calls' }>): string | null {
  if (eventNames !== null) return `eventname IN (${eventNames.map(textLiteral).join(', ')})`
  if (action === null || several.test(action)) return null
  const [named] = actionPredicates(action)
  if (named === undefined) return null
  // What was denied can be asked by a call of another name: `iam:PassRole` by RunInstances.
  const any = [named, ...actionPredicates(operation)]
  // S3 asks KMS, and a session of a directory bucket stands for the calls made with it.
  if (action.startsWith('s3:')) any.push("eventsource IN ('kms.amazonaws.com', 's3express.amazonaws.com')")
  return [...new Set(any)].join(' OR ')
}

/** A user, or all sessions of a role. */
function principalPredicate(principal: string): string {
  const arn = parseArn(principal)
  const [type, ...names] = arn?.resource.split('/') ?? []
  const role = type === 'assumed-role' ? names[0] : type === 'role' ? names.at(-1) : undefined
  const literal = textLiteral(principal)
  const own = `useridentity.arn = ${literal} OR useridentity.sessioncontext.sessionissuer.arn = ${literal}`
  if (arn === null || role === undefined) return `(${own})`
  const sessions = `arn:${arn.partition}:sts::${arn.account}:assumed-role/${role}/`
  return `(${own} OR starts_with(useridentity.arn, ${textLiteral(sessions)}))`
}
