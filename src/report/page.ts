import type { createColors } from 'picocolors'
import type { Language } from '../causes/cause.ts'
import type { Labels } from './labels.ts'

/** What every part of a text report is printed with. */
export interface Page {
  readonly language: Language
  readonly words: Labels
  readonly paint: ReturnType<typeof createColors>
}
