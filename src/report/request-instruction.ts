import type { Language } from '../causes/cause.ts'
import { code, codes } from '../causes/words.ts'
import { requestedResource } from '../fixes/edit.ts'

/** What the caller does so that the request carries a value of a context key, in one sentence that begins with a verb. */
export const requestInstruction: Readonly<Record<Language, (key: string, values: readonly string[]) => string>> = {
  en: (key, values) => {
    const listed = codes(values, 'en')
    if (values.length === 0) return `Send the request without ${code(headerOf(key) ?? key)}.`
    switch (key.toLowerCase()) {
      case 'aws:sourcevpce':
        return `Send the request through VPC endpoint ${listed}.`
      case 'aws:sourcevpc':
        return `Send the request from VPC ${listed}, through a VPC endpoint.`
      case 'aws:sourceip':
        return `Send the request from an address that the condition lists, for example ${listed}.`
      case 'aws:vpcsourceip':
        return `Send the request from a private address that the condition lists, for example ${listed}.`
      case 'aws:securetransport':
        return isTrue(values) ? 'Send the request over HTTPS.' : generic.en(key, values)
      case 'aws:multifactorauthpresent':
        return isTrue(values)
          ? 'Send the request with credentials that were issued after MFA.'
          : generic.en(key, values)
      case requestedResource:
        return `Ask for ${listed}, which exists.`
      case 'aws:requestedregion':
        return `Send the request to Region ${listed}.`
      case 'sts:externalid':
        return `Pass the external id ${listed} in the request.`
      default:
        return namedPart.en(key, values) ?? generic.en(key, values)
    }
  },
  ko: (key, values) => {
    const listed = codes(values, 'ko')
    if (values.length === 0) return `${code(headerOf(key) ?? key)} 값 없이 요청을 보내세요.`
    switch (key.toLowerCase()) {
      case 'aws:sourcevpce':
        return `${listed} VPC 엔드포인트를 거쳐 요청을 보내세요.`
      case 'aws:sourcevpc':
        return `${listed} VPC 안에서 VPC 엔드포인트를 거쳐 요청을 보내세요.`
      case 'aws:sourceip':
        return `조건에 적힌 주소에서 요청을 보내세요. 예를 들면 ${listed} 주소를 사용하세요.`
      case 'aws:vpcsourceip':
        return `조건에 적힌 프라이빗 주소에서 요청을 보내세요. 예를 들면 ${listed} 주소를 사용하세요.`
      case 'aws:securetransport':
        return isTrue(values) ? 'HTTPS로 요청을 보내세요.' : generic.ko(key, values)
      case 'aws:multifactorauthpresent':
        return isTrue(values) ? 'MFA로 인증하고 받은 자격 증명으로 요청을 보내세요.' : generic.ko(key, values)
      case requestedResource:
        return `존재하는 ${listed} 객체를 요청하세요.`
      case 'aws:requestedregion':
        return `${listed} 리전으로 요청을 보내세요.`
      case 'sts:externalid':
        return `요청에 외부 ID ${listed} 값을 전달하세요.`
      default:
        return namedPart.ko(key, values) ?? generic.ko(key, values)
    }
  },
}

type Sentence<Result> = Readonly<Record<Language, (key: string, values: readonly string[]) => Result>>

/** Keys whose name holds a part of the request: a header, a tag. */
const namedPart: Sentence<string | null> = {
  en: (key, values) => {
    const header = headerOf(key)
    if (header !== null) return `Send the request with the header ${code(`${header}: ${values.join(', ')}`)}.`
    const tag = tagOf(key)
    return tag === null ? null : `Send the request with the tag ${code(`${tag}=${values.join(',')}`)}.`
  },
  ko: (key, values) => {
    const header = headerOf(key)
    if (header !== null) return `요청에 ${code(`${header}: ${values.join(', ')}`)} 헤더를 넣으세요.`
    const tag = tagOf(key)
    return tag === null ? null : `요청에 ${code(`${tag}=${values.join(',')}`)} 태그를 넣으세요.`
  },
}

const generic: Sentence<string> = {
  en: (key, values) => `Send the request so that ${code(key)} is ${codes(values, 'en')}.`,
  ko: (key, values) => `${code(key)} 값이 ${codes(values, 'ko')} 값이 되도록 요청을 보내세요.`,
}

function isTrue(values: readonly string[]): boolean {
  return values.length === 1 && values[0]?.toLowerCase() === 'true'
}

// AWS: a key named after a header, `s3:x-amz-acl`, holds what the request sends in it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
function headerOf(key: string): string | null {
  return /^s3:x-amz-/i.test(key) ? key.slice('s3:'.length) : null
}

function tagOf(key: string): string | null {
  return /^aws:requesttag\//i.test(key) ? key.slice('aws:RequestTag/'.length) : null
}
