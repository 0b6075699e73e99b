import type { Language, Place } from '../causes/cause.ts'
import { principalName } from '../causes/federated-sign-in.ts'
import { code, codes } from '../causes/words.ts'
import { isNegated } from '../engine/condition.ts'
import type { Statement } from '../iam/policy.ts'
import { segmentsOf } from '../iam/position.ts'
import type { Authorization } from '../services/authorization.ts'

/** What the request had where a statement decides: the words beside the caret; null where the place says it all. */
export function noteOf(place: Place, { request, storedById }: Authorization): Note | null {
  const [element, operator, key] = segmentsOf(place.within) ?? []
  switch (element) {
    case 'Action':
    case 'NotAction':
      return askedFor(request.action)
    case 'Resource':
    case 'NotResource':
      return askedFor(request.resource)
    case 'Principal':
    case 'NotPrincipal':
      return cameFrom(principalName(request))
    case 'Condition': {
      if (operator === undefined || key === undefined) return null
      const document = storedById.get(place.at.policyId)?.document
      const statement = document?.ok === true ? document.document.statements[place.at.index] : undefined
      const isWanted = statement !== undefined && wantsListed(statement, operator, key)
      return carried(key, request.context.get(key.toLowerCase()) ?? [], isWanted)
    }
    default:
      return null
  }
}

type Note = Readonly<Record<Language, string>>

function askedFor(value: string): Note {
  return { en: `the request was for ${code(value)}`, ko: `요청한 값: ${code(value)}` }
}

function cameFrom(name: string): Note {
  return name === 'anonymous'
    ? { en: 'the request came without credentials', ko: '자격 증명이 없는 요청' }
    : { en: `the request came from ${code(name)}`, ko: `요청한 보안 주체: ${code(name)}` }
}

function carried(key: string, values: readonly string[] | 'unknown', isWanted: boolean): Note {
  const [en, ko] = isWanted ? ['wanted; ', '이 값이 필요함. '] : ['', '']
  if (values === 'unknown')
    return { en: `${en}what the request carried is not known`, ko: `${ko}요청의 값은 알 수 없음` }
  return values.length === 0
    ? { en: `${en}the request carried no ${code(key)}`, ko: `${ko}요청에는 ${code(key)} 키가 없음` }
    : { en: `${en}the request carried ${codes(values, 'en')}`, ko: `${ko}요청의 값: ${codes(values, 'ko')}` }
}

/** Whether the listed values are those that let a request through: an Allow's that has to match, a Deny's that must not. */
function wantsListed({ effect, conditions }: Statement, operator: string, key: string): boolean {
  const condition = conditions.find((c) => c.operator.text === operator && c.key === key)
  if (condition === undefined || condition.operator.name === 'Null') return false
  return isNegated(condition.operator.name) === (effect === 'Deny')
}
