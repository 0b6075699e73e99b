import type { Language } from '../causes/cause.ts'
import type { NameCounts, TrailCounts } from '../trail/counts.ts'
import { type CauseBlock, locationOf } from './cause-blocks.ts'
import { numberedLines } from './excerpt-text.ts'
import { element, html, htmlLine, htmlSentence } from './html-text.ts'
import type { CallRow, ChangeBlock, MatterBlock, MattersReport, PlanBlock } from './matters.ts'
import { count } from './matters-words.ts'
import { timeChart } from './time-chart.ts'

interface Words {
  readonly title: string
  readonly overTime: string
  readonly utc: string
  readonly byPrincipal: string
  readonly byService: string
  readonly byError: string
  readonly byCause: string
  readonly number: string
  readonly causes: string
  readonly plan: string
  readonly more: (count: number) => string
  readonly others: (count: number) => string
  readonly withHidden: string
  readonly command: string
  readonly made: string
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    title: 'Denials and their causes',
    overTime: 'Denials over time',
    utc: 'UTC',
    byPrincipal: 'By principal',
    byService: 'By service',
    byError: 'By error code',
    byCause: 'By cause',
    number: 'Denials',
    causes: 'Causes',
    plan: 'Fixes',
    more: (n) => `and ${count(n)} more`,
    others: (n) => `and ${count(n)} denials of names that came after all of these and are not told apart`,
    withHidden:
      'The counts over time, by principal, by service and by error code hold what the ignore file hides as well.',
    command: 'Command (run by you, never by undeny)',
    made: 'Made by undeny. This page loads nothing and sends nothing.',
  },
  ko: {
    title: '거부와 그 원인',
    overTime: '시간별 거부',
    utc: 'UTC',
    byPrincipal: '보안 주체별',
    byService: '서비스별',
    byError: '오류 코드별',
    byCause: '원인별',
    number: '거부',
    causes: '원인',
    plan: '해결책',
    more: (n) => `외 ${count(n)}가지`,
    others: (n) => `이름이 너무 많아 나중에 나온 이름의 거부 ${count(n)}건은 이름별로 세지 않았습니다`,
    withHidden: '시간별, 보안 주체별, 서비스별, 오류 코드별 수에는 무시 파일이 숨긴 거부도 들어 있습니다.',
    command: '명령 (undeny는 실행하지 않습니다)',
    made: 'undeny가 만들었습니다. 이 페이지는 아무것도 불러오거나 보내지 않습니다.',
  },
}

const mostRows = 12

/** A log's denials as one page that needs nothing else: counts, causes with their proof, fixes with their changes. */
export function trailHtml(report: MattersReport, counts: TrailCounts, language: Language): string {
  const w = words[language]
  const body = [
    element('header', element('h1', html(w.title)) + element('p', htmlSentence(report.headline))),
    section(`${w.overTime} (${w.utc})`, timeChart(counts.overTime, w.overTime)),
    section(w.causes, report.matters.map((matter) => matterHtml(matter, language)).join('')),
    report.plan === null ? '' : section(w.plan, planHtml(report.plan, w)),
    report.notes.map((note) => element('p', htmlSentence(note))).join(''),
    element(
      'div',
      [
        table(w.byPrincipal, counts.byPrincipal, w),
        table(w.byService, counts.byService, w),
        table(w.byError, counts.byError, w),
        table(w.byCause, { rows: causeCounts(report.matters), others: 0 }, w),
      ].join(''),
      { class: 'tables' },
    ),
    report.hasHidden ? element('p', html(w.withHidden)) : '',
    element('footer', html(w.made)),
  ]
  return page(w.title, body.join('\n'), language)
}

function page(title: string, body: string, language: Language): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'"
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
}

function section(title: string, content: string): string {
  return content === '' ? '' : element('section', element('h2', html(title)) + content)
}

function table(title: string, { rows, others }: NameCounts, w: Words): string {
  if (rows.length === 0) return ''
  const most = rows[0]?.[1] ?? 1
  const shown = rows.slice(0, mostRows).map(([name, number]) => {
    const bar = element('span', '', { class: 'bar', style: `width:${Math.max(1, Math.round((number / most) * 100))}%` })
    return element('tr', element('th', html(name) + bar, { scope: 'row' }) + element('td', html(count(number))))
  })
  const rest = rows.length - shown.length
  const head = element(
    'tr',
    element('th', html(title), { scope: 'col' }) + element('th', html(w.number), { scope: 'col' }),
  )
  const foot = [...(rest <= 0 ? [] : [w.more(rest)]), ...(others === 0 ? [] : [w.others(others)])]
  const more = foot.map((line) => element('p', html(line), { class: 'more' })).join('')
  return element('div', element('table', element('thead', head) + element('tbody', shown.join(''))) + more)
}

/** A denial of several causes counts for each of them. */
function causeCounts(matters: readonly MatterBlock[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const { causes, count: number } of matters)
    for (const name of new Set(causes.map((cause) => `${cause.code} ${cause.name}`)))
      counts.set(name, (counts.get(name) ?? 0) + number)
  return [...counts].sort(([, a], [, b]) => b - a)
}

