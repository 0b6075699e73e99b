import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesOfObject } from './files.ts'
import { findRoleByArn, findUser, principalsOf } from './iam.ts'
import { rcpLevels, scpLevels } from './organization-policies.ts'
import { policyPosition } from './policy-text.ts'
import { readSnapshotFiles, readTrailFiles } from './read-files.ts'
import { redact } from './redact.ts'
import { bucketAccount, bucketPolicy, bucketsOf } from './s3.ts'
import { openSnapshot, type Snapshot } from './snapshot.ts'
import { readTrail } from './trail.ts'

const data = join(process.env.SHARED ?? join(import.meta.dirname, '../../../shared'), 'data')
const isMissing = !existsSync(data)
const title = isMissing ? 'the shared data (absent, skipped: set SHARED to its folder)' : 'the shared data'

const opened = (path: string): Snapshot => {
  const read = readSnapshotFiles(path)
  if (!read.ok) throw new Error(read.problem.en)
  return openSnapshot(read.files)
}

/** What the readers make of a snapshot, without names: redaction has to leave it as it is. */
function summary(snapshot: Snapshot): readonly string[] {
  return snapshot
    .accounts()
    .map((account) => {
      const principals = principalsOf(snapshot, account).map((arn) => {
        const found = arn.includes(':user/') ? findUser(snapshot, arn) : findRoleByArn(snapshot, arn)
        if (found.kind !== 'known') return found.kind
        const { policies, incomplete, boundary } = found.value
        return [policies.length, incomplete.length, boundary.kind, Object.keys(found.value.tags).length].join('/')
      })
      const buckets = bucketsOf(snapshot, account).map((bucket) => bucketPolicy(snapshot, bucket).kind)
      const levels = [scpLevels(snapshot, account), rcpLevels(snapshot, account)].map((fact) => fact.kind)
      return [...principals, ...buckets, ...levels].join(' ')
    })
    .sort()
}

describe.skipIf(isMissing)(title, () => {
  const scenarios = isMissing
    ? []
    : readdirSync(join(data, 'scenarios')).filter((id) => existsSync(join(data, 'scenarios', id, 'snapshot')))

  it('opens every scenario without a problem, finds every principal and places every statement', () => {
    expect(scenarios.length).toBeGreaterThan(0)
    for (const id of scenarios) {
      const snapshot = opened(join(data, 'scenarios', id, 'snapshot'))
      for (const account of snapshot.accounts()) {
        for (const bucket of bucketsOf(snapshot, account)) {
          expect(bucketAccount(snapshot, bucket)).toMatchObject({ kind: 'known', value: account })
        }
        for (const arn of principalsOf(snapshot, account)) {
          const found = arn.includes(':user/') ? findUser(snapshot, arn) : findRoleByArn(snapshot, arn)
          if (found.kind !== 'known') throw new Error(`${id}: ${arn} is ${found.kind}`)
          expect(found.value.incomplete).toEqual([])
          for (const policy of found.value.policies) {
            expect(policyPosition(snapshot, policy, '/Statement')).not.toBeNull()
          }
        }
      }
      expect(snapshot.problems()).toEqual([])
    }
  })

  it('reads the same facts from a redacted snapshot, in which no account id is left', () => {
    for (const id of scenarios) {
      const read = readSnapshotFiles(join(data, 'scenarios', id, 'snapshot'))
      if (!read.ok) throw new Error(read.problem.en)
      const whole = Object.fromEntries(
        read.files.paths().map((path) => [path, JSON.parse(read.files.read(path) || '{}')]),
      )
      const shown = redact(whole)
      const snapshot = openSnapshot(filesOfObject(Object(shown)))
      expect(summary(snapshot)).toEqual(summary(openSnapshot(read.files)))
      for (const account of openSnapshot(read.files).accounts()) expect(JSON.stringify(shown)).not.toContain(account)
    }
  })

  it('reads the account exports', () => {
    const folder = join(data, 'accounts/salesforce__cloudsplaining')
    const largest = opened(join(folder, 'examples/files/example.json'))
    const [account = ''] = largest.accounts()
    expect(principalsOf(largest, account)).toHaveLength(116)
    expect(largest.problems()).toEqual([])
  })

  it('reads every CloudTrail record', () => {
    const read = readTrailFiles(join(data, 'cloudtrail'))
    if (!read.ok) throw new Error(read.problem.en)
    const trail = readTrail(read.files)
    expect(read.files.paths()).toHaveLength(425)
    expect(trail.records).toHaveLength(3731)
    expect(trail.problems).toEqual([])
  })
})
