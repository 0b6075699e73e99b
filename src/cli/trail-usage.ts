import type { Phrase } from '../iam/phrase.ts'
import { type CommandUsage, grouped, languageOption, type OptionUsage, option, repeatable } from './command-usage.ts'

const onEngine: Phrase = {
  en: 'On Amazon Athena or Trino instead of this machine',
  ko: '이 컴퓨터 대신 Amazon Athena 또는 Trino에서 실행',
}

/** Options of the commands that can run on an engine. */
export const engineOptions: readonly OptionUsage[] = [
  option('--engine <NAME>', 'athena or trino', 'athena 또는 trino'),
  option('--catalog <NAME>', 'the catalog', '카탈로그'),
  option('--workgroup <NAME>', 'athena: the workgroup', 'athena: 작업 그룹'),
  option('--database <NAME>', 'athena: the database', 'athena: 데이터베이스'),
  option(
    '--output <S3URL>',
    'athena: where results go, unless the workgroup says',
    'athena: 작업 그룹에 없을 때 결과를 둘 위치',
  ),
  option(
    '--server <URL>',
    'trino: the server; set TRINO_PASSWORD or TRINO_TOKEN to prove who asks',
    'trino: 서버. 인증에는 TRINO_PASSWORD 또는 TRINO_TOKEN 환경 변수를 씁니다',
  ),
  option('--user <NAME>', 'trino: who asks', 'trino: 사용자 이름'),
  option('--schema <NAME>', 'trino: the schema', 'trino: 스키마'),
  option('--ca <FILE>', "trino: certificate of the server's authority", 'trino: 서버 인증서를 서명한 기관의 인증서'),
]

/** The option that names the table of records. */
export const tableOption: OptionUsage = repeatable(
  '--table <NAME>',
  'the CloudTrail table; `undeny trail ddl` prints one',
  'CloudTrail 테이블. `undeny trail ddl` 명령이 만드는 문을 출력합니다',
)

const files: CommandUsage['sources'][number] = [
  'FILE, DIR',
  { en: 'CloudTrail logs in any form, compressed or not', ko: '압축 여부와 형식에 관계없이 CloudTrail 로그' },
]

