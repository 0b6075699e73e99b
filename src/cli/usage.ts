import { type CommandUsage, grouped, languageOption, option, repeatable } from './command-usage.ts'
import { engineOptions, sql, tableOption, trail } from './trail-usage.ts'

const explain: CommandUsage = {
  name: 'explain',
  argument: '[FILE|-]',
  about: {
    en: 'say which policies refuse a call, and the smallest verified fix (default)',
    ko: '호출을 거부한 정책과 검증한 가장 작은 해결책을 알려 줍니다 (기본 명령)',
  },
  sources: [],
  options: [
    option(
      '--snapshot <DIR>',
      'recorded AWS answers: a folder, a .json file or a .tar.gz file',
      '기록해 둔 AWS 응답: 폴더, .json 파일 또는 .tar.gz 파일',
    ),
    repeatable(
      '--trail <SOURCE>',
      'CloudTrail records, for what the error leaves out: any SOURCE of `trail`',
      '오류에 없는 값을 찾을 CloudTrail 레코드: `trail` 명령의 모든 소스',
    ),
    option(
      '--event <ID>',
      'explain the event of the trail that has this ID, in place of an input',
      '입력 대신 이 ID의 trail 이벤트를 설명합니다',
    ),
    option(
      '--since <TIME>',
      'from when to search the trail, where the denial tells no time: 2h, 7d',
      '거부에 시각이 없을 때 trail에서 찾기 시작할 시각: 2h, 7d',
    ),
    option('--until <TIME>', 'up to when, likewise', '같은 경우 찾기를 끝낼 시각'),
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
    ...grouped({ en: 'Records from Amazon Athena or Trino', ko: 'Amazon Athena 또는 Trino의 기록' }, [
      ...engineOptions,
      tableOption,
      option(
        '--region <REGION>',
        'athena: where it runs, unless AWS_REGION says',
        'athena: AWS_REGION 대신 쓸 실행 리전',
      ),
      option(
        '--location <S3URL>',
        'athena: where the logs lie, for what it will cost',
        'athena: 비용 예상에 쓸 로그의 위치',
      ),
    ]),
  ],
  examples: [
    'undeny denied.txt --snapshot ./snapshot',
    'aws s3 cp report.csv s3://doc-example/ 2>&1 | undeny',
    'undeny event.json --snapshot snapshot.tar.gz --context aws:SourceIp=203.0.113.7',
    'undeny explain --event ID --trail s3://my-logs/ --since 2d --snapshot ./snapshot',
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
  sources: [],
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

const parse: CommandUsage = {
  name: 'parse',
  argument: '[FILE|-]',
  about: {
    en: 'list the denials found in any text or CloudTrail event',
    ko: '텍스트나 CloudTrail 이벤트에서 찾은 거부를 나열합니다',
  },
  sources: [],
  options: [
    option('--json', 'print a JSON array', 'JSON 배열로 출력합니다'),
    option(
      '--jsonl',
      'per line, read {"id", "text"} or {"id", "event"} and print {"id", "denials"}',
      '한 줄마다 {"id", "text"} 또는 {"id", "event"} 값을 읽고 {"id", "denials"} 값을 출력합니다',
    ),
    languageOption,
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
  sources: [],
  options: [
    option(
      '--check',
      'compare each answer with the expected one; exit 1 where they differ',
      '답을 기대한 답과 비교하고, 다르면 종료 코드 1로 끝냅니다',
    ),
    languageOption,
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
  sources: [],
  options: [languageOption],
  examples: ['undeny causes', 'undeny causes UD201'],
  exits: [{ en: 'shown', ko: '보여 주었습니다' }],
}

/** Every command, in the order of the help. */
export const commandUsages: readonly CommandUsage[] = [explain, check, trail, sql, parse, evaluate, causes]
