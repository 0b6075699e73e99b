import type { Language } from '../causes/cause.ts'

/** The verbs of the command line. */
export type CommandName = 'explain' | 'check' | 'trail' | 'sql' | 'parse' | 'evaluate' | 'causes'

type Text = Readonly<Record<Language, string>>

/** One option: its flags as commander reads them, and its line in the help. */
export interface OptionUsage {
  readonly flags: string
  readonly repeatable: boolean
  readonly about: Text
}

/** One command: its argument, its options and its help. */
export interface CommandUsage {
  readonly name: CommandName
  readonly argument: string
  readonly about: Text
  readonly options: readonly OptionUsage[]
  readonly examples: readonly string[]
  /** What exit code 0 says, and 1 where the command has it; 2 and 3 mean the same everywhere. */
  readonly exits: readonly Text[]
}

function option(flags: string, en: string, ko: string): OptionUsage {
  return { flags, repeatable: false, about: { en, ko } }
}

function repeatable(flags: string, en: string, ko: string): OptionUsage {
  return { flags, repeatable: true, about: { en, ko } }
}

const languageOption: OptionUsage = option(
  '--lang <LANG>',
  'language of the answer: en or ko (default: of the environment)',
  '답의 언어: en 또는 ko (기본값: 환경 설정의 언어)',
)

const explain: CommandUsage = {
  name: 'explain',
  argument: '[FILE|-]',
  about: {
    en: 'say which policies refuse a call, and the smallest verified fix (default)',
    ko: '호출을 거부한 정책과 검증한 가장 작은 해결책을 알려 줍니다 (기본 명령)',
  },
  options: [
    option(
      '--snapshot <DIR>',
      'recorded AWS answers: a folder, a .json file or a .tar.gz file',
      '기록해 둔 AWS 응답: 폴더, .json 파일 또는 .tar.gz 파일',
    ),
    option(
      '--trail <DIR|FILE>',
      'CloudTrail records of the time, for what the error leaves out',
      '오류에 없는 값을 찾을 그 시각의 CloudTrail 기록',
    ),
    option(
      '--event <ID>',
      'explain the event of the trail that has this ID, in place of an input',
      '입력 대신 이 ID의 trail 이벤트를 설명합니다',
    ),
    option('--principal <ARN>', 'who made the call: an ARN, or anonymous', '호출한 보안 주체: ARN 또는 anonymous'),
    option('--action <ACTION>', 'the refused action, for example s3:GetObject', '거부된 작업, 예: s3:GetObject'),
    option('--resource <ARN>', 'the resource of the call', '호출한 리소스의 ARN'),
    repeatable(
      '--context <KEY=VALUE>',
      'a context key of the request; repeat it for more keys or more values',
      '요청 컨텍스트의 조건 키와 값, 여러 번 쓸 수 있습니다',
    ),
    option('--expected-principal <ARN>', 'who was meant to make the call', '원래 호출했어야 할 보안 주체의 ARN'),
    languageOption,
    option('--json', 'print the diagnosis as JSON', '진단을 JSON으로 출력합니다'),
    option('--markdown', 'print the answer as Markdown, for a ticket', '답을 티켓에 붙일 Markdown으로 출력합니다'),
    option(
      '--apply-script',
      'print a shell script of the first verified fix; it is never run',
      '검증된 첫 번째 해결책의 셸 스크립트를 출력합니다. 실행하지는 않습니다',
    ),
    option('--all', 'also list the causes that the facts rule out', '근거로 배제한 원인까지 모두 보여 줍니다'),
    option(
      '--redact',
      'replace account ids and names, each always by the same stand-in',
      '계정 ID와 이름을 언제나 같은 대체 값으로 바꿉니다',
    ),
  ],
  examples: [
    'undeny denied.txt --snapshot ./snapshot',
    'aws s3 cp report.csv s3://doc-example/ 2>&1 | undeny',
    'undeny event.json --snapshot snapshot.tar.gz --context aws:SourceIp=203.0.113.7',
  ],
  exits: [
    { en: 'explained for certain', ko: '확실하게 설명했습니다' },
    {
      en: 'not certain; the answer names the missing facts',
      ko: '확실하지 않습니다. 답에 부족한 사실이 나와 있습니다',
    },
  ],
}

