import type { Phrase } from '../iam/phrase.ts'
import type { ParsedPolicy } from '../iam/policy.ts'
import { parsePolicy } from '../iam/policy-parser.ts'
import type { Source } from './fact.ts'
import { parseJson } from './json-fault.ts'
import type { Snapshot } from './snapshot.ts'
import type { PolicyEncoding, StoredPolicy } from './stored-policy.ts'

/** A policy document taken out of the form in which an answer holds it. */
export type DecodedDocument =
  | { readonly ok: true; readonly encoding: PolicyEncoding; readonly json: unknown }
  | { readonly ok: false; readonly encoding: PolicyEncoding; readonly message: Phrase }

/** Everything of a stored policy but its document. */
export type PolicyPlace = Omit<StoredPolicy, 'id' | 'encoding' | 'document'>

/** A policy document as the engine reads it, with the place where it stands. */
export function storedPolicy(raw: unknown, place: PolicyPlace): StoredPolicy {
  const decoded = decodeDocument(raw)
  const document: ParsedPolicy = decoded.ok
    ? parsePolicy(decoded.json)
    : { ok: false, problem: { pointer: '', message: decoded.message } }
  return { id: policyId(place.source), ...place, encoding: decoded.encoding, document }
}

/** The same, and notes the fault among the snapshot's problems where the document cannot be read. */
export function readPolicy(snapshot: Snapshot, raw: unknown, place: PolicyPlace): StoredPolicy {
  const policy = storedPolicy(raw, place)
  if (!policy.document.ok) {
    const { pointer, message } = policy.document.problem
    const { file, pointer: start } = place.source
    // In a string the document has no JSON path of its own.
    snapshot.note(file, policy.encoding === 'json' ? start + pointer : start, message)
  }
  return policy
}

/** The id of the policy at a place of the snapshot. */
export function policyId({ file, pointer }: Source): string {
  return `${file}#${pointer}`
}

/** Reads a document that is JSON, a JSON string, or URL-encoded, as IAM's API sends it. */
export function decodeDocument(raw: unknown): DecodedDocument {
  if (typeof raw !== 'string') return { ok: true, encoding: 'json', json: raw }
  const isEncoded = /^\s*%7b/i.test(raw)
  const encoding: PolicyEncoding = isEncoded ? 'urlEncoded' : 'jsonString'
  const text = isEncoded ? percentDecoded(raw) : raw
  if (text === null) return { ok: false, encoding, message: notEncoded }
  if (text.trim() === '') return { ok: false, encoding, message: emptyDocument }
  const parsed = parseJson(text)
  return parsed.ok ? { ok: true, encoding, json: parsed.value } : { ok: false, encoding, message: parsed.fault.message }
}

const notEncoded: Phrase = {
  en: 'The document is not valid URL encoding.',
  ko: '문서의 URL 인코딩이 올바르지 않습니다.',
}

const emptyDocument: Phrase = { en: 'The document is empty.', ko: '문서가 비어 있습니다.' }

function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
