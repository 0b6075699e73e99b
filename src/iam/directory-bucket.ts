// AWS: a directory bucket is named `base-name--zone-id--x-s3`.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-naming-rules.html
const directoryName = /^[a-z0-9][a-z0-9-]{0,60}--([a-z0-9]{2,8}(?:-[a-z0-9]{1,8}){1,3})--x-s3$/

/** Whether the name is one of a directory bucket (S3 Express One Zone). */
export function isDirectoryBucket(name: string): boolean {
  return directoryName.test(name)
}

const directions: ReadonlyMap<string, string> = new Map([
  ['n', 'north'],
  ['s', 'south'],
  ['e', 'east'],
  ['w', 'west'],
  ['c', 'central'],
  ['ne', 'northeast'],
  ['nw', 'northwest'],
  ['se', 'southeast'],
  ['sw', 'southwest'],
])

// AWS: a zone id begins with the Region in short: `usw2-az1`, `apne1-az4`, for a Local Zone `use1-dfw2-az1`.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-Endpoints.html
/** The Region that the zone in a directory bucket's name lies in: `us-west-2` for `--usw2-az1--x-s3`; null where it cannot be told. */
export function regionOfDirectoryBucket(name: string): string | null {
  const zone = directoryName.exec(name)?.[1]
  const [, area, direction = '', number] = /^(usg|[a-z]{2})(n[ew]?|s[ew]?|[ewc])(\d)-/.exec(zone ?? '') ?? []
  const side = directions.get(direction)
  if (area === undefined || side === undefined) return null
  return `${area === 'usg' ? 'us-gov' : area}-${side}-${number}`
}

/** The one action that stands for every call on the objects of a directory bucket. */
export const createSession = 's3express:CreateSession'

// AWS: bucket operations are granted by identity-based policies alone, and not to other accounts.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam.html
/** Whether the action is one that no bucket policy grants. */
export function isDirectoryControl(action: string): boolean {
  return /^s3express:/i.test(action) && action.toLowerCase() !== createSession.toLowerCase()
}