function matterHtml(matter: MatterBlock, language: Language): string {
  const {
    number,
    denials,
    span,
    calls,
    moreCalls,
    causes,
    possible,
    settledBy,
    success,
    hasSucceeded,
    changes,
    noise,
  } = matter
  const parts = [
    element('h3', html(`${number}. ${denials}`) + element('small', html(span))),
    element('ul', calls.map(callHtml).join('') + (moreCalls === '' ? '' : element('li', html(moreCalls)))),
    ...causes.map((cause) => causeHtml(cause, language)),
    possible === '' ? '' : element('p', html(possible), { class: 'open' }),
    settledBy === null ? '' : element('pre', htmlLine(settledBy)),
    ...changes.map((change) => element('p', htmlSentence(change), { class: 'place' })),
    success === '' ? '' : element('p', htmlSentence(success), hasSucceeded ? { class: 'verified' } : {}),
    noise === '' ? '' : element('p', htmlSentence(noise), { class: 'noise' }),
  ]
  return element('article', parts.join(''))
}

function callHtml({ principal, action, resource, count: number }: CallRow): string {
  const cells = [principal, action, resource].filter((cell) => cell !== '').map((cell) => element('code', html(cell)))
  return element('li', `${cells.join(' ')} ${element('small', html(`×${count(number)}`))}`)
}

function causeHtml(cause: CauseBlock, language: Language): string {
  const { excerpt } = cause
  const place =
    excerpt === null ? '' : element('p', element('code', html(locationOf(excerpt, language))), { class: 'place' })
  const lines =
    excerpt === null
      ? ''
      : element(
          'pre',
          numberedLines(excerpt)
            .map(({ text, kind }) => (kind === 'line' ? html(text) : element('b', html(text))))
            .join('\n'),
        )
  return element(
    'div',
    element('h4', html(`${cause.code} ${cause.name}`)) +
      element('p', htmlSentence(cause.headline)) +
      place +
      lines +
      (cause.why === '' ? '' : element('p', htmlSentence(cause.why))),
    { class: 'cause' },
  )
}

function planHtml({ title, isVerified, changes, open }: PlanBlock, w: Words): string {
  return [
    element('p', htmlSentence(title), { class: isVerified ? 'verified' : 'open' }),
    element('ol', changes.map((change) => element('li', changeHtml(change, w))).join('')),
    ...open.map((line) => element('p', htmlSentence(line), { class: 'open' })),
  ].join('')
}

function changeHtml({ instructions, owner, serves, width, changes, cli }: ChangeBlock, w: Words): string {
  return [
    ...instructions.map((line) => element('p', htmlSentence(line))),
    element('p', htmlSentence([owner, serves].filter((text) => text !== '').join(', ')), { class: 'owner' }),
    width === '' ? '' : element('p', htmlSentence(width), { class: 'open' }),
    changes.length === 0 ? '' : element('pre', changes.map(changedLine).join('\n')),
    cli === null ? '' : element('details', element('summary', html(w.command)) + element('pre', htmlLine(cli))),
  ].join('')
}

function changedLine(line: string): string {
  const name = line.startsWith('+') ? 'ins' : line.startsWith('-') ? 'del' : 'span'
  return element(name, html(line))
}

const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--line:#d1d9e0;--back:#fff;--code:#f3f5f7;--bar:#3d6fb4;--good:#1a7f37;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--back:#0d1117;--code:#161b22;--bar:#6ea0e6;--good:#4ac26b;--bad:#ff8b82}}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.55 system-ui,"Noto Sans KR","Apple SD Gothic Neo",sans-serif}
main{max-width:1000px;margin:0 auto;padding:24px}
h1{font-size:24px;margin:0}h2{font-size:18px;margin:32px 0 8px}h3{font-size:16px;margin:0}h4{margin:12px 0 0;font-size:14px;color:var(--bad)}
small,.more,.owner,.place,footer{color:var(--soft);font-weight:400;font-size:13px}h3 small{margin-left:12px}
svg{width:100%;height:auto}svg rect{fill:var(--bar)}svg text{fill:var(--soft);font-size:12px}
.tables{display:grid;grid-template-columns:repeat(auto-fit,minmax(420px,1fr));gap:24px;margin-top:24px}
table{width:100%;border-collapse:collapse;table-layout:fixed}thead th{text-align:left;border-bottom:1px solid var(--line)}
thead th:last-child,td{text-align:right;width:6em}tbody th{font-weight:400;text-align:left;overflow-wrap:anywhere;padding:3px 0}
.bar{display:block;height:3px;background:var(--bar)}td{vertical-align:top;padding:3px 0;font-variant-numeric:tabular-nums}
article{border:1px solid var(--line);border-radius:8px;padding:16px;margin:12px 0}ul{padding-left:20px;margin:8px 0}li{overflow-wrap:anywhere}
pre{background:var(--code);padding:12px;border-radius:6px;overflow-x:auto;font-size:13px}code{font-size:13px;overflow-wrap:anywhere}
p{margin:6px 0}.open{color:var(--bad)}.verified{color:var(--good)}.noise{color:var(--soft);font-style:italic}
ins{color:var(--good);text-decoration:none}del{color:var(--bad);text-decoration:none}footer{margin-top:40px}
`
