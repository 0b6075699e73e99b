import { credentialCodeWords } from './codes.ts'
import { mostSentences, type Sentence, silentSentence } from './sentence.ts'
import { type Wording, wordings } from './wordings.ts'
import { acrossLines } from './wrapped.ts'

// Words that say only that access was denied: by themselves, as a code, as a class.
const opaque =
  /\baccess(?:\s|_)?denied\b(?! for user ')|\b(?:Client\.)?(?:(?<!java\.nio\.file\.)AccessDenied|VpceAccessDenied|KMSAccessDenied|Unauthori[sz]ed(?:Operation|Access|Exception)|NotAuthorized|AuthorizationError|(?<!from server \(|\bis )Forbidden|AllAccessDisabled|OperationNotPermitted)[A-Za-z]{0,40}\b|\b(?:error occurred \(403\)|403 forbidden|status ?code:? 403|http(?: error)? 403|403 access)|\b(?:is|are) not authori[sz]ed\b|\baccess is not allowed\b|\b(?:does not|do not|doesn't|don't) have (?:the |sufficient |required |necessary |enough |any ){0,3}(?:permissions?|access|authorization)\b|\binsufficient (?:\w{1,20} ){0,2}(?:permissions?|privileges)\b/gi

const credentials = new RegExp(
  `\\b(?:Client\\.)?(?:${credentialCodeWords})\\b|\\bsecurity token included in the request is (?:invalid|expired)|\\brequest signature we calculated does not match|\\baccess key id you provided does not exist|\\bauthorization token has expired|\\bsession token not found or invalid|\\bprovided token (?:has expired|is malformed)|\\brequest has expired\\b|\\bable to validate the provided access credentials|\\bmissing authentication token\\b`,
  'gi',
)

const everyWording: readonly Wording[] = [
  ...wordings,
  { pattern: opaque, tell: () => ({}) },
  { pattern: credentials, tell: () => ({ strength: 'named', notPermission: true }) },
].map((wording: Wording) => ({ ...wording, pattern: acrossLines(wording.pattern) }))

/** Every sentence, other than AWS's own one, that reports a refusal. */
export function serviceSentences(text: string): readonly Sentence[] {
  return everyWording.flatMap((wording) => matched(text, wording))
}

const longestAfter = 2_500
const longestBefore = 700

function matched(text: string, { pattern, beside, tell }: Wording): readonly Sentence[] {
  if (beside !== undefined && !text.includes(beside)) return []
  // Most wordings are in no text: `matchAll` would make a pattern of its own before it says so.
  if (text.search(pattern) === -1) return []
  const sentences: Sentence[] = []
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length
    const before = text.slice(Math.max(0, match.index - longestBefore), match.index)
    const told = tell(match, text.slice(end, end + longestAfter), before)
    if (told !== null) sentences.push({ ...silentSentence, start: match.index, end, ...told })
    if (sentences.length >= mostSentences) break
  }
  return sentences
}
