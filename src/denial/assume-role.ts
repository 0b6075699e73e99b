import { noClaim } from './claim.ts'
import { readPrincipal } from './principal.ts'
import { type Sentence, silentSentence } from './sentence.ts'
import { acrossLines } from './wrapped.ts'

// A service that cannot assume the role handed to it reports no principal and no action, only the role.
const cannotAssume =
  /\b(?:cannot|can't|can not|could not|couldn't|unable to|not able to|failed to|fails to|not (?:authorized|permitted|allowed) to|isn't (?:authorized|permitted|allowed) to|don't have permissions? to|does not have permissions? to)\s{1,200}assume\b|\brole\b[^\n.]{0,200}\b(?:cannot|can't|could not|unable to) be assumed\b|\bassume role permissions\b|\bnot authorized to perform AssumeRole\b|\bneither\b[^\n]{0,200}\bis authorized to assume\b|\berror assuming (?:the )?role\b/gi

const cannotAssumeWrapped = acrossLines(cannotAssume)

const notAboutPolicies =
  /No ?OpenIDConnect ?provider|InvalidIdentityToken|send request failed|connection (?:refused|reset|timed out)|no such host|i\/o timeout|dial tcp|EndpointConnectionError|Could not connect to the endpoint|Name or service not known|UnknownHostException/i

const roleArn = /arn:[\w-]{1,20}:iam::[^:\s"']{1,40}(?::role\/[^\s"'()<>,;]{1,600})?(?=[\s"'()<>,;]|$)/
const aboutTrust = /trust (?:relationship|polic)/i

// What AWS answered stands after the client's own words, and may name another action of STS.
const saidAction = /not authorized to perform:?\s{1,20}["'`]?(sts:AssumeRole\w{0,40})/i

/** Sentences that say that a service could not assume a role. */
export function assumeRoleSentences(text: string): readonly Sentence[] {
  const sentences: Sentence[] = []
  for (const match of text.matchAll(cannotAssumeWrapped)) {
    const end = match.index + match[0].length
    const after = text.slice(end, end + 1_200)
    const before = text.slice(Math.max(0, match.index - 600), match.index)
    if (notAboutPolicies.test(after) || notAboutPolicies.test(before)) continue
    const arn = roleArn.exec(after)?.[0] ?? roleArn.exec(match[0])?.[0] ?? roleArn.exec(before)?.[0]
    sentences.push({
      ...silentSentence,
      start: match.index,
      end,
      strength: 'named',
      principal: /authori[sz]ed to/i.test(match[0])
        ? readPrincipal(before.replace(/\b(?:is|are)\s{1,20}$/i, ''))
        : null,
      action: saidAction.exec(after.slice(0, 400))?.[1] ?? 'sts:AssumeRole',
      resource: arn?.replace(/(?<!\.)[.:]+$/, '') ?? namedRole(after),
      claim: { ...noClaim, policyType: aboutTrust.test(after.slice(0, 400)) ? 'trust' : null },
    })
    if (sentences.length >= 200) break
  }
  return sentences
}

const roleName =
  /^\s{1,20}(?:the\s{1,20})?(?:specified\s{1,20})?(?:IAM\s{1,20})?role:?\s{1,20}["'<]?([\w+=,.@/-]{2,128}[\w/-])["'>]?(?=[\s.,;:]|$)/i
const noName =
  /^(?:with|in|using|for|to|because|and|from|via|by|on|is|was|that|provided|specified|of|due|which|when|defined|as|error)$/i

function namedRole(after: string): string | null {
  const name = roleName.exec(after)?.[1]
  return name === undefined || noName.test(name) ? null : name
}
