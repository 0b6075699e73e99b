import { credentialCodeWords, denialCodeStarts } from '../../denial/codes.ts'
import type { SqlDialect } from './dialect.ts'
import { textLiteral } from './literal.ts'

/** Patterns that Java, RE2 and JavaScript read alike. */
const codePattern = `^(?:(?:Client\\.)?(?:KMS\\.?)?(?:${denialCodeStarts})|(?:Client\\.)?(?:${credentialCodeWords})$)`

// One of these stands in every sentence of denial/ that tells a refusal by its words alone, in lower case.
const needles =
  'authori allow permi deny denied polic boundary prevented access assum action: ciphertext verify/create token signature ' +
  'expired credential security skewed unrecognizedclient authfailure notsignedup optinrequired subscriptionrequired'

/** What makes denial/ rewrite a message before it is read: marks and escapes can stand inside a needle. */
const rewritten = '[^ -~]|[\\\\*`<&|]|\\[[0-9]'

const messagePattern = `${needles.replaceAll(' ', '|')}|${rewritten}`

/**
 * Whether a row reports a refusal, or nearly: by its code, or by a message that has a word of one. It takes a few other
 * errors along, and never leaves out what `isDeniedRecord` takes.
 */
export function denialPredicate({ matches }: SqlDialect): string {
  const message = textLiteral(messagePattern)
  return [
    `(${matches('errorcode', textLiteral(codePattern))}`,
    `OR ${matches('lower(errormessage)', message)}`,
    `OR (coalesce(errormessage, '') = '' AND ${matches('lower(responseelements)', message)}))`,
  ].join(' ')
}

/** The same test in JavaScript, for the law that holds it to the engines. */
export function mayBeDenial(code: string, message: string): boolean {
  return new RegExp(codePattern).test(code) || new RegExp(messagePattern).test(message.toLowerCase())
}
