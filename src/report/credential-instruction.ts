import type { Language } from '../causes/cause.ts'
import { code } from '../causes/words.ts'

const sentences: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    expired: `Get new temporary credentials, for example with ${code('aws sso login')} or by assuming the role again.`,
    expiredUrl: 'Sign a new URL, and let it expire no sooner than it is used.',
    unknownKey: `Use an access key that exists and is active; ${code('aws iam list-access-keys')} shows both.`,
    signature: 'Use the secret key that belongs to the access key, and send the signed request unchanged.',
    clock: 'Set the clock of the machine that sends the request by a time server.',
    missing: `Send the request with credentials; ${code('aws configure list')} shows where they are looked for.`,
    token: 'Use access key, secret key and session token from one and the same set of credentials.',
    account: 'Enable the service or the Region in the account.',
  },
  ko: {
    expired: `${code('aws sso login')} 명령을 쓰거나 역할을 다시 맡아 새 임시 자격 증명을 받으세요.`,
    expiredUrl: '사용할 때까지 만료되지 않는 새 서명된 URL을 만드세요.',
    unknownKey: `존재하고 활성 상태인 액세스 키를 사용하세요. ${code('aws iam list-access-keys')} 명령으로 확인할 수 있습니다.`,
    signature: '액세스 키에 맞는 비밀 키를 사용하고, 서명한 요청을 바꾸지 말고 보내세요.',
    clock: '요청을 보내는 시스템의 시계를 시간 서버에 맞추세요.',
    missing: `자격 증명과 함께 요청을 보내세요. ${code('aws configure list')} 명령으로 자격 증명을 찾는 위치를 확인할 수 있습니다.`,
    token: '같은 자격 증명에서 나온 액세스 키, 비밀 키, 세션 토큰을 함께 사용하세요.',
    account: '계정에서 그 서비스나 리전을 활성화하세요.',
  },
}

const otherwise: Readonly<Record<Language, string>> = {
  en: 'Use credentials that are valid.',
  ko: '유효한 자격 증명을 사용하세요.',
}

/** What to do about credentials that AWS refused, by what is wrong with them. */
export const credentialInstruction: Readonly<Record<Language, (fault: string) => string>> = {
  en: (fault) => sentences.en[fault] ?? otherwise.en,
  ko: (fault) => sentences.ko[fault] ?? otherwise.ko,
}
