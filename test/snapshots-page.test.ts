import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openSnapshot } from '../src/snapshot/snapshot.ts'

interface Recording {
  /** Path with its variables filled in. */
  readonly path: string
  readonly service: string
  readonly command: string
}

const values: Readonly<Record<string, string>> = {
  account: '111122223333',
  in_s3: '111122223333/global/s3',
  in_tables: '111122223333/eu-west-1/s3tables',
  in_kms: '111122223333/eu-west-1/kms',
  in_organization: '111122223333/global/organizations',
  in_region: '111122223333/eu-west-1',
}

/** Every `record PATH aws …` of the page. */
function recordings(): readonly Recording[] {
  const page = readFileSync('docs/snapshots.md', 'utf8').replaceAll('$(encode "$key")', 'key')
  return [...page.matchAll(/record "([^"]+)" (?:\\\s+)?aws ([a-z0-9]+) ([a-z0-9-]+)/g)].map(
    ([, path = '', service = '', command = '']) => ({
      path: path.replaceAll(/\$(\w+)/g, (_, name: string) => values[name] ?? name),
      service: service === 's3api' ? 's3' : service,
      command,
    }),
  )
}

/** The API spells `LF` in capitals. */
function pascal(command: string): string {
  return command.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()).replace('LfTag', 'LFTag')
}

describe('the page on snapshots', () => {
  it('has commands for everyone to paste', () => {
    expect(recordings().length).toBeGreaterThan(30)
  })

  it.each(recordings())('saves $service $command where it is looked for', ({ path, service, command }) => {
    const [account, region, folder, operation] = path.split('/')
    expect(account).toBe('111122223333')
    expect(region).toMatch(/^(global|eu-west-1)$/)
    expect(folder).toBe(service)
    expect(operation).toBe(pascal(command))
  })

  it('shows an error in the form that is read as known to be absent', () => {
    const page = readFileSync('docs/snapshots.md', 'utf8')
    const [, json = ''] = /```json\n(.*)\n```/.exec(page) ?? []
    const path = '111122223333/global/s3/GetBucketPolicy/doc-example-bucket.json'
    const snapshot = openSnapshot({ paths: () => [path], read: () => json })
    const answer = snapshot.answer('111122223333', 'global', 's3', 'GetBucketPolicy', 'doc-example-bucket')
    expect(answer.kind).toBe('absent')
  })
})
