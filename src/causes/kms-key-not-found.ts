import { absentState } from '../services/kms-key-state.ts'
import { keysWithId } from '../snapshot/kms.ts'
import { type Cause, defineCause, type Evidence } from './cause.ts'
import { gateRefusal } from './gate-refusal.ts'
import { asksForKey, keyCommand, keyIdOf, speaksOfKey } from './kms-key.ts'
import { objectEncryptionEdits } from './object-encryption.ts'
import { code } from './words.ts'

interface NotFound extends Evidence {
  readonly layer: 'kmsKeyState'
  readonly key: string
  readonly account: string
  readonly region: string
}

/** The key of the request does not exist. */
export const kmsKeyNotFound: Cause = defineCause<NotFound>({
  code: 'UD922',
  name: 'kms-key-not-found',
  since: '0.1.0',
  layers: ['kmsKeyState'],
  specificity: 3,

  find: (input) => {
    if (!asksForKey(input) || gateRefusal(input, 'kmsKeyState')?.['keyState'] !== absentState) return []
    const { resource } = input.authorization.request
    if (keysWithId(input.call.snapshot, keyIdOf(resource)).length > 0) return []
    const [, , , region = '', account = ''] = resource.split(':')
    return [{ layer: 'kmsKeyState', place: null, key: resource, account, region }]
  },

  // What a missing key encrypted cannot be read; what is to be written can be encrypted with another one.
  edits: ({ key }, input) => {
    const isRead = /^kms:(decrypt|reencryptfrom)$/i.test(input.authorization.request.action)
    const others = isRead ? [] : objectEncryptionEdits(input)
    return others.length > 0 ? others : [{ kind: 'noChange', reason: 'keyMissing', subject: keyIdOf(key) }]
  },

  suspect: (input) => {
    // A data key is made with a key that the request names, and KMS then says that it is not there.
    if (!speaksOfKey(input) || input.call.action?.toLowerCase() === 'kms:generatedatakey') return null
    return { layer: null, rank: 6.4, command: keyCommand('describe-key', input) }
  },

  explain: {
    en: (e) => ({
      headline: `Key ${code(keyIdOf(e.key))} does not exist.`,
      why: `Account ${code(e.account)} has no such key in ${code(e.region)}, and none with this id was recorded in another Region.`,
    }),
    ko: (e) => ({
      headline: `${code(keyIdOf(e.key))} 키가 없습니다.`,
      why: `${code(e.account)} 계정의 ${code(e.region)} 리전에 이 키가 없으며, 다른 리전에서도 이 ID의 키를 찾지 못했습니다.`,
    }),
  },

  suspicion: {
    en: () => 'The key does not exist.',
    ko: () => '키가 존재하지 않습니다.',
  },
})
