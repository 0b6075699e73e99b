import { parseArn } from '../iam/arn.ts'
import type { Phrase } from '../iam/phrase.ts'
import { findKey } from '../snapshot/kms.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { printable } from './io.ts'

/** Whether a word can name a KMS key of the caller's account: an id, or an alias. */
export function isKeyName(word: string): boolean {
  return /^(alias\/[\w/-]{1,250}|mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(word)
}

// AWS: an id or alias without an ARN names a key of the caller's account, in the Region of the call.
// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
/** The ARN that such a name stands for in the one Region where it is recorded; null where that is none or several. */
export function arnOfKeyName(name: string, principal: string, snapshot: Snapshot): string | null {
  const account = parseArn(principal)?.account ?? ''
  const recorded = ['DescribeKey', 'ListAliases'].flatMap((operation) => snapshot.recorded('kms', operation))
  const regions = new Set(recorded.filter((place) => place.account === account).map(({ region }) => region))
  const keys = [...regions].flatMap((region) => {
    const key = findKey(snapshot, name, region, account)
    return key.kind === 'known' ? [key.value] : []
  })
  const [key, ...others] = keys
  if (key === undefined || others.length > 0) return null
  return name.startsWith('alias/') ? key.arn.replace(/:key\/.*$/, `:${name}`) : key.arn
}

/** What to say where the snapshot does not tell which key is meant. */
export function noSuchKey(name: string, principal: string): Phrase {
  const account = parseArn(principal)?.account
  if (account === undefined) {
    return {
      en: `Without credentials no account tells which key is meant by \`${printable(name)}\`; name it by its ARN.`,
      ko: `자격 증명이 없으면 \`${printable(name)}\` 이름이 어느 계정의 키인지 알 수 없습니다. 키를 ARN으로 지정하세요.`,
    }
  }
  return {
    en: `Of account ${account} the snapshot holds no key, or more than one, by the name \`${printable(name)}\`; name it by its ARN.`,
    ko: `스냅샷에서 ${account} 계정의 키 중 이름이 \`${printable(name)}\`인 키를 하나로 정하지 못했습니다. 키를 ARN으로 지정하세요.`,
  }
}
