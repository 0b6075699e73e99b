import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyScript } from '../src/report/apply-script.ts'
import { diagnoses, reports } from './diagnoses.ts'

const hasShell = spawnSync('sh', ['-c', 'mktemp --version >/dev/null 2>&1; exit 0']).status === 0

describe.skipIf(!hasShell)('an apply script that a shell runs', () => {
  let folder = ''

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'undeny-script-'))
    // Stands in for the AWS CLI: it writes down its arguments and the documents that they name.
    const stub =
      '#!/bin/sh\nfor a in "$@"; do printf "%s\\n" "$a"; case $a in file://*) cat "${a#file://}";; esac; done >>"$LOG"\n'
    writeFileSync(join(folder, 'aws'), stub)
    chmodSync(join(folder, 'aws'), 0o755)
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function run(script: string): { readonly status: number | null; readonly log: string; readonly output: string } {
    const log = join(folder, 'log')
    writeFileSync(log, '')
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH ?? ''}`, LOG: log }
    const { status, stdout, stderr } = spawnSync('sh', { input: script, env, encoding: 'utf8', cwd: folder })
    return { status, log: readFileSync(log, 'utf8'), output: `${stdout}${stderr}` }
  }

  it('passes the whole new document to the AWS CLI', () => {
    const { status, log } = run(applyScript([reports.nearMiss], 'en') ?? '')
    expect(status).toBe(0)
    expect(log.split('\n').slice(0, 7)).toEqual([
      'iam',
      'put-user-policy',
      '--user-name',
      'mina',
      '--policy-name',
      'own',
      '--policy-document',
    ])
    expect(JSON.parse(log.slice(log.indexOf('{')))).toEqual(reports.nearMiss.fixes[0]?.edits[0]?.document)
  })

  it('passes hostile text as data, character by character', () => {
    const { status, log, output } = run(applyScript([reports.hostile], 'en') ?? '')
    expect({ status, output }).toEqual({ status: 0, output: '' })
    expect(JSON.parse(log.slice(log.indexOf('{')))).toEqual(reports.hostile.fixes[0]?.edits[0]?.document)
  })

  it.each(Object.keys(diagnoses))('runs without a word of its own for %s', (name) => {
    const diagnosis = diagnoses[name]
    const script = diagnosis === undefined ? null : applyScript([diagnosis], 'ko')
    if (script !== null) expect(run(script)).toMatchObject({ status: 0, output: '' })
  })

  it('holds one section for each denial', () => {
    const script = applyScript([reports.nearMiss, reports.bare, reports.scpDeny], 'en') ?? ''
    expect(script.match(/^set -eu$/gm)).toHaveLength(1)
    expect(script.match(/^# The first fix, verified/gm)).toHaveLength(2)
  })
})
