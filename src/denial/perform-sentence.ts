import { actionExists, canonicalAction } from '../iam/service-data.ts'
import { noClaim, readClaim } from './claim.ts'
import { readPrincipal } from './principal.ts'
import { readResource } from './resource.ts'
import { mostSentences, type Sentence, silentSentence } from './sentence.ts'

const refusal =
  /(?:(?:is|are|was|were)\s{0,200}(?:not|n't)|isn't|aren't|(?<=[a-z])is\s{0,200}not|not)\s{1,200}(?:authorized|authorised|allowed|permitted)\s{1,200}to\s{1,200}(?:perform|execute|call|do)\b|(?:do|does)(?:\s{1,20}not|n't)\s{1,20}have\s{1,20}(?:the\s{1,20})?(?:(?:required|necessary|sufficient)\s{1,20})?(?:permissions?|authorization|access)\s{1,20}(?:required\s{1,20})?to\s{1,20}perform\b/gi

const rareWords = /(?:authori[sz]ed|allowed|permitted)\s{1,200}to\b|to\s{1,20}perform\b/i

const longestBefore = 700
const longestAfter = 3_000

/** AWS's own sentence, `User: P is not authorized to perform: A on resource: R because …`, wherever it stands. */
export function performSentences(text: string): readonly Sentence[] {
  // The pattern begins with words of every text, so one of its rarer words is looked for first.
  if (!rareWords.test(text)) return []
  const matches: RegExpExecArray[] = []
  for (const match of text.matchAll(refusal)) {
    matches.push(match)
    if (matches.length >= mostSentences) break
  }
  return matches.flatMap((match, index) => {
    const previous = matches[index - 1]
    const from = Math.max(previous === undefined ? 0 : previous.index + previous[0].length, match.index - longestBefore)
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + longestAfter)
    const sentence = performSentence(text.slice(from, match.index), match, clausesOf(after))
    return sentence === null ? [] : [sentence]
  })
}

/** Cuts what follows where the next refusal or the next user begins. */
function clausesOf(after: string): string {
  const next = after.search(/\bUser:\s|not\s{1,20}authorized\s{1,20}to\s{1,20}perform|\n\s{0,20}\n/)
  return next === -1 ? after : after.slice(0, next)
}

const actionAfter =
  /^(?:\s{1,200}(?:(?:this|the)\s{1,20})?(?:action|operation)s?(?=\s{0,20}:))?\s{0,200}:?\s{0,200}["'[(]?\s{0,3}([A-Za-z][A-Za-z0-9-]{1,40}:[A-Za-z*][\w*]{0,100})["'\])]?/

function performSentence(before: string, match: RegExpExecArray, after: string): Sentence | null {
  const found = actionAfter.exec(after)
  if (found === null) return withoutAction(before, match, after)
  const rest = after.slice(found[0].length)
  const claim = readClaim(rest)
  const length = found[0].length + (claim?.end ?? 0)
  return {
    ...silentSentence,
    start: match.index,
    end: match.index + match[0].length + length,
    strength: 'full',
    principal: readPrincipal(before),
    action: chosenAction(found[1] ?? '', claim?.action ?? null),
    resource: readResource(rest),
    claim: claim?.claim ?? noClaim,
  }
}

/** "User: P is not authorized to perform this operation", or a placeholder for the action. */
function withoutAction(before: string, match: RegExpExecArray, after: string): Sentence | null {
  const principal = readPrincipal(before)
  if (principal === null || /^\s{0,5}:?\s{0,5}AssumeRole\b/.test(after)) return null
  const rest = after
    .replace(/^\s{0,200}:?\s{0,200}\S{1,100}/, '')
    .replace(/^\s{1,20}(?:operation|action|request)\b/, '')
  const claim = readClaim(rest)
  const end = match.index + match[0].length + (after.length - rest.length) + (claim?.end ?? 0)
  return {
    ...silentSentence,
    start: match.index,
    end,
    strength: 'named',
    principal,
    action: claim?.action ?? null,
    resource: readResource(rest),
    claim: claim?.claim ?? noClaim,
  }
}

/** Where both clauses name an action: the one that exists, or the one of the reason. */
function chosenAction(performed: string, reason: string | null): string {
  if (reason === null || reason.toLowerCase() === performed.toLowerCase()) return canonicalAction(performed)
  return canonicalAction(actionExists(reason) || !actionExists(performed) ? reason : performed)
}
