import { describe, expect, it } from 'vitest'
import { allow, alone, bucket, explain, type Files, iam, policy, readerSession } from '../../test/cause-fixture.ts'
import type { Diagnosis } from './diagnosis.ts'
import { withRuledOut } from './ruled-out.ts'

const resource = 'arn:aws:s3:::smoke-reports/q1.csv'
const own = iam({ mina: policy(allow('s3:PutObject', '*')), reader: policy(allow('s3:PutObject', '*')) })
const store = bucket('smoke-reports', null)

function ruledOut(diagnosis: Diagnosis): readonly string[] {
  return withRuledOut(diagnosis)
    .causes.filter((cause) => cause.status === 'ruledOut')
    .map((cause) => cause.name)
}

function denied(files: Files, principal?: string): Diagnosis {
  return explain({ action: 's3:GetObject', resource, files, ...(principal === undefined ? {} : { principal }) })
}

describe('withRuledOut', () => {
  it('rules out what the recorded policies settle, and never what was proved', () => {
    const names = ruledOut(denied({ ...own, ...alone(), ...store }))
    expect(names).toContain('scp-explicit-deny')
    expect(names).toContain('resource-explicit-deny')
    expect(names).not.toContain('identity-no-allow')
  })

  it('rules out nothing of a layer that was not read', () => {
    const names = ruledOut(denied({ ...own, ...store }))
    expect(names).not.toContain('scp-explicit-deny')
    expect(names).not.toContain('scp-no-allow')
  })

  it('rules out nothing that was only assumed away, as a session policy', () => {
    const names = ruledOut(denied({ ...own, ...alone(), ...store }, readerSession))
    expect(names).not.toContain('session-no-allow')
    expect(names).not.toContain('session-explicit-deny')
  })

  it('rules out nothing without a snapshot', () => {
    expect(ruledOut({ ...denied({ ...own, ...alone(), ...store }), hasSnapshot: false })).toEqual([])
  })
})
