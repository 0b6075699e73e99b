import type { Language } from '../causes/cause.ts'
import { code } from '../causes/words.ts'
import type { Assumption } from '../services/authorization.ts'

/** What was taken as true because nothing points against it. */
export const assumptionText: Readonly<Record<Language, (assumption: Assumption) => string>> = {
  en: (assumption) => {
    switch (assumption.kind) {
      case 'noSessionPolicy':
        return 'no session policy was passed'
      case 'noVpcEndpoint':
        return 'the call did not go through a VPC endpoint'
      case 'https':
        return 'the call used HTTPS'
      case 'noRequestHeader':
        return `the request carried no ${code(assumption.key)} header`
      case 'noSessionTags':
        return 'no session tags were passed'
      case 'noAccessPoint':
        return 'the call did not go through an access point'
      case 'directCall':
        return 'no AWS service made the call for the caller'
      case 'outsidePoliciesNotJudged':
        return 'nothing outside policy documents refuses the call (settings, object ownership, key state)'
    }
  },
  ko: (assumption) => {
    switch (assumption.kind) {
      case 'noSessionPolicy':
        return '세션 정책을 전달하지 않았다고 봅니다'
      case 'noVpcEndpoint':
        return 'VPC 엔드포인트를 거치지 않았다고 봅니다'
      case 'https':
        return 'HTTPS로 호출했다고 봅니다'
      case 'noRequestHeader':
        return `요청에 ${code(assumption.key)} 헤더가 없었다고 봅니다`
      case 'noSessionTags':
        return '세션 태그를 전달하지 않았다고 봅니다'
      case 'noAccessPoint':
        return '액세스 포인트를 거치지 않았다고 봅니다'
      case 'directCall':
        return 'AWS 서비스가 대신 호출하지 않았다고 봅니다'
      case 'outsidePoliciesNotJudged':
        return '정책 문서 밖의 설정(객체 소유권, 키 상태 등)은 호출을 거부하지 않는다고 봅니다'
    }
  },
}
