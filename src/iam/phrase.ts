/** A text in each language of the reports; what AWS, the system or an engine calls things stays as it is. */
export interface Phrase {
  readonly en: string
  readonly ko: string
}
