import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { allow, type Json, policy, reader, readerSession, sessionMade } from '../../test/cause-fixture.ts'
import { deniedRecord } from '../../test/trail-fixture.ts'
import { denialsOfEvent } from '../denial/event-denial.ts'
import { contextOfDenials } from './trail-context.ts'

let folder = ''

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function logOf(records: readonly Json[]): string {
  folder = mkdtempSync(join(tmpdir(), 'undeny-context-'))
  const file = join(folder, 'log.json')
  writeFileSync(file, JSON.stringify({ Records: records }))
  return file
}

describe('contextOfDenials', () => {
  const denied = deniedRecord({ by: 'reader', action: 's3:GetObject', resource: 'arn:aws:s3:::orders/a.csv' })
  const session = { arn: readerSession, type: 'AssumedRole', accountId: '111122223333' }
  const record = { ...denied, userIdentity: { ...session, sessionContext: { sessionIssuer: { arn: reader } } } }
  const made = { ...sessionMade(policy(allow('s3:ListBucket', '*'))), eventID: 'made' }
  const others = [
    { ...made, eventID: 'of another role', requestParameters: {}, responseElements: {} },
    { eventID: 'nothing to do with it', eventName: 'ListPolicies', eventSource: 'iam.amazonaws.com' },
  ]

  it('finds in the logs the call that made the session of a denial, and leaves what bears on nothing', async () => {
    const file = logOf([...others, made, record])
    const found = await contextOfDenials(denialsOfEvent(record), [{ file, record }], [file])
    expect(found.map((one) => one.record)).toEqual([record, made])
  })

  it('keeps the denials themselves where the logs hold nothing more', async () => {
    const file = logOf(others)
    expect(await contextOfDenials(denialsOfEvent(record), [{ file, record }], [file])).toHaveLength(1)
  })
})
