import { type Arn, parseArn } from '../iam/arn.ts'
import { readPolicy } from './document.ts'
import type { Fact } from './fact.ts'
import { field, textAt } from './json.ts'
import { missingOf } from './operations.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoredPolicy } from './stored-policy.ts'

/** Where a service keeps the policy of a resource. */
interface PolicyOperation {
  readonly operation: string
  /** Members under which the document stands in the answer. */
  readonly members: readonly string[]
}

const operationByService: Readonly<Record<string, PolicyOperation>> = {
  secretsmanager: { operation: 'GetResourcePolicy', members: ['ResourcePolicy'] },
  sqs: { operation: 'GetQueueAttributes', members: ['Attributes', 'Policy'] },
  sns: { operation: 'GetTopicAttributes', members: ['Attributes', 'Policy'] },
  lambda: { operation: 'GetPolicy', members: ['Policy'] },
  ecr: { operation: 'GetRepositoryPolicy', members: ['policyText'] },
}

/** Members under which `GetResourcePolicy/<id>`, which every service may use, holds the document. */
const commonMembers: readonly (readonly string[])[] = [
  ['ResourcePolicy'],
  ['Policy'],
  ['policyText'],
  ['Attributes', 'Policy'],
]

/** The policy attached to a secret, queue, topic, function or repository, by its ARN; absent where it has none. */
export function storedResourcePolicy(snapshot: Snapshot, arn: string): Fact<StoredPolicy> {
  const parts = parseArn(arn)
  if (parts === null) return unknownPolicy(snapshot, arn, null)
  const own = operationByService[parts.service]
  const operations = own === undefined ? [] : [own.operation]
  let refusal: Fact<StoredPolicy> | null = null
  for (const operation of [...operations, 'GetResourcePolicy']) {
    for (const place of snapshot.recorded(parts.service, operation)) {
      if (place.region !== parts.region && place.region !== 'global') continue
      if (!isAbout(place.identifiers, place.account, arn, parts)) continue
      const fact = snapshot.answer(place.account, place.region, parts.service, operation, ...place.identifiers)
      const policy = policyIn(snapshot, fact, arn, parts, own?.members)
      if (policy.kind !== 'unknown') return policy
      refusal ??= policy
    }
  }
  return refusal ?? unknownPolicy(snapshot, arn, parts)
}

/** An answer may be filed under the ARN, the name, or the URL of a queue. */
function isAbout(identifiers: readonly string[], account: string, arn: string, parts: Arn): boolean {
  const id = identifiers.join('/')
  if (id === arn) return true
  const name = nameIn(parts)
  if (id.startsWith('https://')) return id.endsWith(`/${parts.account}/${name}`)
  if (account !== parts.account) return false
  return id === name || id === parts.resource || isSecretName(id, parts)
}

// AWS: Secrets Manager ends the ARN of a secret with a hyphen and six random characters.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html
function isSecretName(id: string, { service, resource }: Arn): boolean {
  return service === 'secretsmanager' && /-[A-Za-z0-9]{6}$/.test(resource) && resource.slice(0, -7) === `secret:${id}`
}

function nameIn({ service, resource }: Arn): string {
  if (service === 'lambda') return resource.split(':')[1] ?? resource
  if (service === 'secretsmanager') return resource.replace(/^secret:/, '')
  return service === 'ecr' ? resource.replace(/^repository\//, '') : resource
}

function policyIn(
  snapshot: Snapshot,
  fact: Fact<unknown>,
  arn: string,
  parts: Arn,
  members: readonly string[] | undefined,
): Fact<StoredPolicy> {
  if (fact.kind !== 'known') return fact
  const held = [...(members === undefined ? [] : [members]), ...commonMembers].find(
    (names) => field(fact.value, ...names) !== undefined,
  )
  const raw = held === undefined ? undefined : field(fact.value, ...held)
  if (held === undefined || raw === null || raw === '') return { kind: 'absent', source: fact.source }
  const source = { file: fact.source.file, pointer: held.map((name) => `/${name}`).join('') }
  const target = `resource-policy:${arn}`
  const name = textAt(fact.value, 'Name')
  const place = { target, name, arn: null, account: parts.account, awsManaged: false, source }
  return { kind: 'known', value: readPolicy(snapshot, raw, place), source }
}

function unknownPolicy(snapshot: Snapshot, arn: string, parts: Arn | null): Fact<StoredPolicy> {
  const service = parts?.service ?? ''
  const operation = operationByService[service]?.operation ?? 'GetResourcePolicy'
  const account = parts?.account ?? snapshot.accounts()[0] ?? ''
  const place = {
    account,
    region: parts?.region ?? 'global',
    service,
    operation,
    identifiers: [identifierOf(arn, parts)],
  }
  return { kind: 'unknown', missing: missingOf('notCollected', place) }
}

/** What the AWS CLI asks for: a queue by its URL, a repository by its name, anything else by its ARN. */
function identifierOf(arn: string, parts: Arn | null): string {
  if (parts?.service === 'sqs') return `https://sqs.${parts.region}.amazonaws.com/${parts.account}/${parts.resource}`
  return parts?.service === 'ecr' ? nameIn(parts) : arn
}