const check: CommandUsage = {
  name: 'check',
  argument: '<WHAT...>',
  about: {
    en: 'say before a call whether it is allowed, and what refuses it',
    ko: '호출하기 전에 허용되는지, 무엇이 거부하는지 알려 줍니다',
  },
  options: [
    option('--as <ARN>', 'who would make the call: an ARN, or anonymous', '호출할 보안 주체: ARN 또는 anonymous'),
    option('--workgroup <NAME>', 'athena query: the workgroup', 'athena query: 작업 그룹'),
    option(
      '--output-location <S3URL>',
      'athena query: where the client asks for the results',
      'athena query: 클라이언트가 요청하는 결과 위치',
    ),
    option('--sql <TEXT>', 'athena query: the statement', 'athena query: SQL 문'),
    option(
      '--database <NAME>',
      'athena query: database of tables named without one (default: default)',
      'athena query: SQL에서 데이터베이스 없이 적은 테이블의 데이터베이스 (기본값: default)',
    ),
    option(
      '--catalog <NAME>',
      'athena query: data catalog of the tables (default: AwsDataCatalog)',
      'athena query: 테이블의 데이터 카탈로그 (기본값: AwsDataCatalog)',
    ),
    repeatable(
      '--table <DB.TABLE>',
      'athena query: a table, in place of the SQL; repeat it for more tables',
      'athena query: SQL 대신 적는 테이블, 여러 번 쓸 수 있습니다',
    ),
    option(
      '--ctas [S3URL]',
      'athena query: creates the first table, here or below the results',
      'athena query: 첫 번째 테이블을 이 위치나 결과 위치에 만듭니다',
    ),
    option(
      '--insert',
      'athena query: rows are added to the first table',
      'athena query: 첫 번째 테이블에 행을 추가합니다',
    ),
    ...explain.options.filter(({ flags }) =>
      /^--(?:snapshot|context|lang|json|markdown|apply-script|redact)\b/.test(flags),
    ),
  ],
  examples: [
    'undeny check action sqs:SendMessage ARN --as ARN --snapshot snapshot',
    'undeny check s3 get s3://doc-example/a.csv --as ARN --snapshot snapshot',
    'undeny check s3 list s3://doc-example/reports/ --as ARN --snapshot snapshot',
    'undeny check s3 copy s3://doc-example/a.csv s3://doc-backup/a.csv --as ARN --snapshot snapshot',
    'undeny check s3 public-read s3://doc-example/a.csv --snapshot snapshot',
    'undeny check assume-role ARN --as ARN --snapshot snapshot',
    'undeny check kms decrypt alias/orders --as ARN --snapshot snapshot',
    'undeny check glue job nightly --snapshot snapshot',
    'undeny check glue crawler raw-orders --as ARN --snapshot snapshot',
    'undeny check athena query --workgroup W --table sales.orders --as ARN --snapshot snapshot',
  ],
  exits: [
    { en: 'allowed or refused for certain', ko: '허용되는지 거부되는지 확실합니다' },
    {
      en: 'not certain; the answer names the missing facts',
      ko: '확실하지 않습니다. 답에 부족한 사실이 나와 있습니다',
    },
  ],
}

