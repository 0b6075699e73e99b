import { credentialCodeWords, denialCodeStarts, isCredentialCode, isDenialCode, isErrorCode } from './codes.ts'
import { idOrNull } from './masked.ts'
import { nearestMatch, type Span } from './nearest.ts'

/** What the client, SDK or log printed around AWS's sentence. */
export interface Envelope {
  readonly errorCode: string | null
  readonly httpStatus: number | null
  readonly requestId: string | null
  readonly authorizationId: string | null
}

/** Reads the wrapper of one error: `text` holds that error only, `span` is its sentence. */
export function readEnvelope(text: string, span: Span): Envelope {
  return {
    errorCode: readErrorCode(text, span),
    httpStatus: readHttpStatus(text, span),
    requestId: readRequestId(text, span),
    authorizationId: readAuthorizationId(text, span),
  }
}

// The first form that the text holds wins. Java SDK v1, CLI, Go v2, JSON and XML bodies and fields, then bare classes.
const codeForms: readonly RegExp[] = [
  /\ban?\s{1,20}(?:client\s{1,20})?error\s{1,200}(?:occurred\s{1,200})?\(([\w.]{3,100})\)/gi,
  /\bAWS\s{1,3}Error\s{1,3}(?!(?:Code|Message|Type)\b)([A-Z][A-Z_a-z]{3,80})(?=\s{1,3}during\b|:)/g,
  /\bapi\s{1,200}error\s{1,200}([A-Z][\w.]{1,98}\w):/g,
  /\bError\s{1,20}Code(?::\s{0,200}|\s{1,3})(403 Forbidden|[A-Z][\w.]{1,98}\w)/g,
  /<Code>([A-Z][\w.]{1,98}\w)</g,
  /["']?__type["']?\s{0,3}[:=]\s{0,20}["']?(?:[\w.-]{1,100}#)?(?:[\w]{1,50}\.)*([A-Z]\w{2,99})/g,
  /["']?\b(?:error_?code|errorCode|ErrorCode|errorType|error_type|code|Code)["']?\s{0,20}[:=]\s{0,20}["']([A-Z][\w.]{1,98}\w)["']/g,
]
const codeWord = new RegExp(
  `(?<![\\w/-])(?:Client\\.)?(?:(?:KMS)?${denialCodeStarts})[A-Za-z]{0,60}?(?:Exception(?![a-z])|\\b)|\\b(?:${credentialCodeWords})\\b`,
  'g',
)
// Codes that are no refusal by themselves but that a service answers with when it was refused something.
const generalCode =
  /(?<![\w/-])(?:[a-z]\w{0,40}\.){0,10}(ValidationError|InvalidParameterValue|InvalidParameterCombination|(?:InvalidRequest|InvalidParameter|InvalidParameterValue|InvalidInput|InvalidArgument|Validation|BadRequest|EntityNotFound|ResourceNotFound)Exception|Forbidden(?=: Forbidden)):(?=\s)/g
const handlerCode = /\bHandlerErrorCode:\s{0,20}(\w{3,100})/g
const printedStatus = /\b(403 Forbidden)\b/g

function readErrorCode(text: string, span: Span): string | null {
  for (const form of codeForms) {
    const code = nearestMatch(text, form, span, (match) => isClientCode(match[1] ?? ''))?.[1]
    if (code !== undefined) return code
  }
  const word = nearestMatch(text, codeWord, span, (match) => isCodeWord(text, match))?.[0]
  if (word !== undefined) return word
  for (const form of [generalCode, handlerCode, printedStatus]) {
    const code = nearestMatch(text, form, span)?.[1]
    if (code !== undefined) return code
  }
  return null
}

function isClientCode(code: string): boolean {
  return code.startsWith('403') || isErrorCode(code)
}

/** A code that stands alone or at the end of a class name: `…glue.model.AccessDeniedException`. */
function isCodeWord(text: string, match: RegExpExecArray): boolean {
  const code = match[0]
  // Plain words, not codes; and Java's own class for a refused file.
  if (/^(?:Forbidden|Unauthori[sz]ed|PermissionDenied|NotAuthori[sz]ed)$/.test(code)) return false
  if (/(?:java|javax|org\.apache)(?:\.\w{1,40}){0,6}\.$/.test(text.slice(Math.max(0, match.index - 120), match.index)))
    return false
  if (/^\.[a-z]/.test(text.slice(match.index + code.length, match.index + code.length + 2))) return false
  return isDenialCode(code) || isCredentialCode(code)
}

const statusForms: readonly RegExp[] = [
  /\b(?:http_?)?status[\s_-]{0,3}code["']?\s{0,3}[:=]?\s{0,200}(\d{3})\b/gi,
  /\bresponse[\s_]{0,20}code["']?\s{0,3}[:=]\s{0,20}(\d{3})\b/gi,
  /\((4\d\d)\)\s{0,3}(?:Forbidden|Unauthorized|Access ?Denied)/gi,
  /\berror\s{1,20}occurred\s{1,20}\((\d{3})\)/gi,
  /\bHTTP(?:\/\d(?:\.\d)?)?(?:\s{1,3}(?:error|status|code|response)){0,2}:?\s{1,3}(\d{3})\b/gi,
  /\b(4\d\d)[\s:,(-]{1,3}(?:Forbidden|Unauthorized|Access ?Denied|Bad Request)\b/gi,
  /\b\w{4,60}(?:Exception|Error)\((4\d\d)\s{0,3},/g,
  /["']?\b(?:http_?)?status["']?\s{0,3}[:=]\s{0,3}["']?(4\d\d)\b/gi,
  /,\s{0,2}Status\s{1,3}(\d{3})\s{0,2},/g,
  /\berror\s{1,3}code:?\s{1,3}(4\d\d)\b/gi,
  /\berror["']?\s{0,3}[:=]\s{0,3}["']?\[(4\d\d)\]/gi,
  /\b(?:returned|responded with|got)\s{1,3}(?:error:?\s{1,3}|status\s{1,3}|a\s{1,3})?(4\d\d)\b/gi,
  /\b(?:Access ?Denied|Error|Exception|Forbidden)\s{0,3}[([]\s{0,3}(4\d\d)\b/gi,
]

function readHttpStatus(text: string, span: Span): number | null {
  for (const form of statusForms) {
    const status = nearestMatch(text, form, span, (match) => /^[3-5]/.test(match[1] ?? ''))?.[1]
    if (status !== undefined) return Number(status)
  }
  return null
}

const requestIdForms: readonly RegExp[] = [
  /(?<!Extended )(?<!extended )\b(?:AWS\s)?Request[\s_-]?ID["']?\s{0,3}[:=]\s{0,200}["']?([^\s"',;()<>]{1,200})/gi,
  /,\s{0,2}Rid\s{1,3}([A-Z0-9]{8,64})\b/g,
  /<Request-?Id>([^<\s]{1,200})</gi,
  /\bx-amz(?:n)?-request-?id["']?\s{0,3}[:=]\s{0,20}["'[]{0,2}([^\s"',;()<>\]]{1,200})/gi,
]

function readRequestId(text: string, span: Span): string | null {
  for (const form of requestIdForms) {
    const match = nearestMatch(text, form, span)
    if (match !== null) return idOrNull(match[1])
  }
  return null
}

const authorizationIdForms: readonly RegExp[] = [
  /\bauthorization\s{1,200}id["']?\s{0,3}:\s{0,200}["']?([0-9a-z][0-9a-z-]{3,200})/gi,
  /#\/authorization-details\/([0-9a-z][0-9a-z-]{3,200})/gi,
]

function readAuthorizationId(text: string, span: Span): string | null {
  for (const form of authorizationIdForms) {
    const id = nearestMatch(text, form, span)?.[1]
    if (id !== undefined) return id.replace(/-+$/, '')
  }
  return null
}