/** `undeny trail`. */
export const trail: CommandUsage = {
  name: 'trail',
  argument: '[SOURCE...]',
  about: {
    en: 'list the denials of CloudTrail logs, newest first, or their causes',
    ko: 'CloudTrail 로그에서 거부를 찾아 최신순으로, 또는 원인별로 나열합니다',
  },
  sources: [
    files,
    [
      's3://BUCKET/PREFIX',
      { en: 'logs in a bucket, of which only the wanted days are read', ko: '버킷의 로그. 필요한 날짜만 읽습니다' },
    ],
    [
      'lookup[:REGIONS]',
      {
        en: 'LookupEvents: 90 days, without data events such as s3:GetObject',
        ko: 'LookupEvents: 최근 90일. s3:GetObject 같은 데이터 이벤트는 없습니다',
      },
    ],
    ['athena, trino', { en: 'a table, as with --engine', ko: '--engine 옵션처럼 테이블을 조회합니다' }],
    [
      'ddl',
      {
        en: 'reads nothing: prints the statement that makes such a table',
        ko: '읽지 않고, 테이블을 만드는 문을 출력합니다',
      },
    ],
  ],
  options: [
    ...grouped({ en: 'Which calls', ko: '찾을 호출' }, [
      option(
        '--since <TIME>',
        'from this moment: 2026-03-02T10:15Z, or how long ago: 2h, 7d',
        '이 시각부터: 2026-03-02T10:15Z, 또는 얼마 전부터: 2h, 7d',
      ),
      option('--until <TIME>', 'before this moment', '이 시각 전까지'),
      option(
        '--principal <ARN>',
        'only calls of this user, session, or role with all its sessions',
        '이 사용자나 세션, 또는 이 역할의 모든 세션이 한 호출만',
      ),
      option('--all-principals', 'calls of everybody (the default)', '모든 보안 주체의 호출 (기본값)'),
      option('--service <NAME>', 'only this service: s3 or s3.amazonaws.com', '이 서비스만: s3 또는 s3.amazonaws.com'),
      option(
        '--action <NAME>',
        'only this event or IAM action: GetObject or s3:GetObject',
        '이 이벤트 또는 IAM 작업만: GetObject 또는 s3:GetObject',
      ),
      option('--account <ID>', 'only what this account logged', '이 계정이 기록한 호출만'),
      option('--region <REGION>', 'only calls in this Region', '이 리전의 호출만'),
      option('--all-errors', 'every failed call, not only denials', '거부뿐 아니라 실패한 모든 호출'),
    ]),
    ...grouped({ en: 'The causes instead of the rows', ko: '행 대신 원인' }, [
      option('--explain', 'list the causes, with one plan of fixes', '원인을 나열하고 하나의 해결 계획을 보여 줍니다'),
      option('--snapshot <DIR>', 'recorded AWS answers, for proof and fixes', '근거와 해결책에 쓸, 기록해 둔 AWS 응답'),
      option(
        '--html <FILE>',
        'write the causes, their fixes and counts over time as one page, too',
        '원인과 해결책, 시간별 건수를 한 페이지로도 저장합니다',
      ),
      option('--ignore <FILE>', 'rules for what to hide', '숨길 것을 정한 규칙 파일'),
      option(
        '--all',
        'plan fixes for probable noise and what has succeeded since, too',
        '무시해도 될 거부와 그 뒤 성공한 호출의 해결책도 계획합니다',
      ),
    ]),
    ...grouped(onEngine, [
      ...engineOptions,
      tableOption,
      option(
        '--location <S3URL>',
        'where the logs lie: for ddl, and for what Athena will cost',
        '로그의 위치: ddl 및 Athena 비용 예상에 씁니다',
      ),
      option('--organization <ID>', 'ddl: the organization whose trail it is', 'ddl: 추적이 속한 조직의 ID'),
    ]),
    ...grouped({ en: 'Output', ko: '출력' }, [
      option('--json', 'print JSON', 'JSON으로 출력합니다'),
      option('--csv', 'print comma-separated values', 'CSV로 출력합니다'),
      option('--follow', 'go on looking for new records until interrupted', '중단할 때까지 새 레코드를 계속 찾습니다'),
      option(
        '--no-cache',
        'neither use nor keep what was read before',
        '이전에 읽은 결과를 쓰지도 저장하지도 않습니다',
      ),
      languageOption,
    ]),
  ],
  examples: [
    'undeny trail ./AWSLogs --since 2h',
    'undeny trail ./AWSLogs --principal arn:aws:iam::111122223333:role/etl --csv > denials.csv',
    'undeny trail ./AWSLogs --explain --snapshot ./snapshot --html report.html',
    'undeny trail s3://my-logs/ --since 1d --account 111122223333',
    'undeny trail lookup:us-east-1,eu-west-1 --since 7d --all-errors',
    'undeny trail --engine athena --table cloudtrail_logs --workgroup primary --since 30d',
    'undeny trail ddl --location s3://my-logs --account 111122223333 --region us-east-1',
  ],
  exits: [
    {
      en: 'read, with or without a denial; with --explain, every cause is certain',
      ko: '거부가 있든 없든 읽었습니다. --explain에서는 모든 원인이 확실합니다',
    },
    {
      en: '--explain left a cause open, or the search was interrupted',
      ko: '--explain에서 확실하지 않은 원인이 있거나, 검색이 중단되었습니다',
    },
  ],
}

/** `undeny sql`. */
export const sql: CommandUsage = {
  name: 'sql',
  argument: '<SQL> [SOURCE...]',
  about: {
    en: "ask CloudTrail log files in SQL: Athena's queries run unchanged",
    ko: 'CloudTrail 로그 파일을 SQL로 조회합니다. Athena 쿼리를 그대로 쓸 수 있습니다',
  },
  sources: [files],
  options: [
    ...grouped({ en: 'Output and limits', ko: '출력과 한도' }, [
      option('--json', 'print a JSON array of rows', '행을 JSON 배열로 출력합니다'),
      option(
        '--csv',
        'print CSV; a text that a spreadsheet would run starts with an apostrophe',
        'CSV로 출력합니다. 스프레드시트가 수식으로 읽을 값 앞에는 작은따옴표를 붙입니다',
      ),
      option(
        '--limit <ROWS>',
        'rows to print (default: 1000 in a table, all with --json and --csv)',
        '출력할 행 수 (기본값: 표는 1000, --json과 --csv는 전부)',
      ),
      option('--timeout <SECONDS>', 'time the query may take (default: 600)', '쿼리에 허용할 시간, 초 (기본값: 600)'),
      option('--memory <SIZE>', 'memory the query may take (default: 4GB)', '쿼리에 허용할 메모리 (기본값: 4GB)'),
      languageOption,
    ]),
    ...grouped(onEngine, [
      ...engineOptions,
      option(
        '--region <REGION>',
        'athena: where it runs, unless AWS_REGION says',
        'athena: AWS_REGION 대신 쓸 실행 리전',
      ),
    ]),
  ],
  examples: [
    'undeny sql "SELECT eventtime, eventname, errorcode FROM logs WHERE errorcode IS NOT NULL" ./logs',
    'undeny sql - ./logs --csv < query.sql',
  ],
  exits: [{ en: 'answered', ko: '결과를 출력했습니다' }],
}
