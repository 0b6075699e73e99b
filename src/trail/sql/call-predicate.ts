import { actionsOfOperation, eventSourcesOf, operationOfEventName } from '../../iam/operation.ts'
import { requiredActions } from '../../iam/operation-table.ts'
import { textLiteral } from './literal.ts'

const plain = /^[\x20-\x7e]*$/

/** Conditions on the event source; none where letters outside ASCII leave the case to the engine. */
export function servicePredicates(service: string | null): readonly string[] {
  if (service === null || !plain.test(service)) return []
  return [anyOf(eventSourcesOf(service).map((name) => `strpos(lower(eventsource), ${textLiteral(name)}) > 0`))]
}

/** Conditions on the event name, which may carry the version of an API: `CreateFunction20150331`. */
export function actionPredicates(action: string | null): readonly string[] {
  const operations = action === null || !plain.test(action) ? [] : operationsOf(action.toLowerCase())
  return operations.length === 0
    ? []
    : [anyOf(operations.map((name) => `starts_with(lower(eventname), ${textLiteral(name)})`))]
}

/** The operations, in lower case, behind an event name or an IAM action; empty where any can be meant. */
function operationsOf(wanted: string): readonly string[] {
  const [service = '', name = '', ...more] = wanted.split(':')
  if (!wanted.includes(':')) return [operationOfEventName(wanted).toLowerCase()]
  // Events of API Gateway have the names of operations, its actions those of HTTP methods.
  if (more.length > 0 || name === '' || service === 'apigateway') return []
  const listed = Object.entries(requiredActions).flatMap(([api, table]) =>
    Object.keys(table).filter((operation) =>
      actionsOfOperation(api, operation).some((needed) => needed.action.toLowerCase() === wanted),
    ),
  )
  return [...new Set([name, ...listed.map((operation) => operation.toLowerCase())])].sort()
}

function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? conditions.join('') : `(${conditions.join(' OR ')})`
}
