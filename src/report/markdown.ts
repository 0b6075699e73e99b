import type { Language } from '../causes/cause.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { reportText } from './text.ts'

/** A diagnosis as Markdown. */
export function reportMarkdown(diagnosis: Diagnosis, language: Language): string {
  return `${reportText(diagnosis, { language, colour: false })}`
}
