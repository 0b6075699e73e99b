import { isSameAction, splitAction } from '../iam/action.ts'
import { actionsOfOperation } from '../iam/operation.ts'
import { actionExists, actionsMatching, similarActions } from '../iam/service-data.ts'
import { type Cause, defineCause, type Evidence, type Place } from './cause.ts'
import { nearAllows, placeOf, withinOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { code, labelOf, type PolicyLabel, statementOf } from './words.ts'

interface NoSuchAction extends Evidence {
  readonly place: Place
  /** The action that the document names and no service has. */
  readonly listed: string
  /** The action that the request needs. */
  readonly action: string
  /** True where the name is that of the API operation. */
  readonly isOperation: boolean
  readonly policy: PolicyLabel
}

/** A statement names an action that no service has, where the action of the request was meant. */
export const actionDoesNotExist: Cause = defineCause<NoSuchAction>({
  code: 'UD225',
  name: 'action-does-not-exist',
  since: '0.1.0',
  layers: ['identity', 'resource', 'kms', 'boundary', 'session', 'scp', 'vpce', 'accessPoint'],
  specificity: 3,

  find: (input) =>
    nearAllows(input, (m) => m.kind === 'actionNotListed').flatMap((near) =>
      near.statement.action.values.flatMap((listed) => {
        const { action } = input.authorization.request
        const meant = meaning(listed, action)
        if (meant === null) return []
        const place = placeOf(near.trace, withinOf(near, 'Action', listed))
        const isOperation = meant === 'operation'
        return [{ layer: near.layer, place, listed, action, isOperation, policy: labelOf(near.stored) }]
      }),
    ),

  edits: ({ place, listed, action, policy, layer }, input) => [
    ...(policy.awsManaged ? [] : [{ kind: 'replaceAction', at: place.at, from: listed, action } as const]),
    ...grantEdits(input, layer),
  ],

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline: `${statementOf.en(e.place.at, e.policy)} names ${code(e.listed)}, an action that does not exist.`,
      why: e.isOperation
        ? `${code(nameOf(e.listed))} is an API operation; the action that AWS checks for it is ${code(e.action)}.`
        : `No service has this action. The request needed ${code(e.action)}.`,
    }),
    ko: (e) => ({
      headline: `${statementOf.ko(e.place.at, e.policy)}에 적힌 ${code(e.listed)} 작업은 존재하지 않습니다.`,
      why: e.isOperation
        ? `${code(nameOf(e.listed))} 값은 API 작업 이름이며, AWS가 이때 확인하는 작업은 ${code(e.action)}입니다.`
        : `어떤 서비스에도 이 작업이 없습니다. 요청에 필요한 작업은 ${code(e.action)}입니다.`,
    }),
  },

  suspicion: {
    en: () => 'A policy names an action that does not exist.',
    ko: () => '정책에 존재하지 않는 작업이 적혀 있습니다.',
  },
})

/** Whether a listed name that no service has stands for the action of the request: as its API operation, or misspelled. */
function meaning(listed: string, action: string): 'operation' | 'similar' | null {
  const parts = splitAction(listed)
  const asked = splitAction(action)
  if (parts === null || asked === null || parts.service.toLowerCase() !== asked.service.toLowerCase()) return null
  const hasWildcard = /[*?]/.test(parts.name)
  if (hasWildcard ? actionsMatching(listed).length > 0 : actionExists(listed)) return null
  if (hasWildcard) return null
  if (actionsOfOperation(parts.service.toLowerCase(), parts.name).some((a) => isSameAction(a.action, action)))
    return 'operation'
  return similarActions(listed, 3).some((a) => isSameAction(a, action)) ? 'similar' : null
}

function nameOf(action: string): string {
  return splitAction(action)?.name ?? action
}
