import { noClaim } from './claim.ts'
import type { Claim } from './denial.ts'

/** How much a sentence says: the whole of AWS's sentence, something of its own, or only that access was denied. */
export type Strength = 'full' | 'named' | 'bare'

/** One sentence of the text that says that somebody was refused, with what it tells by itself. */
export interface Sentence {
  readonly start: number
  readonly end: number
  readonly strength: Strength
  readonly principal: string | null
  readonly action: string | null
  readonly resource: string | null
  readonly claim: Claim
  /** The service whose wording this is, where only one service says it. */
  readonly service: string | null
  readonly operation: string | null
  readonly notPermission: boolean
}

/** A sentence that tells nothing; spread it and add what yours tells. */
export const silentSentence: Omit<Sentence, 'start' | 'end'> = {
  strength: 'bare',
  principal: null,
  action: null,
  resource: null,
  claim: noClaim,
  service: null,
  operation: null,
  notPermission: false,
}

/** The most sentences read of one text: a log that repeats a failure without end is no reason to read on for ever. */
export const mostSentences: number = 50_000
