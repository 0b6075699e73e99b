import { quoted } from '../fixes/cli-command.ts'
import type { Edit, SettingName } from '../fixes/edit.ts'
import { parseArn } from '../iam/arn.ts'
import { absentState, otherRegionState } from '../services/kms-key-state.ts'
import { type Cause, type CauseInput, defineCause, type Evidence, type Language } from './cause.ts'
import { gateRefusal } from './gate-refusal.ts'
import { asksForKey, keyCommand, keyIdOf, speaksOfKey } from './kms-key.ts'
import { code } from './words.ts'

interface NotUsable extends Evidence {
  readonly layer: 'kmsKeyState'
  readonly key: string
  readonly action: string
  readonly state: string
}

/** The key is disabled, waits for its deletion or its key material, or is not available. */
export const kmsKeyNotUsable: Cause = defineCause<NotUsable>({
  code: 'UD924',
  name: 'kms-key-not-usable',
  since: '0.1.0',
  layers: ['kmsKeyState'],
  specificity: 3,

  find: (input) => {
    const state = asksForKey(input) ? gateRefusal(input, 'kmsKeyState')?.['keyState'] : undefined
    if (typeof state !== 'string' || state === absentState || state === otherRegionState) return []
    const { resource, action } = input.authorization.request
    return [{ layer: 'kmsKeyState', place: null, key: resource, action, state }]
  },

  edits: ({ key, state }, input) => stateEdits(key, state, input),

  suspect: (input) =>
    speaksOfKey(input) ? { layer: null, rank: 6.6, command: keyCommand('describe-key', input) } : null,

  explain: {
    en: (e) => ({
      headline: `Key ${code(keyIdOf(e.key))} ${reason.en(e.state)}, so it takes no ${code(e.action)}.`,
      why: `Its state is ${code(e.state)}; no policy opens a key that is not ${code('Enabled')}.`,
    }),
    ko: (e) => ({
      headline: `${code(keyIdOf(e.key))} 키가 ${reason.ko(e.state)} ${code(e.action)} 작업에 쓸 수 없습니다.`,
      why: `키 상태 값은 ${code(e.state)}입니다. ${code('Enabled')} 상태가 아닌 키는 어떤 정책으로도 사용할 수 없습니다.`,
    }),
  },

  suspicion: {
    en: () => 'The key is disabled or waits for its deletion.',
    ko: () => '키가 비활성화되었거나 삭제 대기 중입니다.',
  },
})

const reason: Readonly<Record<Language, (state: string) => string>> = {
  en: (state) => english.get(state.toLowerCase()) ?? 'is not ready for use',
  ko: (state) => korean.get(state.toLowerCase()) ?? '사용할 수 없는 상태이므로',
}

const english: ReadonlyMap<string, string> = new Map([
  ['disabled', 'is disabled'],
  ['pendingdeletion', 'waits for its deletion'],
  ['pendingreplicadeletion', 'waits for the deletion of its replicas'],
  ['pendingimport', 'has no key material'],
  ['unavailable', 'is in a key store that cannot be reached'],
])

const korean: ReadonlyMap<string, string> = new Map([
  ['disabled', '비활성화되어 있어'],
  ['pendingdeletion', '삭제 대기 중이어서'],
  ['pendingreplicadeletion', '복제본 삭제를 기다리고 있어'],
  ['pendingimport', '키 구성 요소가 없어'],
  ['unavailable', '연결할 수 없는 키 스토어에 있어'],
])

function stateEdits(keyArn: string, state: string, { call }: CauseInput): readonly Edit[] {
  const key = parseArn(keyArn)
  const change = changes.get(state.toLowerCase())
  if (key === null || change === undefined) return []
  const id = keyIdOf(keyArn)
  const [found] = [...call.snapshot.find('kms', 'DescribeKey', id), ...call.snapshot.find('kms', 'DescribeKey', keyArn)]
  if (found === undefined || found.fact.kind !== 'known') return []
  const place = {
    account: found.account,
    region: found.region,
    service: 'kms',
    operation: 'DescribeKey',
    identifiers: found.identifiers,
  }
  return [
    {
      kind: 'changeSetting',
      setting: {
        name: change.name,
        target: `kms-key-state:${id}`,
        subject: id,
        owner: { kind: 'keyAdministrator', account: key.account },
        command: change.command?.(`--key-id ${quoted(keyArn)} --region ${quoted(key.region)}`) ?? null,
      },
      answers: [{ place, answer: enabled(found.fact.value) }],
    },
  ]
}

interface Change {
  readonly name: SettingName
  readonly command: ((options: string) => string) | null
}

const changes: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['disabled', { name: 'enableKey', command: (options) => `aws kms enable-key ${options}` }],
  [
    'pendingdeletion',
    {
      name: 'cancelKeyDeletion',
      // AWS: a key whose deletion was cancelled is disabled.
      // https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
      command: (options) => `aws kms cancel-key-deletion ${options} && aws kms enable-key ${options}`,
    },
  ],
  ['pendingimport', { name: 'importKeyMaterial', command: null }],
  ['unavailable', { name: 'connectKeyStore', command: null }],
])

function enabled(answer: unknown): unknown {
  const metadata = typeof answer === 'object' && answer !== null && 'KeyMetadata' in answer ? answer.KeyMetadata : {}
  return { KeyMetadata: { ...(typeof metadata === 'object' ? metadata : {}), KeyState: 'Enabled', Enabled: true } }
}
