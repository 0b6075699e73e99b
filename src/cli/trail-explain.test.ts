import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allow, alone, bucket, iam, policy } from '../../test/cause-fixture.ts'
import { ioOf } from '../../test/io-fixture.ts'
import { deniedRecord } from '../../test/trail-fixture.ts'
import { type Said, say } from '../../test/trail-world.ts'
import type { TrailBatch } from '../trail/found.ts'
import { explainTrail } from './trail-explain.ts'
import { checkTrailOptions } from './trail-options.ts'

let folder = ''
const at = (name: string): string => join(folder, name)
const explain = (...args: readonly string[]): Promise<Said> => say(['trail', at('log.json'), '--explain', ...args])
const snapshot = (): readonly string[] => ['--snapshot', at('snapshot.json')]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'undeny-causes-'))
  const reads = [...Array(20).keys()].map((n) =>
    deniedRecord({
      by: 'reader',
      action: 's3:GetObject',
      resource: `arn:aws:s3:::orders/2026/${n}.csv`,
      at: `2026-03-04T10:00:${String(n).padStart(2, '0')}Z`,
    }),
  )
  const lists = deniedRecord({ by: 'mina', action: 's3:ListBucket', resource: 'arn:aws:s3:::orders' })
  writeFileSync(at('log.json'), JSON.stringify({ Records: [...reads, lists] }))
  const entities = iam({ reader: policy(allow('s3:ListBucket', 'arn:aws:s3:::orders')), mina: policy() })
  writeFileSync(at('snapshot.json'), JSON.stringify({ ...entities, ...alone(), ...bucket('orders', null) }))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('trail --explain', () => {
  it.each(['en', 'ko'])('lists causes with one plan (%s)', async (language) => {
    const { code, stdout, stderr } = await explain(...snapshot(), '--lang', language)
    expect(code).toBe(0)
    expect(stderr).toContain('21')
    expect(stdout).toMatchSnapshot()
  })

  it.each(['en', 'ko'])('says what the messages alone tell without a snapshot (%s)', async (language) => {
    const { stdout } = await explain('--lang', language)
    expect(stdout).toMatchSnapshot()
  })

  it('gives the same as JSON', async () => {
    const { code, stdout } = await explain(...snapshot(), '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      denialCount: 21,
      hiddenCount: 0,
      unexplained: { groupCount: 0, denialCount: 0 },
      matters: [
        { count: 20, groups: [{ pattern: 'arn:aws:s3:::orders/2026/*', count: 20 }], diagnosis: { certain: true } },
        { count: 1, groups: [{ action: 's3:ListBucket' }], diagnosis: { certain: true } },
      ],
      plan: { solved: [0, 1], left: [], unsolved: [] },
    })
  })

  it.each([
    [
      'en',
      ['2 denials in 2 records.', '1 of these records is a copy of an event that another record tells, of a second'],
    ],
    [
      'ko',
      ['레코드 2개에서 거부 2건을 찾았습니다.', '레코드 1개는 다른 계정이나 파일에 이미 있는 이벤트의 사본입니다.'],
    ],
  ])('says why it counts fewer denials than there are records (%s)', async (language, sentences) => {
    const record = deniedRecord({ by: 'mina', action: 's3:ListBucket', resource: 'arn:aws:s3:::orders' })
    for (const name of ['one.json', 'two.json']) writeFileSync(at(name), JSON.stringify({ Records: [record] }))
    const { stdout, stderr } = await say(['trail', at('one.json'), at('two.json'), '--explain', '--lang', language])
    expect(stdout).toMatch(language === 'en' ? /^1 denial, one cause/ : /^거부 1건/)
    for (const sentence of sentences) expect(stderr).toContain(sentence)
    const alone = await say(['trail', at('one.json'), '--explain', '--lang', language])
    expect(alone.stderr).not.toMatch(/copy|사본/)
  })

  it.each([
    ['en', 'No denial to explain.\n'],
    ['ko', '설명할 거부가 없습니다.\n'],
  ])('has nothing to explain where nothing was denied (%s)', async (language, sentence) => {
    const { code, stdout } = await explain('--service', 'ec2', '--lang', language)
    expect([code, stdout]).toEqual([0, sentence])
  })

  it('ends with 3 where nothing could be read', async () => {
    const { code, stderr } = await say(['trail', '/no/such/file', '--explain'])
    expect([code, stderr]).toEqual([
      3,
      'undeny: /no/such/file: It could not be read: there is no such file or folder.\n',
    ])
  })

  it('ends with 3 for a snapshot that is not there, before it reads the logs', async () => {
    expect(await explain('--snapshot', '/no/such')).toMatchObject({
      code: 3,
      stdout: '',
      stderr: 'undeny: `/no/such` could not be read: there is no such file or folder.\n',
    })
  })

  it('stops at an interruption with what it has', async () => {
    const checked = checkTrailOptions(['x'], { explain: true }, 'en', { now: 0, env: {} })
    if (!checked.ok) throw new Error(checked.problem.en)
    const controller = new AbortController()
    let asked = 0
    async function* endless(): AsyncGenerator<TrailBatch> {
      for (;;) {
        asked += 1
        if (asked === 3) controller.abort()
        yield {
          events: [],
          problems: [],
          progress: { events: asked, bytes: 0, totalBytes: null, parts: 0, totalParts: null },
          newestLeft: null,
        }
      }
    }
    const { io, written } = ioOf()
    const source = { find: endless, records: endless, signal: controller.signal }
    expect(await explainTrail(source, checked.options, io)).toBe(1)
    expect([asked, written.stderr]).toEqual([3, 'undeny: No denials in 3 records.\n'])
  })
})

