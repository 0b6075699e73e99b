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

/** Stretches of time in one condition. */
const mostStretches = 20

/**
 * What conditions of one statement weigh: their bytes, a list of ids as much as a short condition. Athena takes 262,144
 * bytes, and Trino cannot compile a hundred unlike conditions in one statement.
 * https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
 */
const mostWeight = 20_000
/** Bytes of the call names in a condition, and what no condition weighs more than. */
const mostInCondition = 4_000
/** Bytes of the ids in a condition, so that a statement of nothing else still is short enough for Athena. */
const mostInList = 40_000

/**
 * The SELECTs of the records that fit a clue, as many as their length asks for; a record can be in several. Together they
 * are never narrower; none where the table has no column to tell by.
 */
export function soughtSql(clues: readonly BoundedClue[], table: TrailTable, dialect: SqlDialect): readonly string[] {
  const fitting = [
    ...idPredicates(clues, table),
    ...kindPredicates(clues, 'sessionMaker', namesPredicate(sessionMakerNames, dialect)),
    ...kindPredicates(clues, 'policyWrite', namesPredicate(policyWriteNames, dialect)),
    ...kindPredicates(clues, 'keyRefusal', "eventsource = 'kms.amazonaws.com' AND errorcode <> ''"),
    ...callPredicates(clues),
  ]
  const range = rangeOf(clues)
  return inParcels(fitting, mostWeight, mostInCondition).map((some) =>
    selectSql(table, dialect, [
      ...partitionPredicates(wantedPartitions(range), table.partitions),
      ...timePredicates(range),
      `(${some.join('\n    OR ')})`,
    ]),
  )
}

/** Texts in their order, as many together as weigh so much, of which none weighs more than `heaviest`. */
function inParcels(
  texts: readonly string[],
  most: number,
  heaviest = Number.POSITIVE_INFINITY,
): readonly (readonly string[])[] {
  const parcels: string[][] = []
  let weight = 0
  for (const text of texts) {
    const own = Math.min(Buffer.byteLength(text) + between, heaviest)
    const last = parcels.at(-1)
    if (last === undefined || weight + own > most) {
      parcels.push([text])
      weight = own
    } else {
      last.push(text)
      weight += own
    }
  }
  return parcels
}

/** `\n    OR ` between two conditions. */
const between = 8

/** The extended request id of S3, which stands among other members; a list of what is made of each row is slow to plan. */
const extendedId = `regexp_extract(additionaleventdata, '"x-amz-id-2"\\s*:\\s*"([^"]*)"', 1)`

function idPredicates(clues: readonly Clue[], { columns }: TrailTable): readonly string[] {
  const idsOf = (kind: Clue['kind']): readonly (readonly string[])[] => {
    const ids = clues.flatMap((clue) => ('id' in clue && clue.kind === kind ? [clue.id] : []))
    return inParcels([...new Set(ids)], mostInList)
  }
  const oneOf = (column: string, ids: readonly (readonly string[])[]): readonly string[] =>
    columns.has(column) ? ids.map((some) => `${column} IN (${some.map(textLiteral).join(', ')})`) : []
  const requestIds = idsOf('requestId')
  return [
    ...oneOf('eventid', idsOf('eventId')),
    ...oneOf('sharedeventid', idsOf('sharedEventId')),
    ...oneOf('requestid', requestIds),
    ...(columns.has('additionaleventdata')
      ? requestIds.map((some) => `strpos(${textLiteral(` ${some.join(' ')} `)}, concat(' ', ${extendedId}, ' ')) > 0`)
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
    const own = byPrincipal.get(clue.principal)
    if (own === undefined) byPrincipal.set(clue.principal, [clue])
    else own.push(clue)
  }
  return [...byPrincipal].flatMap(([principal, own]) => {
    const calls = [...new Set(own.map((clue) => (clue.kind === 'calls' ? callPredicate(clue) : null)))]
    const unlike = calls.filter((call) => call !== null)
    const some = unlike.length < calls.length ? [[]] : inParcels(unlike, mostInCondition)
    return some.map((any) => {
      const call = any.length === 0 ? [] : [`(${any.join(' OR ')})`]
      return `(${[principalPredicate(principal), ...call, duringPredicate(own)].join(' AND ')})`
    })
  })
}

/** The calls of some names, or those that can ask for an action; null where any can. */
function callPredicate({ action, operation, eventNames }: Extract<Clue, { kind: 'calls' }>): string | null {
  if (eventNames !== null) return `eventname IN (${eventNames.map(textLiteral).join(', ')})`
  if (action === null) return null
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
