import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearingRecordsOfDay, deniedList } from '../../test/bearing-logs.ts'
import { sayWithLookup, sessionEvidence } from '../../test/record-world.ts'
import { say } from '../../test/trail-world.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'undeny-sources-'))
  writeFileSync(join(folder, 'denials.json'), JSON.stringify({ Records: [deniedList] }))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('trail --explain over several sources', () => {
  it('finds the session of a denial in another source: LookupEvents beside files', async () => {
    const args = [
      'trail',
      join(folder, 'denials.json'),
      'lookup:us-east-1',
      '--no-cache',
      '--explain',
      '--json',
      '--since',
      '3d',
    ]
    const made = bearingRecordsOfDay.filter(({ eventName }) => eventName === 'AssumeRole')
    const { code, stdout } = await sayWithLookup(args, made)
    expect(code).toBe(1)
    const { matters } = JSON.parse(stdout)
    expect(sessionEvidence(matters[0].diagnosis)).toEqual(['lookup:us-east-1', 1])
  })

  it('tells once what it could not read, though it searches again', async () => {
    writeFileSync(join(folder, 'broken.json'), '{"Records": [')
    const args = ['trail', join(folder, 'denials.json'), join(folder, 'broken.json'), '--explain']
    const { stderr } = await say(args)
    expect(stderr.match(/broken\.json/g)).toHaveLength(1)
  })
})
