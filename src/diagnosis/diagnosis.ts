import type { Language, Words } from '../causes/cause.ts'
import type { Denial } from '../denial/denial.ts'
import type { Decision, Layer, Verdict } from '../engine/trace.ts'
import type { Fix } from '../fixes/fix.ts'
import type { Phrase } from '../iam/phrase.ts'
import type { Assumption, Authorization, Occasion } from '../services/authorization.ts'
import type { CallerStep } from '../services/callers.ts'
import type { JoinedRecord } from '../services/joined-record.ts'
import type { KeyDenial } from '../services/key-denial.ts'

/** `confirmed` by facts (or AWS's own word), `possible` while a fact is missing, `ruledOut` by facts. */
export type CauseStatus = 'confirmed' | 'possible' | 'ruledOut'

/** A document's lines around the place that decides. */
export interface Excerpt {
  /** Path in the snapshot. */
  readonly document: string
  /** JSON pointer into that file; it goes on into a document that stands there as a string. */
  readonly pointer: string
  /** Line and column, from 1, in the file: of the marked place, or of the string that holds the document. */
  readonly line: number
  readonly column: number
  /** The statement's lines without their common indentation, long ones cut; the first has the number `firstLine`. */
  readonly firstLine: number
  readonly lines: readonly string[]
  /** What to underline: a line numbered like `firstLine`, a column from 1 in that line as shown, a number of characters. */
  readonly mark: { readonly line: number; readonly column: number; readonly length: number }
  /** False where the lines are those of a decoded document, not of the file itself. */
  readonly inFile: boolean
  /** Words to stand beside the caret: what was wanted, what the request had. */
  readonly note: Readonly<Record<Language, string>> | null
}

/** One cause of the denial. */
export interface FoundCause {
  readonly code: string
  readonly name: string
  readonly layer: Layer | null
  /** Index into `requests`. */
  readonly request: number
  readonly status: CauseStatus
  /** Plain facts: the cause's own evidence. */
  readonly evidence: unknown
  readonly words: Readonly<Record<Language, Words>>
  readonly excerpt: Excerpt | null
  /** The command that would settle a possible cause. */
  readonly command: string | null
}

/** One authorization of the chain with its verdict. */
export interface JudgedRequest {
  readonly authorization: Authorization
  readonly decision: Decision
  /** True for the request that AWS reported. */
  readonly reported: boolean
}

/** A request that would be refused next, if only the layer that AWS named were fixed. */
export interface NextDenial {
  readonly request: number
  readonly blockedBy: readonly Layer[]
}

/** A request that AWS makes only in some runs of the call, and that the policies refuse. */
export interface OccasionalDenial {
  readonly occasion: Occasion
  readonly authorization: Authorization
  readonly decision: Decision
}

/** A missing fact and how to get it. */
export interface Unknown {
  readonly kind: 'document' | 'contextKey' | 'request' | 'fact'
  /** What is missing: a context key, an operation's answer, a part of the request. */
  readonly fact: Phrase
  readonly permission: string | null
  readonly command: string | null
}

/** The whole answer to one denial. */
export interface Diagnosis {
  readonly denial: Denial
  /** The CloudTrail record that completed the denial; null where none did. */
  readonly joined: JoinedRecord | null
  /** The refusal of KMS behind that of S3, as CloudTrail recorded it. */
  readonly keyDenial: KeyDenial | null
  /** Who stands behind the call, the first caller first; empty where the log tells no more than the denial. */
  readonly callers: readonly CallerStep[]
  /** False where no snapshot was given: nothing but the message's own claim is then confirmed. */
  readonly hasSnapshot: boolean
  readonly requests: readonly JudgedRequest[]
  readonly verdict: {
    readonly possible: readonly Verdict[]
    readonly blockedBy: readonly Layer[]
    /** Null where AWS named no layer. */
    readonly agreesWithClaim: boolean | null
  }
  readonly certain: boolean
  readonly nextDenials: readonly NextDenial[]
  /** They count neither for the verdict nor for a fix. */
  readonly occasional: readonly OccasionalDenial[]
  readonly assumptions: readonly Assumption[]
  readonly causes: readonly FoundCause[]
  readonly fixes: readonly Fix[]
  readonly unknowns: readonly Unknown[]
}
