import { factOf } from './answer.ts'
import { iamIndexOf } from './iam-index.ts'
import { type AnswerPlace, keyOf, pathOf } from './path.ts'
import type { Snapshot } from './snapshot.ts'

/** An answer that takes the place of a recorded one. */
export interface OverlaidAnswer {
  readonly place: AnswerPlace
  readonly answer: unknown
}

/** The same snapshot with some answers changed, as they would be recorded after a setting was changed; nothing is written. */
export function withAnswers(snapshot: Snapshot, overlaid: readonly OverlaidAnswer[]): Snapshot {
  const answerByKey = new Map(overlaid.map(({ place, answer }) => [keyOf(place), answer]))
  const changed = (place: AnswerPlace): ReturnType<Snapshot['answer']> | null => {
    const key = keyOf(place)
    if (!answerByKey.has(key)) return null
    return factOf(answerByKey.get(key), place, pathOf(place), () => false)
  }
  const added = (service: string, operation: string): readonly AnswerPlace[] => {
    const known = new Set(snapshot.recorded(service, operation).map(keyOf))
    return overlaid
      .map(({ place }) => place)
      .filter((p) => p.service === service && p.operation === operation && !known.has(keyOf(p)))
  }
  const iamByAccount = new Map<string, ReturnType<Snapshot['iam']>>()
  const iamOf = (account: string): ReturnType<Snapshot['iam']> => {
    const fact = changed({
      account,
      region: 'global',
      service: 'iam',
      operation: 'GetAccountAuthorizationDetails',
      identifiers: [],
    })
    if (fact === null) return snapshot.iam(account)
    return fact.kind === 'known' ? { ...fact, value: iamIndexOf(fact.value, fact.source.file, snapshot.note) } : fact
  }
  return {
    ...snapshot,
    iam: (account) => {
      const known = iamByAccount.get(account) ?? iamOf(account)
      iamByAccount.set(account, known)
      return known
    },
    answer: (account, region, service, operation, ...identifiers) =>
      changed({ account, region, service, operation, identifiers }) ??
      snapshot.answer(account, region, service, operation, ...identifiers),
    recorded: (service, operation) => [...snapshot.recorded(service, operation), ...added(service, operation)],
    find: (service, operation, ...identifiers) => {
      const asked = identifiers.join('/')
      const recorded = snapshot.find(service, operation, ...identifiers).map((found) => {
        const fact = changed({
          account: found.account,
          region: found.region,
          service,
          operation,
          identifiers: found.identifiers,
        })
        return fact === null ? found : { ...found, fact, errorCode: null }
      })
      const fresh = added(service, operation).filter(
        (p) => identifiers.length === 0 || p.identifiers.join('/') === asked,
      )
      return [
        ...recorded,
        ...fresh.flatMap((p) => {
          const fact = changed(p)
          return fact === null
            ? []
            : [{ account: p.account, region: p.region, identifiers: p.identifiers, fact, errorCode: null }]
        }),
      ]
    },
  }
}
