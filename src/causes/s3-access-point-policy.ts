import { matchOf } from '../engine/verdict.ts'
import { type Cause, defineCause, type Evidence } from './cause.ts'
import { denyEdits } from './deny-edits.ts'
import { layerOf, matchingDenies, placeOf, storedOf } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { nameOf } from './s3-access-point-network-origin.ts'
import { code, labelOf, type PolicyLabel, statementOf } from './words.ts'

interface AccessPointPolicy extends Evidence {
  readonly accessPoint: string
  readonly action: string
  readonly resource: string
  /** The policy whose Deny applies; null where nothing in it allows. */
  readonly denying: PolicyLabel | null
  readonly hasPolicy: boolean
}

/** The policy of the access point denies the request, or does not allow it. */
export const s3AccessPointPolicy: Cause = defineCause<AccessPointPolicy>({
  code: 'UD906',
  name: 's3-access-point-policy',
  since: '0.1.0',
  layers: ['accessPoint'],
  specificity: 3,

  find: (input) => {
    const trace = layerOf(input, 'accessPoint')
    if (!input.decision.blockedBy.includes('accessPoint') || trace === undefined) return []
    const { action, resource } = input.authorization.request
    const about = { layer: 'accessPoint', accessPoint: nameOf(resource), action, resource } as const
    const denies = matchingDenies(input, 'accessPoint')
    if (denies.length > 0) {
      return denies.map((deny) => ({
        ...about,
        place: placeOf(deny, '/Effect'),
        denying: labelOf(storedOf(input, deny)),
        hasPolicy: true,
      }))
    }
    if (trace.statements.some((s) => s.effect === 'Allow' && matchOf(s) === 'unknown')) return []
    return [{ ...about, place: null, denying: null, hasPolicy: trace.presence === 'read' }]
  },

  edits: ({ place }, input) => {
    const deny = matchingDenies(input, 'accessPoint').find(
      (s) => s.policyId === place?.at.policyId && s.index === place.at.index,
    )
    return deny === undefined ? grantEdits(input, 'accessPoint') : denyEdits(input, deny)
  },

  suspect: () => null,

  explain: {
    en: (e) => ({
      headline:
        e.place === null || e.denying === null
          ? `The policy of access point ${code(e.accessPoint)} does not allow ${code(e.action)} on ${code(e.resource)}.`
          : `${statementOf.en(e.place.at, e.denying)} denies ${code(e.action)} on ${code(e.resource)}.`,
      why:
        e.denying === null && !e.hasPolicy
          ? 'The access point has no policy; the bucket behind it permits the request.'
          : 'A request through an access point needs both its policy and the bucket policy; the bucket is not what refuses.',
    }),
    ko: (e) => ({
      headline:
        e.place === null || e.denying === null
          ? `${code(e.accessPoint)} 액세스 포인트의 정책에는 ${code(e.resource)} 리소스의 ${code(e.action)} 작업을 허용하는 문이 없습니다.`
          : `${statementOf.ko(e.place.at, e.denying)}이 ${code(e.resource)} 리소스의 ${code(e.action)} 작업을 거부합니다.`,
      why:
        e.denying === null && !e.hasPolicy
          ? '액세스 포인트에는 정책이 없고, 그 뒤의 버킷은 요청을 허용합니다.'
          : '액세스 포인트를 거친 요청은 액세스 포인트의 정책과 버킷 정책을 모두 통과해야 하며, 버킷은 거부하지 않습니다.',
    }),
  },

  suspicion: {
    en: () => 'The policy of the access point denies the request, or does not allow it.',
    ko: () => '액세스 포인트의 정책이 요청을 거부하거나 허용하지 않습니다.',
  },
})