describe('trail --ignore', () => {
  const rules = (text: string) => ({ readFile: () => Promise.resolve(new TextEncoder().encode(text)) })
  const ignoring = (text: string, ...args: readonly string[]): Promise<Said> =>
    say(['trail', at('log.json'), '--explain', '--ignore', 'rules.txt', ...snapshot(), ...args], rules(text))

  it.each([
    ['en', '1 denial, one cause. 20 are hidden by the ignore file.'],
    ['ko', '거부 1건의 원인은 1가지입니다. 무시 파일이 20건을 숨겼습니다.'],
  ])('hides what a rule fits, and says how much (%s)', async (language, headline) => {
    const { code, stdout } = await ignoring('# known\nprincipal=*:role/reader action=s3:Get*\n', '--lang', language)
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toBe(headline)
    expect(stdout).not.toContain('role/reader')
  })

  it.each([
    ['en', 'no rule here', 'undeny: rules.txt:1: `no` is no KEY=PATTERN; a remark begins with #.\n'],
    [
      'en',
      '\nwho=x',
      'undeny: rules.txt:2: `who` is no key; the keys are principal, action, resource, cause, account, region, error.\n',
    ],
    ['ko', 'x\u001b', 'undeny: rules.txt:1: `x\\u{001b}` 값은 KEY=PATTERN 형식이 아닙니다. 설명은 #으로 시작합니다.\n'],
    [
      'ko',
      'who=x',
      'undeny: rules.txt:1: `who` 키는 없습니다. 쓸 수 있는 키는 principal, action, resource, cause, account, region, error입니다.\n',
    ],
  ])('names the line at fault (%s, %j)', async (language, text, stderr) => {
    expect(await ignoring(text, '--lang', language)).toMatchObject({ code: 3, stdout: '', stderr })
  })

  it('names a file that is not there', async () => {
    const { code, stderr } = await explain('--ignore', '/no/such')
    expect([code, stderr]).toEqual([3, 'undeny: `/no/such` could not be read: there is no such file or folder.\n'])
  })
})

