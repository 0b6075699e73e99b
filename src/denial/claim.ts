import type { Claim, ClaimedPolicyType } from './denial.ts'

/** Nothing said about why. */
export const noClaim: Claim = { policyType: null, effect: null, policyArn: null }

/** A claim and the action that its clause names, with where the clause starts and ends in the text. */
export interface ReadClaim {
  readonly claim: Claim
  readonly action: string | null
  readonly start: number
  readonly end: number
}

const space = '\\s{1,200}'
const words = (text: string): string => text.replaceAll(' ', space)

const policyWords =
  '(identity[-\\s]based|resource[-\\s]based|role trust|trust|permissions? boundary|sessions?|service control|resource control|VPC endpoint)'

const typeByWords: ReadonlyMap<string, ClaimedPolicyType> = new Map([
  ['identity based', 'identity'],
  ['resource based', 'resource'],
  ['role trust', 'trust'],
  ['trust', 'trust'],
  ['permission boundary', 'boundary'],
  ['permissions boundary', 'boundary'],
  ['session', 'session'],
  ['sessions', 'session'],
  ['service control', 'scp'],
  ['resource control', 'rcp'],
  ['vpc endpoint', 'vpce'],
])

function typeOf(words: string | undefined): ClaimedPolicyType | null {
  return typeByWords.get((words ?? '').toLowerCase().replace(/[-\s]+/g, ' ')) ?? null
}

const allowsClause = `(?: polic(?:y|ies))? allows?(?: (?:the )?["']?([\\w-]{2,40}:[\\w*]{1,100})["']?(?: action)?)?`
// The text may end inside the clause, so after "because no" the type is enough.
const implicitForms: readonly RegExp[] = [
  new RegExp(words(`\\bbecause no ${policyWords}(?:${allowsClause})?`), 'i'),
  new RegExp(words(`\\bno ${policyWords}${allowsClause}`), 'i'),
]
const explicit = new RegExp(
  words(`\\bexplicit(?:ly)? den(?:y|ied)(?: (?:in|by) (?:an?|the) ${policyWords}(?: polic(?:y|ies))?)?`),
  'i',
)
const through = new RegExp(words('^ transitively through an? service control policy'), 'i')
const policyArn = /^\s{0,3}(?::\s{0,200}|enforced by\s{1,20}|\s{0,3}\()["']?(arn:[^\s"'()]+)/
const blockPublic =
  /prevented\s{1,200}by\s{1,200}the\s{1,200}(BlockPublic\w{1,20}|IgnorePublicAcls|RestrictPublicBuckets)\s{1,200}setting/i
const endpointDenied = /denied\s{1,200}due\s{1,200}to\s{1,200}an?\s{1,200}VPC\s{1,200}endpoint\s{1,200}policy/i

/** The first clause in `text` that says why: `because no … allows`, `with an explicit deny …`, or a setting that refuses. */
export function readClaim(text: string): ReadClaim | null {
  const found = [
    implicitClaim(text),
    explicitClaim(text),
    settingClaim(text),
    endpointClaim(text),
    manyReasonsClaim(text),
  ]
  return found.filter((read) => read !== null).sort((a, b) => a.start - b.start)[0] ?? null
}

function implicitClaim(text: string): ReadClaim | null {
  const match = implicitForms.map((form) => form.exec(text)).find((found) => found !== null)
  if (match === undefined || match === null) return null
  const end = match.index + match[0].length
  const claim: Claim = { policyType: typeOf(match[1]), effect: 'implicitDeny', policyArn: policyArnAt(text, end) }
  return { claim, action: match[2] ?? null, start: match.index, end }
}

function explicitClaim(text: string): ReadClaim | null {
  const match = explicit.exec(text)
  if (match === null) return null
  const end = match.index + match[0].length
  const byScp = through.exec(text.slice(end, end + 400))
  // AWS: this wording reports a Deny in the service control policy.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
  const policyType = byScp === null ? typeOf(match[1]) : 'scp'
  const clauseEnd = end + (byScp?.[0].length ?? 0)
  const claim: Claim = { policyType, effect: 'explicitDeny', policyArn: policyArnAt(text, clauseEnd) }
  return { claim, action: null, start: match.index, end: clauseEnd }
}

function settingClaim(text: string): ReadClaim | null {
  const match = blockPublic.exec(text)
  if (match === null) return null
  const claim: Claim = { policyType: 'blockPublicAccess', effect: null, policyArn: null }
  return { claim, action: null, start: match.index, end: match.index + match[0].length }
}

function endpointClaim(text: string): ReadClaim | null {
  const match = endpointDenied.exec(text)
  if (match === null) return null
  const claim: Claim = { policyType: 'vpce', effect: null, policyArn: null }
  return { claim, action: null, start: match.index, end: match.index + match[0].length }
}

// KMS across accounts lists all that could be wrong, so no effect is stated.
const manyReasons =
  /because\s{1,200}the\s{1,200}resource\s{1,200}does\s{1,200}not\s{1,200}exist\s{1,200}in\s{1,200}this\s{1,200}Region/i

function manyReasonsClaim(text: string): ReadClaim | null {
  const match = manyReasons.exec(text)
  if (match === null) return null
  const namesPolicies = /resource-based\s{1,200}polic/i.test(text.slice(match.index, match.index + 600))
  const claim: Claim = { policyType: namesPolicies ? 'resource' : null, effect: null, policyArn: null }
  return { claim, action: null, start: match.index, end: match.index + match[0].length }
}

function policyArnAt(text: string, end: number): string | null {
  const arn = policyArn.exec(text.slice(end, end + 2_500))?.[1]?.replace(/(?<!\.)\.$|[,;]+$/, '')
  return arn ?? null
}
