/** Why S3 gave nothing, and what to do; `permission` is what the request needs. */
export function reasonOfS3(error: unknown, permission: string): string {
  const name = error instanceof Error ? error.name : ''
  const message = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
  if (/AccessDenied|Forbidden|^403$/.test(name))
    return `S3 refused it (${message}); the caller needs ${permission}, and kms:Decrypt where the logs are encrypted with a KMS key.`
  if (name === 'NoSuchBucket') return 'There is no such bucket.'
  if (name === 'NoSuchKey') return 'It was deleted in the meantime.'
  if (/CredentialsProviderError|ExpiredToken|InvalidAccessKeyId|SignatureDoesNotMatch/.test(name))
    return `There are no valid AWS credentials (${message}); set AWS_PROFILE, or sign in.`
  return `It could not be read: ${message}.`
}