/** Options of the commands that can run on an engine. */
const engineOptions: readonly OptionUsage[] = [
  option(
    '--engine <NAME>',
    'run on athena or trino instead of this machine',
    '이 컴퓨터 대신 athena 또는 trino에서 실행합니다',
  ),
  option('--workgroup <NAME>', 'athena: the workgroup', 'athena: 작업 그룹'),
  option(
    '--output <S3URL>',
    'athena: where results go, unless the workgroup says',
    'athena: 작업 그룹에 없을 때 결과를 둘 위치',
  ),
  option('--database <NAME>', 'athena: the database', 'athena: 데이터베이스'),
  option(
    '--server <URL>',
    'trino: the server; TRINO_PASSWORD or TRINO_TOKEN prove who asks',
    'trino: 서버. 인증에는 TRINO_PASSWORD 또는 TRINO_TOKEN 환경 변수를 씁니다',
  ),
  option('--user <NAME>', 'trino: who asks', 'trino: 사용자 이름'),
  option('--schema <NAME>', 'trino: the schema', 'trino: 스키마'),
  option('--ca <FILE>', "trino: certificate of the server's authority", 'trino: 서버 인증서를 서명한 기관의 인증서'),
  option('--catalog <NAME>', 'athena and trino: the catalog', 'athena, trino: 카탈로그'),
]

const trail: CommandUsage = {
  name: 'trail',
  argument: '[SOURCE...]',
  about: {
    en: 'list the denials of CloudTrail logs, newest first',
    ko: 'CloudTrail 로그에서 거부를 찾아 최신순으로 나열합니다',
  },
  options: [
    option(
      '--principal <ARN>',
      'only calls of this user, session, or role with all its sessions',
      '이 사용자나 세션, 또는 이 역할의 모든 세션이 한 호출만',
    ),
    option('--all-principals', 'calls of everybody (the default)', '모든 보안 주체의 호출 (기본값)'),
    option(
      '--since <TIME>',
      'from this moment: 2026-03-02T10:15Z, or how long ago: 2h, 7d',
      '이 시각부터: 2026-03-02T10:15Z, 또는 얼마 전부터: 2h, 7d',
    ),
    option('--until <TIME>', 'before this moment', '이 시각 전까지'),
    option('--service <NAME>', 'only this service: s3 or s3.amazonaws.com', '이 서비스만: s3 또는 s3.amazonaws.com'),
    option(
      '--action <NAME>',
      'only this event or IAM action: GetObject or s3:GetObject',
      '이 이벤트 또는 IAM 작업만: GetObject 또는 s3:GetObject',
    ),
    option('--account <ID>', 'only what this account logged', '이 계정이 기록한 호출만'),
    option('--region <REGION>', 'only this Region', '이 리전만'),
    option('--all-errors', 'every failed call, not only denials', '거부뿐 아니라 실패한 모든 호출'),
    option('--json', 'print a JSON array', 'JSON 배열로 출력합니다'),
    option('--csv', 'print comma-separated values', 'CSV로 출력합니다'),
    option(
      '--explain',
      'list the causes instead of the denials, with one plan of fixes',
      '거부 대신 원인을 나열하고 하나의 해결 계획을 보여 줍니다',
    ),
    option('--snapshot <DIR>', 'with --explain: recorded AWS answers', '--explain: 기록해 둔 AWS 응답'),
    option(
      '--html <FILE>',
      'write the causes, their fixes and counts over time as one page',
      '원인과 해결책, 시간별 건수를 한 페이지로 저장합니다',
    ),
    option('--ignore <FILE>', 'with --explain: rules for what to hide', '--explain: 숨길 것을 정한 규칙 파일'),
    option('--all', 'with --explain: plan fixes for noise, too', '--explain: 무시해도 될 거부의 해결책도 계획합니다'),
    option('--follow', 'go on looking for new records until interrupted', '중단할 때까지 새 레코드를 계속 찾습니다'),
    option('--no-cache', 'neither use nor keep what was read before', '이전에 읽은 결과를 쓰지도 저장하지도 않습니다'),
    ...engineOptions,
    repeatable('--table <NAME>', 'the CloudTrail table of the engine', '엔진의 CloudTrail 테이블'),
    option(
      '--location <S3URL>',
      'where the logs lie: for ddl, and for what Athena will cost',
      '로그의 위치: ddl 및 Athena 비용 예상에 씁니다',
    ),
    option('--organization <ID>', 'ddl: the organization whose trail it is', 'ddl: 추적이 속한 조직의 ID'),
    languageOption,
  ],
  examples: [
    'undeny trail ./AWSLogs --since 2h',
    'undeny trail s3://my-logs/ --since 1d --account 111122223333',
    'undeny trail lookup:us-east-1,eu-west-1 --since 7d --all-errors',
    'undeny trail ./AWSLogs --explain --snapshot ./snapshot --html report.html',
    'undeny trail --engine athena --table cloudtrail_logs --workgroup primary --since 30d',
    'undeny trail ddl --location s3://my-logs --account 111122223333 --region us-east-1',
    'undeny trail ./AWSLogs --principal arn:aws:iam::111122223333:role/etl --csv > denials.csv',
  ],
  exits: [{ en: 'read, with or without a denial', ko: '거부가 있든 없든 읽었습니다' }],
}

