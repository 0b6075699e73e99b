import type { Phrase } from '../iam/phrase.ts'
/** Where a fact was read: a file of the snapshot and a JSON pointer into it. */
export interface Source {
  readonly file: string
  readonly pointer: string
}

/** Why a fact is not known. */
export type UnknownReason = 'notCollected' | 'refused' | 'malformed'

/** What would settle an unknown fact. */
export interface Missing {
  readonly reason: UnknownReason
  /** In words: `key policy of 1234abcd`. */
  readonly what: Phrase
  /** IAM permission that reading it takes: `kms:GetKeyPolicy`; null where none is the answer. */
  readonly permission: string | null
  /** AWS CLI command that prints it. */
  readonly command: string | null
}

/** A recorded answer: known, known to be absent, or unknown. Never guessed. */
export type Fact<T> =
  | { readonly kind: 'known'; readonly value: T; readonly source: Source }
  | { readonly kind: 'absent'; readonly source: Source }
  | { readonly kind: 'unknown'; readonly missing: Missing }
