import { parseDenials } from '../src/denial/parse.ts'
import { requestDenial } from '../src/denial/request-denial.ts'
import { diagnose } from '../src/diagnose.ts'
import type { Diagnosis } from '../src/diagnosis/diagnosis.ts'
import type { Layer } from '../src/engine/trace.ts'
import type { Fix } from '../src/fixes/fix.ts'
import { contextOf } from '../src/iam/context.ts'
import { filesOfObject } from '../src/snapshot/files.ts'
import { openSnapshot } from '../src/snapshot/snapshot.ts'
import type { Files, Json } from './cause-fixture.ts'

/** A denial in the words that an article prints, with everything that is recorded. */
export interface ArticleCase {
  readonly says: string
  readonly files: Files
  /** What the words lack. */
  readonly principal?: string
  readonly action?: string
  readonly resource?: string
  readonly context?: Readonly<Record<string, string | readonly string[]>>
  readonly trail?: readonly Json[]
}

/** Explains the denial of an article as the command line does. */
export function explainArticle({ says, files, trail = [], context = {}, ...given }: ArticleCase): Diagnosis {
  const [denial = requestDenial(says)] = parseDenials(says)
  return diagnose({
    denial,
    snapshot: openSnapshot(filesOfObject(files)),
    hasSnapshot: true,
    given: {
      principal: given.principal ?? null,
      action: given.action ?? null,
      resource: given.resource ?? null,
      context: contextOf(context),
      expectedPrincipal: null,
    },
    trail: trail.map((record) => ({ file: 'trail', record })),
  })
}

/** Every refused request of the call with the layers that refuse it: `s3:PutObject identity`. */
export function refused({ requests }: Diagnosis): readonly string[] {
  return requests.flatMap(({ authorization, decision }) =>
    decision.blockedBy.map((layer: Layer) => `${authorization.request.action} ${layer}`),
  )
}

interface Grant {
  readonly principals: readonly string[]
  readonly action: string
  readonly resource: string
}

/** The preferred fix among those that are verified and edit a document; any document where none is named. */
export function verifiedFix({ fixes }: Diagnosis, target: string | null): Fix | null {
  const verified = fixes.filter(({ outcome }) => outcome.verified)
  return verified.find(({ edits }) => target === null || edits.some((edit) => edit.target === target)) ?? null
}

/** What the edited documents of a fix allow that no policy of `limits` allows. */
export function widerThan(fix: Fix, limits: readonly Json[]): readonly string[] {
  const allowed = limits.flatMap(grantsOf)
  const granted = fix.edits.flatMap(({ document }) => grantsOf(document))
  const wider = granted.filter((grant) => !allowed.some((limit) => covers(limit, grant)))
  return wider.map(({ principals, action, resource }) => [...principals, action, resource].join(' '))
}

function grantsOf(document: unknown): readonly Grant[] {
  const statements = listOf(isJson(document) ? document.Statement : undefined).filter(isJson)
  const allows = statements.filter(({ Effect }) => Effect === 'Allow')
  return allows.flatMap(({ Principal, Action, Resource }) => {
    const principals = listOf(isJson(Principal) ? Principal.AWS : Principal).map(String)
    return listOf(Action).flatMap((action) =>
      listOf(Resource).map((resource) => ({ principals, action: String(action), resource: String(resource) })),
    )
  })
}

function covers(limit: Grant, grant: Grant): boolean {
  const named = grant.principals.every((principal) => limit.principals.some((other) => includes(other, principal)))
  return named && matches(limit.action, grant.action) && matches(limit.resource, grant.resource)
}

/** A principal of a policy stands for itself, `*` for all, the root of an account for all of the account. */
function includes(limit: string, principal: string): boolean {
  const account = limit.endsWith(':root') ? limit.slice(0, -'root'.length) : null
  return limit === '*' || limit === principal || (account !== null && principal.startsWith(account))
}

/** A wildcard of the fix is taken literally, so that only a wildcard of the article covers it. */
function matches(pattern: string, value: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(value)
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** AWS's sentence, with its reason. */
export function notAuthorized(principal: string, action: string, resource: string, why = ''): string {
  return `User: ${principal} is not authorized to perform: ${action} on resource: ${resource}${why}`
}
