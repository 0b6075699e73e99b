import type { Layer } from '../engine/trace.ts'
import { type Cause, type CauseInput, defineCause, type Language, type SuspectInput, type Suspicion } from './cause.ts'
import { claimedWords } from './claimed.ts'
import { sessionWords } from './directory-session.ts'
import { deniesForWantOfAllow } from './facts.ts'
import { grantEdits } from './grant-edits.ts'
import { type NoAllowEvidence, noAllowEvidence } from './no-allow-evidence.ts'
import { headline, why } from './no-allow-words.ts'
import { suspectLayer } from './suspect.ts'
import { code, layerName } from './words.ts'

/** What tells one no-allow cause from another. */
export interface NoAllowOptions {
  readonly code: string
  readonly name: string
  readonly layer: Layer
  readonly specificity: 1 | 2 | 3
  readonly alongside?: readonly string[]
  readonly accepts?: (input: CauseInput) => boolean
  readonly suspect?: (input: SuspectInput) => Suspicion | null
  /** The headline, where the layer's usual one does not say the fact. */
  readonly headline?: Readonly<Record<Language, (e: NoAllowEvidence) => string>>
}

/** The cause "no statement of this layer allows the request". */
export function noAllowCause(options: NoAllowOptions): Cause {
  const { code: causeCode, name, layer, specificity } = options
  return defineCause<NoAllowEvidence>({
    code: causeCode,
    name,
    since: '0.1.0',
    layers: [layer],
    specificity,
    ...(options.alongside === undefined ? {} : { alongside: options.alongside }),
    find: (input) => {
      if (options.accepts?.(input) === false || !deniesForWantOfAllow(input, layer)) return []
      return [noAllowEvidence(input, layer)]
    },
    edits: (_, input) => grantEdits(input, layer),
    claimed: claimedWords(layer, 'implicitDeny', (input) => options.accepts?.(input) !== false),
    suspect: (input) => (options.suspect ?? ((i) => suspectLayer(i, layer, 'implicitDeny')))(input),
    explain: {
      en: (e) => ({ headline: (options.headline?.en ?? headline.en)(e), why: `${sessionWords.en(e)}${why.en(e)}` }),
      ko: (e) => ({ headline: (options.headline?.ko ?? headline.ko)(e), why: `${sessionWords.ko(e)}${why.ko(e)}` }),
    },
    suspicion: {
      en: ({ call }) => `No ${layerName.en[layer]} allows ${call.action === null ? 'the action' : code(call.action)}.`,
      ko: ({ call }) =>
        `${call.action === null ? '이 작업을' : `${code(call.action)} 작업을`} 허용하는 ${layerName.ko[layer]}이 없습니다.`,
    },
  })
}
