import { quoted } from '../fixes/cli-command.ts'
import { parseArn } from '../iam/arn.ts'
import type { Cause, SuspectInput, Suspicion } from './cause.ts'

/** A cause outside policy documents: without its facts it is only ever possible, and a command settles it. */
export type OutsidePolicy = Pick<Cause, 'code' | 'name' | 'suspect' | 'suspicion'>

interface Places {
  readonly region: string
}

function placesOf({ call, denial }: SuspectInput): Places {
  const resource = call.resource ?? ''
  const arn = parseArn(resource)
  const region = denial.region ?? (arn?.region === '' ? undefined : arn?.region)
  return {
    region: region === undefined ? '' : ` --region ${quoted(region)}`,
  }
}

const isGlue = ({ call, denial }: SuspectInput): boolean =>
  denial.service === 'glue' || call.action?.startsWith('glue:') === true
const isAthena = ({ denial }: SuspectInput): boolean => denial.service === 'athena'
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
