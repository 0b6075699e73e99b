import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { refusedRead } from '../../../test/scenario-fixture.ts'
import type { Clue } from '../../services/sought-records.ts'
import { recordsInFiles } from './records-in-files.ts'

it('looks for any number of clues', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'undeny-clues-'))
  const record = { ...refusedRead({}), eventID: 'id-7' }
  writeFileSync(join(folder, 'log.json'), JSON.stringify({ Records: [record] }))
  const clues = [...Array(200_000).keys()].map((n): Clue => ({ kind: 'eventId', id: `id-${n}`, since: n, until: null }))
  const found: unknown[] = []
  for await (const { events } of recordsInFiles([folder])({ clues, accepts: () => true }))
    found.push(...events.map((event) => event.record.eventID))
  rmSync(folder, { recursive: true })
  expect(found).toEqual(['id-7'])
})
