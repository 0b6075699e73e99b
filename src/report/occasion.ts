import type { Language } from '../causes/cause.ts'
import { code, layerName } from '../causes/words.ts'
import type { Diagnosis, OccasionalDenial } from '../diagnosis/diagnosis.ts'
import { shortResource } from './short-names.ts'

type Occasion = OccasionalDenial['occasion']

/** One sentence for each case in which AWS makes further requests that the policies refuse. */
export function occasionNotes({ occasional }: Diagnosis, language: Language): readonly string[] {
  const occasions = [...new Set(occasional.map(({ occasion }) => occasion))]
  return occasions.map((occasion) => {
    const denials = occasional.filter((one) => one.occasion === occasion)
    const requests = denials.map(({ authorization }) => authorization.request)
    const actions = [...new Set(requests.map(({ action }) => code(action)))].join(', ')
    const layers = [...new Set(denials.flatMap(({ decision }) => decision.blockedBy))]
    const by = layers.map((layer) => layerName[language][layer]).join(', ')
    return sentence[language](when[language][occasion], actions, placeOf(requests[0]?.resource ?? ''), by)
  })
}

/** Where the first request goes: of objects the bucket alone. */
function placeOf(resource: string): string {
  const bucket = /^arn:[^:]*:s3:::([^/]+)/.exec(resource)?.[1]
  return code(bucket ?? shortResource(resource))
}

const sentence: Readonly<Record<Language, (when: string, actions: string, place: string, by: string) => string>> = {
  en: (when, actions, place, by) => `Also refused, but only asked ${when}: ${actions} on ${place} (${by}).`,
  ko: (when, actions, place, by) => `${when}만 요청하는 작업도 거부됩니다: ${place} 리소스의 ${actions} (${by}).`,
}

const when: Readonly<Record<Language, Readonly<Record<Occasion, string>>>> = {
  en: {
    multipartUpload: 'where objects are uploaded in parts',
    readingResults: 'where somebody fetches the results',
    singlePartitions: 'where single partitions are looked up',
    newPartitions: 'where new partitions come with it',
    droppedPartitions: 'where there are partitions to drop',
    directEncryption: 'where the key encrypts without a data key',
    spilledAnswer: 'where the answer of the connector is too large to hand over',
    temporaryFiles: 'where the script uses the temporary folder',
    overwriting: 'where the job replaces what lies at its target',
    logs: 'for the logs and metrics of the run',
    cleanup: 'where the run removes its network interfaces',
    connectionPassword: 'where the connection holds a password',
  },
  ko: {
    multipartUpload: '객체를 여러 부분으로 나누어 올릴 때',
    readingResults: '쿼리 결과를 가져올 때',
    singlePartitions: '파티션을 하나씩 조회할 때',
    newPartitions: '새 파티션이 생길 때',
    droppedPartitions: '삭제할 파티션이 있을 때',
    directEncryption: '데이터 키 없이 키로 직접 암호화할 때',
    spilledAnswer: '커넥터의 응답이 커서 버킷에 나누어 쓸 때',
    temporaryFiles: '스크립트가 임시 폴더를 쓸 때',
    overwriting: '작업이 대상 위치의 데이터를 바꾸어 쓸 때',
    logs: '실행의 로그와 지표를 남길 때',
    cleanup: '실행이 네트워크 인터페이스를 지울 때',
    connectionPassword: '연결에 암호가 있을 때',
  },
}
