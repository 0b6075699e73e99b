import { quoted } from '../fixes/cli-command.ts'
import { parseArn } from '../iam/arn.ts'
import { bucketOf, objectKeyOf } from '../services/resource-policy.ts'
import type { Cause, SuspectInput, Suspicion } from './cause.ts'

/** A cause outside policy documents: without its facts it is only ever possible, and a command settles it. */
export type OutsidePolicy = Pick<Cause, 'code' | 'name' | 'suspect' | 'suspicion'>

interface Places {
  readonly bucket: string | null
  readonly key: string | null
  readonly region: string
}

function placesOf({ call, denial }: SuspectInput): Places {
  const resource = call.resource ?? ''
  const arn = parseArn(resource)
  const region = denial.region ?? (arn?.region === '' ? undefined : arn?.region)
  return {
    bucket: bucketOf(resource),
    key: objectKeyOf(resource),
    region: region === undefined ? '' : ` --region ${quoted(region)}`,
  }
}

/** The command with the object's names, or a placeholder where the text does not name them. */
function s3Command(operation: string, { bucket, key }: Places, needsKey: boolean): string {
  const object = needsKey ? ` --key ${key === null ? 'KEY' : quoted(key)}` : ''
  return `aws s3api ${operation} --bucket ${bucket === null ? 'BUCKET' : quoted(bucket)}${object}`
}

const isS3 = ({ call, denial }: SuspectInput): boolean =>
  denial.service === 's3' || call.action?.startsWith('s3:') === true
const readsObject = ({ call, denial }: SuspectInput): boolean =>
  /^s3:getobject/i.test(call.action ?? '') || /^(get|head)object$/i.test(denial.operation ?? '')
const writesObject = ({ call, denial }: SuspectInput): boolean =>
  /^s3:putobject/i.test(call.action ?? '') || /^(put|copy)object$/i.test(denial.operation ?? '')
const isGlue = ({ call, denial }: SuspectInput): boolean =>
  denial.service === 'glue' || call.action?.startsWith('glue:') === true
const isAthena = ({ denial }: SuspectInput): boolean => denial.service === 'athena'
/** S3 does not name a policy where it names none: only then can its own settings be the reason. */
const namesNothing = ({ denial }: SuspectInput): boolean =>
  denial.claim.policyType === null && denial.claim.effect === null

interface Row {
  readonly code: string
  readonly name: string
  readonly rank: number
  readonly when: (input: SuspectInput) => boolean
  readonly command: (places: Places, input: SuspectInput) => string | null
  readonly en: string
  readonly ko: string
}

const rows: readonly Row[] = [
  {
    code: 'UD909',
    name: 's3-object-missing',
    rank: 3,
    when: (input) => isS3(input) && readsObject(input) && namesNothing(input),
    command: (places) => s3Command('head-object', places, true),
    en: 'The object does not exist, and without `s3:ListBucket` the missing object reads as 403.',
    ko: '객체가 없으며, `s3:ListBucket` 권한이 없어 404 대신 403 응답이 돌아왔습니다.',
  },
  {
    code: 'UD901',
    name: 's3-object-owned-by-another-account',
    rank: 5,
    when: (input) => isS3(input) && readsObject(input) && namesNothing(input),
    command: (places) => s3Command('get-object-acl', places, true),
    en: 'The object belongs to another account than the bucket, and its ACL does not grant this.',
    ko: '객체가 버킷과 다른 계정의 소유이며 객체의 ACL이 이 작업을 허용하지 않습니다.',
  },
  {
    code: 'UD905',
    name: 's3-block-public-access',
    rank: 8,
    when: (input) =>
      isS3(input) &&
      (namesNothing(input) ||
        input.denial.claim.policyType === 'resource' ||
        input.denial.claim.policyType === 'blockPublicAccess'),
    command: (places) => s3Command('get-public-access-block', places, false),
    en: 'A Block Public Access setting of the bucket or its account refuses the request.',
    ko: '버킷이나 계정의 퍼블릭 액세스 차단 설정이 요청을 거부합니다.',
  },
  {
    code: 'UD910',
    name: 's3-requester-pays',
    rank: 8.2,
    when: (input) => isS3(input) && namesNothing(input),
    command: (places) => s3Command('get-bucket-request-payment', places, false),
    en: 'The bucket is Requester Pays, and a request from another account carries no payer header.',
    ko: '버킷에 요청자 지불이 설정되어 있는데 다른 계정의 요청에 지불자 헤더가 없습니다.',
  },
  {
    code: 'UD911',
    name: 's3-encryption-required',
    rank: 8.4,
    when: (input) => isS3(input) && writesObject(input) && namesNothing(input),
    command: (places) => s3Command('get-bucket-encryption', places, false),
    en: 'The bucket refuses uploads with this encryption.',
    ko: '버킷이 이 암호화 방식의 업로드를 거부합니다.',
  },
  {
    code: 'UD904',
    name: 's3-acls-disabled',
    rank: 8.6,
    when: (input) =>
      isS3(input) &&
      /acl/i.test(`${input.call.action ?? ''} ${input.denial.operation ?? ''} ${input.denial.errorCode ?? ''}`),
    command: (places) => s3Command('get-bucket-ownership-controls', places, false),
    en: 'ACLs are disabled on the bucket, and the request sets one.',
    ko: '버킷의 ACL이 비활성화되어 있는데 요청이 ACL을 설정합니다.',
  },
  {
    code: 'UD941',
    name: 'glue-catalog-policy-deny',
    rank: 4,
    when: (input) => isGlue(input) || isAthena(input),
    command: (places) => `aws glue get-resource-policies${places.region}`,
    en: 'The resource policy of the Data Catalog denies the call, or does not allow another account.',
    ko: '데이터 카탈로그의 리소스 정책이 호출을 거부하거나 다른 계정을 허용하지 않습니다.',
  },
  {
    code: 'UD960',
    name: 'lakeformation-no-grant',
    rank: 5,
    when: (input) => isGlue(input) || isAthena(input) || input.denial.service === 'lakeformation',
    command: (places) => `aws lakeformation list-permissions${places.region}`,
    en: 'Lake Formation governs the table and grants the caller nothing on it.',
    ko: 'Lake Formation이 테이블을 관리하며 호출자에게 권한을 부여하지 않았습니다.',
  },
  {
    code: 'UD952',
    name: 'athena-workgroup',
    rank: 3.5,
    when: isAthena,
    command: (places) => `aws athena list-work-groups${places.region}`,
    en: 'The caller is not allowed to use the workgroup, or the workgroup enforces another result location.',
    ko: '호출자에게 작업 그룹 사용 권한이 없거나 작업 그룹이 다른 결과 위치를 강제합니다.',
  },
]

/** The causes outside policy documents, as far as a text alone can make them possible. */
export const outsidePolicies: readonly OutsidePolicy[] = rows.map((row) => ({
  code: row.code,
  name: row.name,
  suspect: (input): Suspicion | null => {
    if (!row.when(input)) return null
    return { layer: null, rank: row.rank, command: row.command(placesOf(input), input) }
  },
  suspicion: { en: () => row.en, ko: () => row.ko },
}))
