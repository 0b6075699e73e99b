import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ioOf } from '../../test/io-fixture.ts'
import { refusedRead } from '../../test/scenario-fixture.ts'
import { runCommandLine } from './commands.ts'

const denied = refusedRead({ eventID: 'e-denied', requestID: 'RQ1' })
const allowed = refusedRead({ eventID: 'e-allowed', errorCode: null, errorMessage: null })
const failed = refusedRead({ eventID: 'e-failed', errorCode: 'InvalidRange', errorMessage: 'The range is not valid' })

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'undeny-trail-'))
  writeFileSync(join(folder, 'log.json'), JSON.stringify({ Records: [allowed, denied, failed] }))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { io, written } = ioOf({ readFile: () => Promise.resolve(new Uint8Array()) })
  const code = await runCommandLine(args, io)
  return { code, ...written }
}

describe('explain --event', () => {
  it('explains the denial that the event of the trail reports', async () => {
    const { code, stdout, stderr } = await run('explain', '--event', 'e-denied', '--trail', folder, '--json')
    expect([code, stderr]).toEqual([1, ''])
    expect(JSON.parse(stdout).denial).toMatchObject({
      source: 'cloudtrail',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::reports/q1.csv',
      requestId: 'RQ1',
    })
  })

  it.each([
    ['e-none', 'undeny: No event with the ID `e-none` is in the trail.\n', []],
    ['e-allowed', 'undeny: The event `e-allowed` did not fail, so there is no denial to explain.\n', []],
    ['e-failed', 'undeny: The event `e-failed` failed with `InvalidRange`, which is no denial.\n', []],
    ['e-none', 'undeny: ID가 `e-none` 값인 이벤트가 trail에 없습니다.\n', ['--lang', 'ko']],
  ])('ends with 3 and one sentence where %s reports none', async (id, sentence, more) => {
    const { code, stdout, stderr } = await run('explain', '--event', id, '--trail', folder, ...more)
    expect([code, stdout, stderr]).toEqual([3, '', sentence])
  })

  it('needs a trail, and takes no input besides', async () => {
    expect(await run('explain', '--event', 'e-denied')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('`--trail` is missing'),
    })
    expect(await run('explain', 'denied.txt', '--event', 'e-denied', '--trail', folder)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('`denied.txt` is one'),
    })
  })
})
