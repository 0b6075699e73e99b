import { parseArn } from './arn.ts'

/** Where a bare name stands; null where it is not known. */
export interface Place {
  readonly account: string | null
  readonly region: string | null
}

/** Of an ARN, which tells its own place. */
export const nowhere: Place = { account: null, region: null }

/**
 * A name that another account or Region can give to another thing, with its own. An ARN, or the URL of a queue, tells them;
 * a bare name is one of the account and Region of the call. Where either is not known, no other name is the same.
 * AWS: a replica of a multi-Region key has the same id and a key policy of its own.
 * https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-auth.html
 */
export function placed(type: string, text: string, { account, region }: Place): string {
  const arn = parseArn(text)
  const [, ofQueue, ofFunction, name] =
    /^(?:https?:\/\/[^/]+\/(\d{12})\/|(\d{12}):(?=function:))(.+)$/s.exec(text) ?? []
  const own = arn?.account ?? ofQueue ?? ofFunction ?? account ?? ''
  return `${own}:${arn?.region ?? region ?? ''}:${type}/${nameIn(type, arn?.resource ?? name ?? text, arn !== null)}`
}

/** The name in the last part of an ARN, or in a parameter. */
function nameIn(type: string, text: string, isOfArn: boolean): string {
  switch (type) {
    case 'lambda':
      return text.replace(/^function:/, '').replace(/:.*$/s, '')
    case 'sns':
      return text.replace(/:.*$/s, '')
    case 'ecr':
      return text.replace(/^repository\//, '')
    case 'dynamodb':
      return text.replace(/^table\//, '').replace(/\/index\/.*$/s, '')
    // AWS: Secrets Manager puts a hyphen and six random characters behind the name.
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
    case 'secretsmanager':
      return isOfArn ? text.replace(/^secret:/, '').replace(/-[A-Za-z0-9]{6}$/, '') : text
    case 'accessPoint':
      return /^accesspoint[/:]([^/:]+)/.exec(text)?.[1] ?? text
    default:
      return text.replace(/^.*[/:]/s, '')
  }
}

/** The name without the account and Region that tell it from others: `role/etl`, `sqs/jobs`. */
export function nameOfPlaced(text: string): string {
  return text.replace(/^\d*:(?:[\w-]*:)?/, '')
}
