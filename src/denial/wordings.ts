import { noClaim, readClaim } from './claim.ts'
import type { ClaimedPolicyType } from './denial.ts'
import { isMasked } from './masked.ts'
import { readPrincipal } from './principal.ts'
import { readResource } from './resource.ts'
import { lakeFormationResource, s3Arn } from './resource-names.ts'
import type { Sentence } from './sentence.ts'
import { servicePrefixOfName } from './service-name.ts'

/** What a sentence tells: a part of `Sentence`, read off the match and the text that follows it. */
export type Told = Partial<Omit<Sentence, 'start' | 'end'>>

/** Words that report a refusal, and what they tell. */
export interface Wording {
  /** Global; starts with literal words, so that a long text is read once. */
  readonly pattern: RegExp
  /** What every match stands beside, where looking for that alone is much faster. */
  readonly beside?: string
  readonly tell: (match: RegExpExecArray, after: string, before: string) => Told | null
}

const named = { strength: 'named' } as const
const bare = { strength: 'bare' } as const

function arnOrNull(principal: string | null): string | null {
  return principal?.startsWith('arn:') ? principal : null
}

function claimOf(policyType: ClaimedPolicyType): Pick<Sentence, 'claim'> {
  return { claim: { ...noClaim, policyType } }
}

// Wordings that only one service uses, or that tell a field by themselves.
/** The wordings of services that differ from AWS's own sentence. */
export const wordings: readonly Wording[] = [
  {
    pattern:
      /\b(?:because\s{1,200}no\s{1,200}[\w -]{4,30}\s{1,200}polic|no\s{1,200}[\w-]{4,30}\s{1,200}(?:\w{1,20}\s{1,200})?polic(?:y|ies)\s{1,200}allows?\b|because\s{1,200}no\s{1,200}permissions?\s{1,200}boundary|explicit\s{1,200}deny\b|denied\s{1,200}due\s{1,200}to\s{1,200}an?\s{1,200}VPC|prevented\s{1,200}by\s{1,200}the\s{1,200}\w{5,30}\s{1,200}setting)/gi,
    tell: (match, after) => {
      const read = readClaim(`${match[0]}${after}`)
      return read === null || read.start > 200 ? null : { ...named, claim: read.claim, action: read.action }
    },
  },
  {
    pattern: /\byou are not authorized to\s{1,200}perform this operation\b/gi,
    tell: () => ({ ...bare, service: 'ec2' }),
  },
  {
    pattern: /\b([A-Z][A-Za-z]{3,60}) Action Is Unauthorized\b/g,
    tell: (match) => ({ ...named, service: 'ec2', operation: match[1] ?? null }),
  },
  {
    pattern: /\binsufficient\s{1,200}lake\s{1,200}formation\s{1,200}permission(?:\(s\)|s)?/gi,
    tell: (_, after) => ({
      ...named,
      service: 'lakeformation',
      ...claimOf('lakeFormation'),
      resource: lakeFormationResource(after),
    }),
  },
  {
    pattern: /\bresource does not exist or requester is not authorized to access requested permissions/gi,
    tell: () => ({ ...named, service: 'lakeformation', ...claimOf('lakeFormation') }),
  },
  {
    // Either the column does not exist, or Lake Formation hides it.
    pattern: /\bcannot be resolved or requester is not authorized to access requested resources?\b/gi,
    tell: () => ({ ...named, service: 'athena' }),
  },
  {
    pattern: /\bthe ciphertext refers to a customer master key that does not exist/gi,
    tell: () => ({ ...named, service: 'kms', action: 'kms:Decrypt', ...claimOf('kms') }),
  },
  {
    pattern: /\baccess to kms is not allowed\b/gi,
    tell: () => ({ ...named, service: 'secretsmanager', ...claimOf('kms') }),
  },
  {
    pattern: /\bpermissions? to allow the ([a-z0-9-]{2,40}:[A-Z]\w{2,100}) action\b/g,
    tell: (match) => ({ ...named, action: match[1] ?? null }),
  },
  {
    pattern: /\bKMS key (?:does not exist or is not allowed to be used|access denied)\b/gi,
    tell: () => ({ ...named, ...claimOf('kms') }),
  },
  {
    pattern: /\binsufficient encryption key permissions for glue api/gi,
    tell: () => ({ ...named, service: 'glue', ...claimOf('kms') }),
  },
  {
    pattern: /\binsufficient permissions to execute the query\b/gi,
    tell: () => ({ ...bare, service: 'athena' }),
  },
  {
    pattern:
      /\b(?:permission|access) denied (?:on s3 path|when (?:writing (?:output to url|to location)|checking location|reading)):?\s{0,200}(s3[an]?:\/\/\S{1,1200})?/gi,
    tell: (match) => ({ ...named, service: 'athena', resource: s3Arn(match[1]) }),
  },
  {
    pattern: /\bunable to verify\/create output bucket\s{1,20}"?([\w.-]{3,63})?/gi,
    tell: (match) => ({
      ...named,
      service: 'athena',
      resource: match[1] === undefined ? null : s3Arn(`s3://${match[1]}`),
    }),
  },
  {
    pattern: /\baccess to the specified s3 resource is denied\b/gi,
    tell: () => ({ ...named, service: 's3' }),
  },
  {
    pattern: /\bthis bucket has blocked upload requests\b/gi,
    tell: () => ({ ...bare, service: 's3' }),
  },
  {
    pattern: /\bcross-account pass role is not allowed\b/gi,
    tell: () => ({ ...named, action: 'iam:PassRole' }),
  },
  {
    beside: 'java.nio.file.AccessDeniedException',
    pattern: /(?<=java\.nio\.file\.)AccessDeniedException:\s{1,200}(s3[an]?:\/\/\S{1,1200}?)(?=:?\s|:?$)/g,
    tell: (match) => ({ ...named, service: 's3', resource: s3Arn(match[1]) }),
  },
  {
    pattern: /\bpull access denied for ([\w.:/-]{1,300})|\bdenied: requested access to the resource is denied/gi,
    tell: (match) => ({ ...bare, resource: match[1]?.replace(/[,.:]$/, '') ?? null }),
  },
  {
    pattern:
      /\bprincipal \[[^\]\n]{1,600}\] is not allowed to execute \[[^\]\n]{1,200}\](?: on the resource \[[^\]\n]{1,600}\])?/gi,
    tell: (match) => {
      const [principal = null, action = '', resource = null] = [...match[0].matchAll(/\[([^\]]*)\]/g)].map(
        ([, inner]) => inner ?? '',
      )
      return { ...named, principal, action: action.includes(':') ? action : null, resource }
    },
  },
  {
    pattern:
      /\bno access to any requested resource\b|\bnot whitelisted for accessing\b|\bIAM user access not activated\b/gi,
    tell: () => bare,
  },
  {
    pattern: /\b(?:not authorized to access resource|access to the resource)\s{1,20}["']?([\w:/*.+=@,-]{1,300})/gi,
    tell: (match) => ({ ...bare, resource: /^(?:is|was)$/.test(match[1] ?? '') ? null : (match[1] ?? null) }),
  },
  {
    pattern: /\bdoes not have permissions? to (?:call|perform|execute) (\w{3,80}) on (?:AWS |Amazon )?(\w{2,40})/gi,
    tell: (match) => {
      const prefix = servicePrefixOfName(match[2] ?? '')
      return prefix === null ? bare : { ...named, action: `${prefix}:${match[1] ?? ''}` }
    },
  },
  {
    pattern: /\b(?:is|are) not authori[sz]ed to (?!perform\b|assume\b)/gi,
    tell: (_, __, before) => {
      const principal = arnOrNull(readPrincipal(before))
      return principal === null ? bare : { ...named, principal }
    },
  },
  {
    // The name of the action in quotes, or after a colon.
    pattern:
      /\b(?:does not|do not|doesn't|don't) have (?:the )?(?:required )?permissions?(?: to)?:? {0,3}["'(]?([a-z0-9-]{2,40}:[A-Z]\w{2,100})/g,
    tell: (match, after, before) => ({
      ...named,
      principal: arnOrNull(readPrincipal(before)),
      action: match[1] ?? null,
      resource: readResource(after.replace(/^["')]/, '')),
    }),
  },
  {
    pattern: /\b(?:does not|doesn't) have (?:the )?(?:sufficient |required |necessary )?permissions?\b/gi,
    tell: (_, __, before) => {
      const principal = arnOrNull(readPrincipal(before.replace(/\s{1,20}$/, ' ')))
      return principal === null ? null : { ...named, principal }
    },
  },
  {
    pattern: /\b(?:is|are) not authori[sz]ed(?!\s{1,200}(?:to|access)\b)/gi,
    tell: (_, __, before) => {
      const principal = arnOrNull(readPrincipal(before))
      return principal === null ? null : { ...named, principal }
    },
  },
  {
    pattern:
      /\bUser:\s{1,20}(\S{1,600})\s{1,20}(?:Service:\s{1,20}\S{1,60}\s{1,20})?Action:\s{1,20}([\w-]{2,40}:\w{2,100})\s{1,20}(?:On )?resource(?:\(s\)|s)?:\s{1,20}(\S{1,1600})/gi,
    tell: ([, user = '', action = null, resource = ''], after) => ({
      strength: 'full',
      principal: isMasked(user) ? null : user,
      action,
      resource: resource === '*' || !isMasked(resource) ? resource : null,
      claim: contextClaim(after),
    }),
  },
]

/** The console's `Context:` line says which policy type, without the word "because". */
function contextClaim(after: string): Sentence['claim'] {
  const context = /^\s{1,20}Context:([^\n]{1,600})/i.exec(after)?.[1]
  return (context === undefined ? null : readClaim(context)?.claim) ?? noClaim
}