const parse: CommandUsage = {
  name: 'parse',
  argument: '[FILE|-]',
  about: {
    en: 'list the denials found in any text or CloudTrail event',
    ko: '텍스트나 CloudTrail 이벤트에서 찾은 거부를 나열합니다',
  },
  options: [
    option('--json', 'print a JSON array', 'JSON 배열로 출력합니다'),
    option(
      '--jsonl',
      'per line, read {"id", "text"} or {"id", "event"} and print {"id", "denials"}',
      '한 줄마다 {"id", "text"} 또는 {"id", "event"} 값을 읽고 {"id", "denials"} 값을 출력합니다',
    ),
  ],
  examples: ['undeny parse denied.txt', 'cat job.log | undeny parse --json'],
  exits: [{ en: 'read to the end, with or without a denial', ko: '거부가 있든 없든 끝까지 읽었습니다' }],
}

const evaluate: CommandUsage = {
  name: 'evaluate',
  argument: '[FILE|-]',
  about: {
    en: 'answer cases of a request and its policies, as JSON lines',
    ko: '요청과 정책을 적은 사례를 평가해 JSON Lines로 출력합니다',
  },
  options: [
    option(
      '--check',
      'compare each answer with the expected one; exit 1 where they differ',
      '답을 기대한 답과 비교하고, 다르면 종료 코드 1로 끝냅니다',
    ),
  ],
  examples: ['undeny evaluate cases.jsonl --check'],
  exits: [
    {
      en: 'every case is answered, and with --check as expected',
      ko: '모든 사례를 평가했고, --check에서는 모두 기대와 같습니다',
    },
    { en: '--check found an answer that differs', ko: '--check에서 기대와 다른 답이 있습니다' },
  ],
}

const causes: CommandUsage = {
  name: 'causes',
  argument: '[NAME|CODE]',
  about: {
    en: 'list every cause, or show the page of one',
    ko: '모든 원인을 나열하거나 원인 하나의 설명을 보여 줍니다',
  },
  options: [languageOption],
  examples: ['undeny causes', 'undeny causes UD201'],
  exits: [{ en: 'shown', ko: '보여 주었습니다' }],
}

const sql: CommandUsage = {
  name: 'sql',
  argument: '<SQL> [SOURCE...]',
  about: {
    en: "ask CloudTrail log files in SQL: Athena's queries run unchanged",
    ko: 'CloudTrail 로그 파일을 SQL로 조회합니다. Athena 쿼리를 그대로 쓸 수 있습니다',
  },
  options: [
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
    ...engineOptions,
    option('--region <REGION>', 'athena: the Region', 'athena: 리전'),
    languageOption,
  ],
  examples: [
    'undeny sql "SELECT eventtime, eventname, errorcode FROM logs WHERE errorcode IS NOT NULL" ./logs',
    'undeny sql - ./logs --csv < query.sql',
  ],
  exits: [{ en: 'answered', ko: '결과를 출력했습니다' }],
}

/** Every command, in the order of the help. */
export const commandUsages: readonly CommandUsage[] = [explain, check, trail, sql, parse, evaluate, causes]
