import { actionsOfOperation, servicePrefixOfEventSource } from '../iam/operation.ts'
import { servicePrefixes } from '../iam/service-data.ts'
import { nearestMatch, type Span } from './nearest.ts'
import type { NamedOperation } from './operation-name.ts'
import { servicePrefixOfName } from './service-name.ts'

/** What besides the text tells which service's API came back with the error. */
export interface ServiceEvidence {
  readonly operation: NamedOperation | null
  readonly action: string | null
  readonly resource: string | null
  /** The service that alone uses the sentence's wording. */
  readonly sentenceService: string | null
  readonly errorCode: string | null
}

/** IAM prefix of the service whose API returned the error, or null where the text does not say. */
export function readService(text: string, span: Span, evidence: ServiceEvidence): string | null {
  const named = sdkService(text, span)
  const actionPrefix = evidence.action?.split(':')[0] ?? null
  const operation = evidence.operation
  if (operation !== null) {
    const printed = operation.serviceName === null ? null : servicePrefixOfName(operation.serviceName)
    if (printed !== null) return printed
    const hints = [
      actionPrefix,
      named,
      eventSource(text, span),
      evidence.sentenceService,
      // Glue passes on what Lake Formation answered.
      evidence.sentenceService === 'lakeformation' ? 'glue' : null,
      serviceOfArn(evidence.resource),
    ]
    const owner = serviceOfOperation(operation.operation, hints, evidence.errorCode)
    if (owner !== null) return owner
  }
  return (
    eventSource(text, span) ?? named ?? actionPrefix ?? evidence.sentenceService ?? serviceInWords(text, span, evidence)
  )
}

const sdkForms: readonly RegExp[] = [
  /\bService:\s{1,200}([A-Za-z][\w -]{1,60}?)\s{0,5}[;,)]/g,
  /\bAWS Service:\s{1,20}([A-Za-z][\w -]{1,60}?)\s{0,5}[;,)]/g,
  /\bamazonaws\.services\.(\w{2,60})\./g,
  /\bawssdk\.services\.(\w{2,60})\./g,
  /\baws\.sdk\.kotlin\.services\.(\w{2,60})\./g,
  /\baws_sdk_(\w{2,60}?)(?=::|\b)/g,
  /\bAws::(\w{2,60})::/g,
  // In capitals it is also how CloudFormation writes the type of a resource.
  /\bAWS::(\w{2,60})::Errors::/g,
  /\bAws\\{1,4}(\w{2,60})\\/g,
  /\bAmazon\.(\w{2,60})\.(?:Model\.)?\w{1,60}Exception/g,
  /@aws-sdk[/\\]{1,2}client-([\w-]{2,60})/g,
  /\baws-sdk[/\\]{1,2}lib[/\\]{1,2}services[/\\]{1,2}(\w{2,60})\.js\b/g,
]

function sdkService(text: string, span: Span): string | null {
  for (const form of sdkForms) {
    const match = nearestMatch(text, form, span, (found) => servicePrefixOfName(found[1] ?? '') !== null)
    if (match !== null) return servicePrefixOfName(match[1] ?? '')
  }
  return null
}

const eventSourceField = /\bevent_?source["']?\s{0,3}[:=]\s{0,20}["']?([a-z0-9.-]{2,60}\.amazonaws\.com)/gi

function eventSource(text: string, span: Span): string | null {
  const source = nearestMatch(text, eventSourceField, span)?.[1]
  return source === undefined ? null : servicePrefixOfEventSource(source)
}

function serviceOfArn(resource: string | null): string | null {
  return resource?.startsWith('arn:') ? (resource.split(':', 3)[2] ?? null) : null
}

// Where several services have an operation of one name, these are meant unless something else is said.
const usualOwners: readonly string[] = (
  's3 ec2 iam sts kms lambda dynamodb glue athena sqs sns secretsmanager ssm ecr ecs eks cloudformation logs rds states ' +
  'organizations lakeformation kinesis firehose cloudtrail sagemaker bedrock cloudwatch events autoscaling ' +
  'elasticloadbalancing route53 ses cognito-idp codebuild codepipeline codecommit codedeploy redshift elasticbeanstalk'
).split(' ')

function serviceOfOperation(operation: string, hints: readonly (string | null)[], code: string | null): string | null {
  const hinted = hints.find((hint) => hint !== null && hasOperation(hint, operation))
  if (hinted !== undefined && hinted !== null) return hinted
  const usual = usualOwners.filter((service) => hasOperation(service, operation))
  const owner = usual.find((service) => !usesOtherCode(service, code)) ?? usual[0]
  if (owner !== undefined) return owner
  // API Gateway's actions are HTTP methods, so that any name could be one of its operations.
  const owners = servicePrefixes().filter((service) => service !== 'apigateway' && hasOperation(service, operation))
  return owners.length === 1 ? (owners[0] ?? null) : null
}

// Services that answer in XML; their codes do not end in `Exception`.
const xmlServices: ReadonlySet<string> = new Set('s3 ec2 iam sts sqs sns cloudformation rds'.split(' '))

function usesOtherCode(service: string, code: string | null): boolean {
  return code?.endsWith('Exception') === true && xmlServices.has(service)
}

function hasOperation(service: string, operation: string): boolean {
  return actionsOfOperation(service, operation).length > 0
}

const s3Words =
  /\bs3[an]?:\/\/|\bs3[.-](?:[a-z0-9-]{1,30}\.)?amazonaws\.com|(?<![\w/.-]|(?<!:):)(?:Amazon ?)?S3(?:(?:Service)?Exception\b|\b(?![:/]))/g

function serviceInWords(text: string, span: Span, evidence: ServiceEvidence): string | null {
  if (/(?:^|\.)UnauthorizedOperation$/.test(evidence.errorCode ?? '')) return 'ec2'
  if (evidence.resource?.startsWith('arn:')) return serviceOfArn(evidence.resource)
  if (/\.dkr\.ecr\.[a-z0-9-]{1,30}\.amazonaws\.com/.test(text)) return 'ecr'
  // S3 answers in XML without the wrapper that the other XML services put around `Error`.
  if (/<Error>\s{0,20}<Code>/.test(text) && !text.includes('<ErrorResponse')) return 's3'
  // Only S3 answers with a second id.
  if (/\bhost id: ?[^\s,;)]|\bS3 ?Extended ?Request ?ID\b/i.test(text)) return 's3'
  return nearestMatch(text, s3Words, span) === null ? serviceOfHost(text, span) : 's3'
}

const endpoint = /\bhttps?:\/\/(?!oidc\.)([a-z0-9-]{2,40})\.(?:([a-z]{2,20})\.)?(?:[a-z0-9-]{2,40}\.)?amazonaws\.com\b/g

/** The service whose endpoint the text names: `https://sqs.REGION.amazonaws.com`, `https://REGION.queue.amazonaws.com`. */
function serviceOfHost(text: string, span: Span): string | null {
  const [, first = '', second = ''] = nearestMatch(text, endpoint, span) ?? []
  for (const label of [first, second]) {
    const prefix = label === '' ? null : (servicePrefixOfName(label) ?? servicePrefixOfEventSource(label))
    if (prefix !== null && servicePrefixes().includes(prefix)) return prefix
  }
  return null
}
