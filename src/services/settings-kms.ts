import type { KmsFacts } from './kms-gates.ts'
import type { EncryptionContextPairs, KmsGrant } from './kms-grants.ts'
import {
  factAt,
  type JsonObject,
  listAt,
  objectAt,
  orElse,
  type Place,
  type Read,
  readObject,
  readText,
  readTexts,
  readWord,
} from './settings-reader.ts'
import type { Known } from './truth.ts'

/** The KMS facts of an evaluation case. */
export function readKmsFacts(place: Place): KmsFacts {
  return {
    keyManager: factAt(place, 'keyManager', readWord(['AWS', 'CUSTOMER'])),
    keyState: factAt(place, 'keyState', readText),
    grants: orElse(listAt(place, 'grants', readGrant), []),
  }
}

/** AWS's own answers spell the keys of a grant with a capital. */
function readGrant(written: Place): KmsGrant | null {
  const place: Place = { ...written, object: lowerFirst(written.object) }
  const granteePrincipal = required(factAt(place, 'granteePrincipal', readText), 'granteePrincipal', place)
  const operations = required(factAt(place, 'operations', readTexts), 'operations', place)
  if (granteePrincipal === null || operations === null) return null
  const constraints = constraintsOf(place)
  const pairsOf = (name: string): Known<EncryptionContextPairs | null> =>
    constraints === 'unknown' ? 'unknown' : factAt(constraints, name, readPairObject)
  return {
    granteePrincipal,
    retiringPrincipal: factAt(place, 'retiringPrincipal', readText),
    operations,
    contextEquals: pairsOf('encryptionContextEquals'),
    contextSubset: pairsOf('encryptionContextSubset'),
    hasOtherConstraint: constraints === 'unknown',
  }
}

const constraintNames: readonly string[] = ['encryptionContextEquals', 'encryptionContextSubset']

/** Constraints stand in an object of their own, as AWS has them, or beside the other keys of the grant. */
function constraintsOf(place: Place): Place | 'unknown' {
  const inside = objectAt(place, 'constraints')
  if (inside === 'absent' || inside === 'unknown') return inside === 'absent' ? place : inside
  const object = lowerFirst(inside.object)
  // A constraint of another kind could keep the grant from applying.
  if (Object.keys(object).some((key) => !constraintNames.includes(key))) return 'unknown'
  return { ...inside, object }
}

function required<T>(fact: Known<T | null>, key: string, place: Place): Known<T> | null {
  if (fact === 'unknown') return fact
  if (fact.known !== null) return { known: fact.known }
  if (!Object.hasOwn(place.object, key))
    place.problems.push({
      pointer: place.pointer,
      message: { en: `The grant has no \`${key}\`.`, ko: `권한 부여(grant)에 \`${key}\` 값이 없습니다.` },
    })
  return null
}

const readPairObject: Read<EncryptionContextPairs> = (value, pointer, problems) => {
  const object = readObject(value, pointer, problems)
  if (object === null) return null
  const pairs = Object.entries(object).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  if (pairs.length === Object.keys(object).length) return pairs
  problems.push({
    pointer,
    message: {
      en: 'A value of the encryption context is not a string.',
      ko: '암호화 컨텍스트의 값이 문자열이 아닙니다.',
    },
  })
  return null
}

function lowerFirst(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]),
  )
}
