import type { ObjectLockFacts, Retention } from './s3-object-lock.ts'
import {
  factAt,
  isObject,
  isUnknown,
  type JsonObject,
  type Place,
  type Read,
  readWord,
  truthAt,
} from './settings-reader.ts'
import type { Known, Truth } from './truth.ts'

const noLock: ObjectLockFacts = { retention: { known: null }, legalHold: false, bypassHeader: false, isStated: false }
const unknownLock: ObjectLockFacts = {
  retention: 'unknown',
  legalHold: 'unknown',
  bypassHeader: 'unknown',
  isStated: false,
}

/** The Object Lock of an evaluation case: a mode, `true`, or an object with mode, end, legal hold and bypass header. */
export function readObjectLock(place: Place): ObjectLockFacts {
  const written = place.object.objectLock
  if (written === undefined || written === null || written === false) return noLock
  if (isUnknown(written)) return unknownLock
  if (written === true) return { ...noLock, retention: { known: { mode: 'unknown', until: null } } }
  if (typeof written === 'string') return lockOfWord(written, place)
  const pointer = `${place.pointer}/objectLock`
  if (isObject(written)) return lockOfObject({ ...place, object: canonicalKeys(written), pointer })
  place.problems.push({
    pointer,
    message: { en: 'The value is not a lock mode or an object.', ko: '값이 잠금 모드도 객체도 아닙니다.' },
  })
  return noLock
}

function lockOfWord(word: string, place: Place): ObjectLockFacts {
  if (/^legal[ _-]?hold$/i.test(word)) return { ...noLock, legalHold: true }
  const mode = readMode(word, `${place.pointer}/objectLock`, place.problems)
  return mode === null ? noLock : { ...noLock, retention: { known: { mode: { known: mode }, until: null } } }
}

const readMode: Read<'GOVERNANCE' | 'COMPLIANCE'> = readWord(['GOVERNANCE', 'COMPLIANCE'])

function lockOfObject(place: Place): ObjectLockFacts {
  // Keys that none of the names below covers leave open what the lock is.
  if (!lockKeys.some((key) => Object.hasOwn(place.object, key))) return unknownLock
  const mode = factAt(place, 'mode', readMode)
  const until = factAt(place, 'retainUntilDate', readTime)
  const retention: Known<Retention | null> =
    mode === 'unknown' || until === 'unknown'
      ? 'unknown'
      : { known: mode.known === null ? null : { mode: { known: mode.known }, until: until.known } }
  return {
    retention,
    legalHold: readHold(place),
    bypassHeader: truthAt(place, 'bypassGovernanceRetention', false),
    isStated: false,
  }
}

function readHold(place: Place): Truth {
  const written = place.object.legalHold
  const status = isObject(written) && !isUnknown(written) ? (written.Status ?? written.status) : written
  if (status === 'ON' || status === 'OFF') return status === 'ON'
  return truthAt({ ...place, object: { legalHold: status } }, 'legalHold', false)
}

const readTime: Read<number> = (value, pointer, problems) => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (!Number.isNaN(time)) return time
  problems.push({ pointer, message: { en: 'The value is not a date and time.', ko: '값이 날짜와 시각이 아닙니다.' } })
  return null
}

const lockKeys: readonly string[] = ['mode', 'retainUntilDate', 'legalHold', 'bypassGovernanceRetention']

const keyByAlias: ReadonlyMap<string, string> = new Map([
  ['mode', 'mode'],
  ['retainuntildate', 'retainUntilDate'],
  ['retainuntil', 'retainUntilDate'],
  ['legalhold', 'legalHold'],
  ['bypassgovernanceretention', 'bypassGovernanceRetention'],
  ['bypassgovernance', 'bypassGovernanceRetention'],
  ['bypassheader', 'bypassGovernanceRetention'],
  ['bypass', 'bypassGovernanceRetention'],
])

/** Cases and AWS's own answers spell the keys differently, and AWS nests mode and end under `Retention`. */
function canonicalKeys(object: JsonObject): JsonObject {
  const { Retention: upper, retention = upper, ...rest } = object
  const nested = typeof retention === 'string' ? { mode: retention } : isObject(retention) ? retention : {}
  const entries = Object.entries({ ...rest, ...nested })
  return Object.fromEntries(entries.map(([key, value]) => [keyByAlias.get(key.toLowerCase()) ?? key, value]))
}
