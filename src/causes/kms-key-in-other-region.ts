import type { Edit } from '../fixes/edit.ts'
import { parseArn } from '../iam/arn.ts'
import { keyRegionAsked } from '../services/kms-facts.ts'
import { absentState, otherRegionState } from '../services/kms-key-state.ts'
import { keysWithId } from '../snapshot/kms.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type Language } from './cause.ts'
import { gateRefusal } from './gate-refusal.ts'
import { asksForKey, keyCommand, keyIdOf, speaksOfKey } from './kms-key.ts'
import { objectEncryptionEdits } from './object-encryption.ts'
import { code, codes } from './words.ts'

interface OtherRegion extends Evidence {
  readonly layer: 'kmsKeyState'
  readonly key: string
  readonly asked: string
  /** Regions in which the key is recorded. */
  readonly regions: readonly string[]
  readonly isMultiRegion: boolean
  /** Whether a replica is recorded in the Region that asks. */
  readonly hasReplica: boolean
}

/** The key exists, but in another Region than the one in which it is asked for. */
export const kmsKeyInOtherRegion: Cause = defineCause<OtherRegion>({
  code: 'UD923',
  name: 'kms-key-in-other-region',
  since: '0.1.0',
  layers: ['kmsKeyState'],
  specificity: 3,

  find: (input) => {
    const state = asksForKey(input) ? gateRefusal(input, 'kmsKeyState')?.['keyState'] : undefined
    if (state !== absentState && state !== otherRegionState) return []
    const key = input.authorization.request.resource
    const recorded = keysWithId(input.call.snapshot, keyIdOf(key))
    const own = parseArn(key)?.region ?? ''
    const asked = state === absentState ? own : (keyRegionAsked(input.authorization.request, input.call) ?? own)
    if (state === absentState && recorded.length === 0) return []
    const regions = recorded.map(({ region }) => region)
    return [
      {
        layer: 'kmsKeyState',
        place: null,
        key,
        asked,
        regions: regions.length === 0 ? [own] : regions.filter((region) => region !== asked),
        isMultiRegion: keyIdOf(key).startsWith('mrk-') || recorded.some((facts) => facts.isMultiRegion),
        hasReplica: regions.includes(asked),
      },
    ]
  },

  edits: (evidence, input) => [...regionEdits(evidence, input), ...objectEncryptionEdits(input)],

  suspect: (input) =>
    speaksOfKey(input) ? { layer: null, rank: 6.5, command: keyCommand('describe-key', input) } : null,

  explain: {
    en: (e) => ({
      headline: `Key ${code(keyIdOf(e.key))} was asked for in ${code(e.asked)}, but it is in ${codes(e.regions, 'en')}.`,
      why: `${multi.en(e)}`,
    }),
    ko: (e) => ({
      headline: `${code(keyIdOf(e.key))} 키를 ${code(e.asked)} 리전에 요청했지만, 키는 ${codes(e.regions, 'ko')} 리전에 있습니다.`,
      why: `${multi.ko(e)}`,
    }),
  },

  suspicion: {
    en: () => 'The key is in another Region than the request.',
    ko: () => '키가 요청과 다른 리전에 있습니다.',
  },
})

const multi: Readonly<Record<Language, (e: OtherRegion) => string>> = {
  en: (e) => {
    if (!e.isMultiRegion) return 'A key is used in its own Region only, whatever the policies allow.'
    return e.hasReplica
      ? `The request names the ARN of another Region; the replica in ${code(e.asked)} has an ARN and a key policy of its own.`
      : `It is a multi-Region key without a replica in ${code(e.asked)}.`
  },
  ko: (e) => {
    if (!e.isMultiRegion) return '키는 정책과 관계없이 자기 리전에서만 사용할 수 있습니다.'
    return e.hasReplica
      ? `요청에 다른 리전의 ARN을 썼습니다. ${code(e.asked)} 리전의 복제본에는 별도의 ARN과 키 정책이 있습니다.`
      : `다중 리전 키이지만 ${code(e.asked)} 리전에는 복제본이 없습니다.`
  },
}

/** A direct call is sent to the Region of the key; what S3 does in a bucket's Region cannot be sent elsewhere. */
function regionEdits({ regions: [region] }: OtherRegion, input: CauseInput): readonly Edit[] {
  if (input.authorization.hop.kind !== 'direct' || region === undefined) return []
  return [{ kind: 'changeRequest', key: 'aws:RequestedRegion', values: [region] }]
}
