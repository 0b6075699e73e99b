import { nearestMatch, type Span } from './nearest.ts'

/** An API operation that the text names, and the service it names with it. */
export interface NamedOperation {
  readonly operation: string
  /** As printed: `S3`, `KMS`, `iam`. */
  readonly serviceName: string | null
}

interface OperationForm {
  readonly pattern: RegExp
  readonly operation: number
  readonly service: number | null
}

// AWS CLI and boto3; Go v2 and Terraform; CloudFormation; EC2; PHP; KMS clients; event and log fields.
const forms: readonly OperationForm[] = [
  {
    pattern: /\bwhen\s{1,200}calling\s{1,200}the\s{1,200}([\w-]{2,40})[:.](\w{3,80})\s{1,200}operation/g,
    operation: 2,
    service: 1,
  },
  {
    pattern: /\bAWS\s{1,3}Error\s{1,3}[A-Z_a-z]{3,80}\s{1,3}during\s{1,3}(\w{3,80})\s{1,3}operation/g,
    operation: 1,
    service: null,
  },
  { pattern: /\bwhen\s{1,200}calling\s{1,200}the\s{1,200}(\w{3,80})\s{1,200}operation/g, operation: 1, service: null },
  { pattern: /\boperation\s{1,20}error\s{1,20}([\w -]{2,60}):\s{1,20}(\w{3,80})/gi, operation: 2, service: 1 },
  { pattern: /\b(?:calling|to call)\s{1,3}([a-z][a-z0-9-]{1,39}):([A-Z]\w{2,80})/g, operation: 2, service: 1 },
  { pattern: /\bAPI:\s{1,20}([\w-]{2,40}):([A-Z]\w{2,80})/g, operation: 2, service: 1 },
  { pattern: /\b([A-Z]\w{2,80})\s{1,3}Action\s{1,3}Is\s{1,3}Unauthorized/g, operation: 1, service: null },
  { pattern: /\bError\s{1,3}executing\s{1,3}["'](\w{3,80})["']\s{1,3}on\b/g, operation: 1, service: null },
  {
    pattern:
      /\bcalling\s{1,3}(?:the\s{1,3})?(?:AWS\s{1,3})?(\w{2,40})\s{1,3}([A-Z]\w{2,80})\s{1,3}(?:API|operation)\b/g,
    operation: 2,
    service: 1,
  },
  { pattern: /\bcalling\s{1,3}(?:the\s{1,3})?([A-Z]\w{2,80})\s{1,3}(?:API|operation)\b/g, operation: 1, service: null },
  {
    pattern: /\b([A-Z][a-z]{1,30}[A-Z]\w{1,80})\s{1,3}API\s{1,3}(?:responded|returned|call\b|failed|request\b|error)/g,
    operation: 1,
    service: null,
  },
  { pattern: /\bevent_?name["']?\s{0,3}[:=]\s{0,20}["']?([A-Z]\w{2,80})/gi, operation: 1, service: null },
  {
    pattern:
      /(?<![\w.-])["']?(?:[Oo]peration(?:_?[Nn]ame)?|api_?(?:call|[Nn]ame)|[Aa]ction|API|api|[Cc]ommand|[Mm]ethod)["']?\s{0,3}[:=]\s{0,20}["']?([A-Z][a-z]{1,40}[A-Z]\w{1,80})(?![\w:.(])/g,
    operation: 1,
    service: null,
  },
]

// Request classes of the Java SDK, with the HTTP verb before them.
const requestClass = /\brequest:\s{1,20}([A-Z]{3,7})\s[^\n]{0,1500}?\b([A-Z]\w{2,60})Request\b/g
const operationByRequestClass: ReadonlyMap<string, string> = new Map([
  ['GetObjectMetadata', 'HeadObject'],
  ['InitiateMultipartUpload', 'CreateMultipartUpload'],
  ['GetBucketLocation', 'GetBucketLocation'],
])

// A HEAD answer has no body: the status check of Hadoop's S3A client is the API operation HeadObject.
const hadoopStatus = /\bgetFileStatus on\b/g

/** The API operation named nearest to the sentence, or null; it is never copied from the action. */
export function readOperation(text: string, span: Span): NamedOperation | null {
  for (const { pattern, operation, service } of forms) {
    const match = nearestMatch(text, pattern, span)
    const name = match?.[operation]
    if (match !== null && name !== undefined) {
      return { operation: withoutVersion(name), serviceName: service === null ? null : (match[service] ?? null) }
    }
  }
  const sent = nearestMatch(text, requestClass, span)
  if (sent !== null) return { operation: operationOfRequest(sent[1] ?? '', sent[2] ?? ''), serviceName: null }
  return nearestMatch(text, hadoopStatus, span) === null ? null : { operation: 'HeadObject', serviceName: 'S3' }
}

function operationOfRequest(verb: string, name: string): string {
  if (name === 'GetObject' && verb === 'HEAD') return 'HeadObject'
  return operationByRequestClass.get(name) ?? name
}

function withoutVersion(name: string): string {
  return name.replace(/_?20\d\d_?\d\d_?\d\d(?:v\d)?$/, '')
}