describe('trail --explain of more kinds of denials than are explained', () => {
  // Of 320 kinds, the first 275 are seen twice.
  const kinds = [...Array(320).keys()].flatMap((n) =>
    [...Array(n < 275 ? 2 : 1).keys()].map(() =>
      deniedRecord({ by: n < 275 ? 'reader' : 'mina', action: 's3:ListBucket', resource: `arn:aws:s3:::bucket-${n}` }),
    ),
  )
  const explainKinds = (...args: readonly string[]): Promise<Said> => {
    writeFileSync(at('kinds.json'), JSON.stringify({ Records: kinds }))
    return say(['trail', at('kinds.json'), '--explain', ...snapshot(), ...args])
  }

  it.each([
    [
      'en',
      '20 rarer kinds of denials (20 denials) are not explained; ask for less with --principal, --service or --since.',
    ],
    [
      'ko',
      '드문 종류의 거부 20가지(20건)는 설명하지 않았습니다. --principal, --service, --since 옵션으로 범위를 좁히세요.',
    ],
  ])('says on each page how many are left, and is no success (%s)', async (language, sentence) => {
    const pages: string[] = []
    const writeFile = (_: string, page: string): Promise<void> => {
      pages.push(page)
      return Promise.resolve()
    }
    writeFileSync(at('kinds.json'), JSON.stringify({ Records: kinds }))
    const args = ['trail', at('kinds.json'), '--explain', ...snapshot(), '--lang', language, '--html', 'page.html']
    const { code, stdout } = await say(args, { writeFile })
    expect(code).toBe(1)
    expect(stdout).toContain(sentence)
    expect(pages.join('')).toContain(sentence)
  })

  it('says so in JSON', async () => {
    const { code, stdout } = await explainKinds('--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ unexplained: { groupCount: 20, denialCount: 20 } })
  })

  it('explains what is not ignored in place of what is', async () => {
    writeFileSync(at('rules.txt'), 'principal=*:role/reader')
    const { stdout } = await explainKinds('--json', '--ignore', at('rules.txt'))
    expect(JSON.parse(stdout)).toMatchObject({
      denialCount: 45,
      hiddenCount: 550,
      unexplained: { groupCount: 0, denialCount: 0 },
    })
  })
})

describe('trail --html', () => {
  it('writes a page without scripts or addresses to fetch, and prints the causes as well', async () => {
    const { code, stdout, written } = await say(['trail', at('log.json'), '--html', 'report.html', ...snapshot()])
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toBe('21 denials, 2 causes.')
    expect(Object.keys(written)).toEqual(['report.html'])
    const page = written['report.html'] ?? ''
    expect(page).toMatch(/^<!doctype html>/i)
    expect(page.trimEnd()).toMatch(/<\/html>$/)
    expect(page).not.toMatch(/<script|src=|@import|url\(/i)
  })

  it('counts in its tables what the list counts: denials, each once', async () => {
    const error = { errorCode: 'ThrottlingException', errorMessage: 'Rate exceeded' }
    const [one] = [deniedRecord({ by: 'mina', action: 's3:GetObject', resource: 'arn:aws:s3:::orders/a.csv' })]
    writeFileSync(at('twice.json'), JSON.stringify({ Records: [one, one, { ...one, eventID: 'other', ...error }] }))
    const args = ['trail', at('twice.json'), '--explain', '--all-errors', '--html', 'report.html']
    const { stdout, written } = await say(args)
    expect(stdout.split('\n')[0]).toBe('1 denial, one cause.')
    const page = written['report.html'] ?? ''
    expect(page).not.toContain('ThrottlingException')
    expect(page).toMatch(/AccessDenied.*?<td>1<\/td>/s)
    expect(page).not.toContain('the ignore file')
    const hidden = await say([...args, '--ignore', 'rules.txt'], {
      readFile: async () => Buffer.from('principal=*:user/mina\n'),
    })
    expect(hidden.written['report.html']).toContain('hold what the ignore file hides as well')
  })

  it('says of an interrupted search that it is one', async () => {
    const controller = new AbortController()
    controller.abort()
    const interruption = (): AbortSignal => controller.signal
    const { code, stdout } = await say(['trail', at('log.json'), '--explain', ...snapshot()], { interruption })
    expect([code, stdout.includes('The search was interrupted')]).toEqual([1, true])
    const json = await say(['trail', at('log.json'), '--explain', '--json', ...snapshot()], { interruption })
    expect(JSON.parse(json.stdout)).toMatchObject({ isInterrupted: true })
    const rows = await say(['trail', at('log.json')], { interruption })
    expect([rows.code, rows.stdout.split('\n').length, rows.stderr.split('\n')[0]]).toEqual([
      1,
      23,
      'undeny: The search was interrupted; newer and older rows may be missing.',
    ])
  })

  it('says before it searches why a page cannot be written', async () => {
    const args = ['trail', at('log.json'), '--html', 'none/page.html']
    const { code, stdout, stderr } = await say(args, {
      mayWrite: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOENT' })),
    })
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toBe('undeny: `none/page.html` could not be written: there is no such file or folder.\n')
  })

  it('prints the answer also where the page cannot be written', async () => {
    const fault = Object.assign(new Error('x'), { code: 'ENOSPC' })
    const { code, stdout, stderr } = await say(['trail', at('log.json'), '--html', 'a\u001b.html', ...snapshot()], {
      writeFile: () => Promise.reject(fault),
    })
    expect([code, stdout.split('\n')[0]]).toEqual([3, '21 denials, 2 causes.'])
    expect(stderr).toContain('undeny: `a\\u{001b}.html` could not be written: no space is left.\n')
  })
})
