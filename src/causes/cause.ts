import type { Denial } from '../denial/denial.ts'
import type { Decision, Layer } from '../engine/trace.ts'
import type { Edit } from '../fixes/edit.ts'
import type { StatementRef } from '../fixes/statement-ref.ts'
import type { Authorization } from '../services/authorization.ts'
import type { Call } from '../services/call.ts'

/** The languages of every report. */
export type Language = 'en' | 'ko'

/** All languages, for tables and tests. */
export const languages: readonly Language[] = ['en', 'ko']

/** A cause in words: one sentence each, real values in backticks. */
export interface Words {
  readonly headline: string
  /** The two values that differ, side by side. */
  readonly why: string
}

/** What a cause reads: one authorization, its trace, and what AWS said. */
export interface CauseInput {
  readonly authorization: Authorization
  readonly decision: Decision
  readonly denial: Denial
  readonly call: Call
  /** True for the authorization that AWS reported. */
  readonly reported: boolean
}

/** Where in a document the evidence stands: a statement and, within it, one element. */
export interface Place {
  readonly at: StatementRef
  /** JSON pointer within the statement, `/Resource/1`; empty for the statement as a whole. */
  readonly within: string
}

/** What all evidence has in common. */
export interface Evidence {
  readonly layer: Layer
  /** The deciding statement; null where the proof is that no statement exists. */
  readonly place: Place | null
}

/** What a cause says when it is possible but not proved. */
export interface Suspicion {
  readonly layer: Layer | null
  /** 1 is the likeliest; used to rank causes when only a text is known. */
  readonly rank: number
  /** AWS CLI command that settles it, with the real names filled in; null where a missing fact's own command does. */
  readonly command: string | null
}

/** What a cause may suspect from: a denial whose policies were not read, or a layer that could not be read. */
export interface SuspectInput {
  readonly call: Call
  readonly denial: Denial
  /** Layers that were not read or may still block. */
  readonly openLayers: readonly Layer[]
}

/** How a cause reads when AWS's own message is all the proof there is. */
export interface ClaimedWords {
  /** The effect that the message must name. */
  readonly effect: 'explicitDeny' | 'implicitDeny'
  readonly accepts: (input: CauseInput) => boolean
  readonly explain: Readonly<Record<Language, (input: CauseInput) => Words>>
  readonly edits: (input: CauseInput) => readonly Edit[]
}

/** What a cause is called, where it stands and what it says unproved: the same in its file and in the list of causes. */
export interface CauseFacts {
  /** `UD` and three digits; never reused. */
  readonly code: string
  /** Finishes "denied because of ...". */
  readonly name: string
  readonly since: string
  /** The layers in which the cause can stand. */
  readonly layers: readonly Layer[]
  /**
   * Within one request and layer only causes of the highest specificity are told: 3 a near miss with its own repair,
   * 2 a statement that nearly applies, 1 the general fact that nothing allows.
   */
  readonly specificity: 1 | 2 | 3
  /** Names of more specific causes beside which this one is still told, or `any`. */
  readonly alongside?: readonly string[] | 'any'
  /** Set where AWS's message can name this cause itself. */
  readonly claimed?: ClaimedWords
  /** Null where nothing speaks for it. */
  readonly suspect: (input: SuspectInput) => Suspicion | null
  /** What would be true if this is the cause, in one sentence. */
  readonly suspicion: Readonly<Record<Language, (input: SuspectInput) => string>>
}

/** A cause as its file writes it. */
export interface CauseDefinition<E extends Evidence> extends CauseFacts {
  /** Proved, or silent. */
  readonly find: (input: CauseInput) => readonly E[]
  /** Smallest first; `verify` decides which are offered. */
  readonly edits: (evidence: E, input: CauseInput) => readonly Edit[]
  readonly explain: Readonly<Record<Language, (evidence: E) => Words>>
}

/** Evidence with its edits and words, the type of the evidence hidden. */
export interface Finding {
  readonly evidence: Evidence
  readonly edits: readonly Edit[]
  readonly words: Readonly<Record<Language, Words>>
}

/** What a cause about the call as a whole reads: every authorization of its chain, decided. */
export interface CallInput {
  readonly call: Call
  readonly denial: Denial
  /** In the order AWS makes them; empty where too little is known of the call, or where AWS refused the credentials. */
  readonly requests: readonly CauseInput[]
}

/** Evidence about the call as a whole: it stands in no layer and in no document. */
export interface CallEvidence {
  readonly layer: null
  readonly place: null
}

/** Evidence about the call with its edits and words, the type of the evidence hidden. */
export interface CallFinding {
  readonly evidence: CallEvidence
  readonly edits: readonly Edit[]
  readonly words: Readonly<Record<Language, Words>>
}

/** How a cause about the call as a whole is found. */
export interface OfCall {
  /** True where the fact explains the refusal by itself, so that nothing unread has to. */
  readonly settles: boolean
  /** True where the failure came before any policy was asked, so that verdicts of policies explain nothing. */
  readonly precedesPolicies: boolean
  readonly find: (input: CallInput) => readonly CallFinding[]
}

/** A cause about the call as a whole, as its file writes it. */
export interface CallCauseDefinition<E extends CallEvidence>
  extends Pick<CauseFacts, 'code' | 'name' | 'since' | 'suspect' | 'suspicion'> {
  readonly settles: boolean
  readonly precedesPolicies?: boolean
  /** Proved, or silent. */
  readonly find: (input: CallInput) => readonly E[]
  readonly edits: (evidence: E, input: CallInput) => readonly Edit[]
  readonly explain: Readonly<Record<Language, (evidence: E) => Words>>
}

/** A cause as `diagnose` uses it: all causes fit in one list. */
export interface Cause extends CauseFacts {
  readonly find: (input: CauseInput) => readonly Finding[]
  /** Set for a cause about the call as a whole, which stands in no layer. */
  readonly ofCall?: OfCall
}

/** Ties a cause's words and edits to its evidence, then hides the evidence's type. */
export function defineCause<E extends Evidence>(definition: CauseDefinition<E>): Cause {
  const { find, edits, explain, ...rest } = definition
  return {
    ...rest,
    find: (input) =>
      find(input).map((evidence) => ({
        evidence,
        edits: edits(evidence, input),
        words: { en: explain.en(evidence), ko: explain.ko(evidence) },
      })),
  }
}

/** Ties the words and edits of a cause about the whole call to its evidence, then hides the evidence's type. */
export function defineCallCause<E extends CallEvidence>(definition: CallCauseDefinition<E>): Cause {
  const { find, edits, explain, settles, precedesPolicies = false, ...rest } = definition
  return {
    ...rest,
    layers: [],
    specificity: 3,
    find: () => [],
    ofCall: {
      settles,
      precedesPolicies,
      find: (input) =>
        find(input).map((evidence) => ({
          evidence,
          edits: edits(evidence, input),
          words: { en: explain.en(evidence), ko: explain.ko(evidence) },
        })),
    },
  }
}
