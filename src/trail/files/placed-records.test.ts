import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withPlaces } from './placed-records.ts'

let folder = ''
const maker = { eventName: 'AssumeRole', eventSource: 'sts.amazonaws.com', requestParameters: { policy: '{}' } }
const other = { eventName: 'PutRolePolicy', eventSource: 'iam.amazonaws.com', requestParameters: { policy: '{}' } }

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'undeny-places-'))
  mkdirSync(join(folder, 'day'))
  writeFileSync(join(folder, 'day/one.json'), JSON.stringify({ Records: [other, maker] }, null, 2))
  writeFileSync(join(folder, 'day/two.json.gz'), gzipSync(JSON.stringify([maker])))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** File, pointer and line of the policy. */
function placeOf(record: unknown, file: string, paths: readonly string[]): unknown {
  const [one] = withPlaces([{ record, file }], paths)
  return [one?.file, one?.place?.pointer, one?.place?.find('/requestParameters/policy')?.line]
}

describe('the place of a found record', () => {
  it('is told of a call that made a session: its file, its pointer and the line of its policy', () => {
    expect(placeOf(maker, join(folder, 'day/one.json'), [folder])).toEqual(['day/one.json', '/Records/1', 14])
    expect(placeOf(maker, join(folder, 'day/two.json.gz'), [`${folder}/`])).toEqual(['day/two.json.gz', '/0', 1])
  })

  it('is its file alone for any other record, and for one that is not there any more', () => {
    expect(placeOf(other, join(folder, 'day/one.json'), [folder])).toEqual(['day/one.json', undefined, undefined])
    expect(placeOf(maker, join(folder, 'gone.json'), [folder])).toEqual(['gone.json', undefined, undefined])
    expect(placeOf({ ...maker, eventID: 'x' }, join(folder, 'day/one.json'), [folder])).toEqual([
      'day/one.json',
      undefined,
      undefined,
    ])
  })

  it.each([
    ['logs/a.json', ['logs'], 'a.json'],
    ['logs/a.json', ['./logs/'], 'a.json'],
    ['day/a.json', ['.'], 'day/a.json'],
    ['../logs/a.json', ['.', '../logs'], 'a.json'],
    ['logs/a.json', ['logs/a.json'], 'a.json'],
    ['logs-old/a.json', ['logs'], 'logs-old/a.json'],
    ['s3://logs/a.json', ['logs'], 's3://logs/a.json'],
    ['lookup:us-east-1', ['.'], 'lookup:us-east-1'],
  ])('is named from the folder that was searched: %s in %j', (file, paths, name) => {
    expect(withPlaces([{ record: other, file }], paths)[0]?.file).toBe(name)
  })
})
