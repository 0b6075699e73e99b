import type { Phrase } from '../../iam/phrase.ts'

/** Why S3 gave nothing, and what to do; `permission` is what the request needs. */
export function reasonOfS3(error: unknown, permission: string): Phrase {
  const name = error instanceof Error ? error.name : ''
  const message = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
  if (/AccessDenied|Forbidden|^403$/.test(name))
    return {
      en: `S3 refused it (${message}); the caller needs ${permission}, and kms:Decrypt where the logs are encrypted with a KMS key.`,
      ko: `S3에서 거부했습니다(${message}). 호출자에게 ${permission} 권한이 필요하며, 로그가 KMS 키로 암호화되어 있으면 kms:Decrypt 권한도 필요합니다.`,
    }
  if (name === 'NoSuchBucket') return { en: 'There is no such bucket.', ko: '그런 버킷이 없습니다.' }
  if (name === 'NoSuchKey') return { en: 'It was deleted in the meantime.', ko: '그사이에 삭제되었습니다.' }
  if (/CredentialsProviderError|ExpiredToken|InvalidAccessKeyId|SignatureDoesNotMatch/.test(name))
    return noCredentials(message)
  return { en: `It could not be read: ${message}.`, ko: `읽지 못했습니다: ${message}.` }
}

/** What is said where AWS knows no caller; the message is that of AWS or of its SDK. */
export function noCredentials(message: string): Phrase {
  return {
    en: `There are no valid AWS credentials (${message}); set AWS_PROFILE, or sign in.`,
    ko: `유효한 AWS 자격 증명이 없습니다(${message}). AWS_PROFILE을 설정하거나 로그인하세요.`,
  }
}
