import type { Phrase } from '../../iam/phrase.ts'

/** The sentence about something that could not be read, with the clause that says why. */
export function notRead({ en, ko }: Phrase): Phrase {
  return { en: `It could not be read: ${en}.`, ko: `읽지 못했습니다. ${ko}.` }
}

/** The sentence about something of which only the beginning could be read. */
export function damagedBy({ en, ko }: Phrase): Phrase {
  return {
    en: `It is damaged: ${en}; what comes before was searched.`,
    ko: `손상되었습니다. ${ko}. 그 앞까지는 검색했습니다.`,
  }
}
