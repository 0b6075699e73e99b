/** `arn:aws:s3:::bucket/key` of an `s3://`, `s3a://` or `s3n://` location, or null where it names no bucket. */
export function s3Arn(location: string | undefined): string | null {
  const match = /^s3[an]?:\/\/([^/\s"']{1,255})(\/(?:<[\w-]{1,40}>|[^\s"'`<>])*)?/i.exec(location ?? '')
  if (match === null) return null
  return bucketArn(match[1] ?? '', (match[2] ?? '').replace(/^\//, ''))
}

/** The ARN of a bucket, or of an object where a key is given; the key is percent-decoded. */
export function bucketArn(bucket: string, key: string): string | null {
  const name = bucket.replace(/[,;:.]$/, '')
  if (name === '' || /^[*x.…]+$/i.test(name)) return null
  const object = decoded(key.replace(/(?:[,;:"')]|(?<!\.)\.)+$/, ''))
  return object === '' ? `arn:aws:s3:::${name}` : `arn:aws:s3:::${name}/${object}`
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

const onName =
  /^[^\n]{0,200}?\bon\s{1,20}(?!\()(?:resource\s{1,20})?["']?([^\s"'()][^"'()\n;]{0,300}?)["']?(?=\s{0,20}\(|\s{0,20}[;,\n]|\.\s|\.?$|["'])/
const databaseAndTable =
  /\(?\s{0,5}database name:\s{0,5}([^,()\s]{1,255})(?:,\s{0,5}table name:\s{0,5}([^,()\s]{1,255}))?/i

/** What Lake Formation says permission is missing on: the name after "on", else database and table. */
export function lakeFormationResource(after: string): string | null {
  const line = after.slice(0, 700).replace(/^:\s{0,5}\n\s{0,20}/, ': ')
  const name = onName.exec(line)?.[1]?.trim()
  if (name !== undefined && name !== '') return s3Arn(name) ?? name
  const [, database, table] = databaseAndTable.exec(line) ?? []
  if (database === undefined) return null
  return table === undefined ? database : `${database}.${table}`
}
