import { describe, expect, it } from 'vitest'
import { reports } from '../../test/diagnoses.ts'
import { ioOf } from '../../test/io-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { filesOfObject } from '../snapshot/files.ts'
import type { ExplainOptions } from './options.ts'
import { printAnswer } from './print-answer.ts'

const asked: ExplainOptions = {
  file: null,
  snapshot: null,
  event: null,
  principal: null,
  action: null,
  resource: null,
  context: [],
  expectedPrincipal: null,
  language: 'en',
  format: 'text',
  all: false,
  redact: false,
}

function print(
  diagnoses: readonly Diagnosis[],
  options: Partial<ExplainOptions>,
): { readonly code: number; readonly stdout: string; readonly stderr: string } {
  const { io, written } = ioOf({ stdinIsTerminal: false })
  const files = filesOfObject({ '111122223333/global/s3/GetBucketPolicy/orders.json': { Policy: '{}' } })
  const code = printAnswer(diagnoses, { input: '', files, options: { ...asked, ...options } }, io)
  return { code, ...written }
}

describe('printing an answer', () => {
  it('gives 0 only where every denial is explained for certain', () => {
    const { certain } = reports.nearMiss
    expect(print([reports.nearMiss], {}).code).toBe(certain ? 0 : 1)
    expect(print([reports.nearMiss, reports.bare], {}).code).toBe(1)
  })

  it('prints one object for one denial and an array for several', () => {
    expect(JSON.parse(print([reports.bare], { format: 'json' }).stdout)).toHaveProperty('schemaVersion', 1)
    expect(JSON.parse(print([reports.bare, reports.bare], { format: 'json' }).stdout)).toHaveLength(2)
  })

  it('prints nothing but a sentence on standard error where no fix is verified', () => {
    expect(print([reports.bare], { format: 'applyScript' })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'undeny: No fix is verified, so there is no script to print; the answer without --apply-script says why.\n',
    })
    expect(print([reports.bare], { format: 'applyScript', language: 'ko' }).stderr).toMatch(/^undeny: 검증된/)
  })

  it.each(['text', 'json', 'markdown'] as const)('leaves no account and no bucket in a redacted %s', (format) => {
    const { stdout } = print([reports.nearMiss, reports.scpDeny, reports.otherAccount], { format, redact: true })
    expect(stdout).not.toMatch(/111122223333|444455556666|999999999999|orders/)
    expect(stdout).toContain('s3:GetObject')
    expect(stdout).toContain('100000000001')
  })

  it('keeps the caret of a redacted excerpt under the value that decides', () => {
    const lines = print([reports.nearMiss], { redact: true }).stdout.split('\n')
    const caret = lines.findIndex((line) => line.includes('^^^'))
    const [start, end] = [lines[caret]?.indexOf('^') ?? 0, lines[caret]?.lastIndexOf('^') ?? 0]
    expect(lines[caret - 1]?.slice(start, end + 1)).toMatch(/^"arn:aws:s3:::[a-z]+"$/)
  })
})
