import { describe, expect, it } from 'vitest'
import { filesOfObject } from './files.ts'
import { readTrail } from './trail.ts'

const record = { eventName: 'AssumeRole', requestParameters: { roleArn: 'arn', policy: '{}' } }
const other = { eventName: 'GetObject' }
const within = '/requestParameters/policy'

/** Where the session policy of each record stands, with the pointer of the record. */
function placesIn(text: string): readonly unknown[] {
  const { records } = readTrail(filesOfObject({ 'log.json': text }))
  return records.map(({ place }) => [place.pointer, place.find(within)])
}

describe('the place of a CloudTrail record', () => {
  it('is its index in Records, with the line of a value in the file', () => {
    expect(placesIn(JSON.stringify({ Records: [other, record] }, null, 2))).toEqual([
      ['/Records/0', null],
      ['/Records/1', { line: 10, column: 19 }],
    ])
  })

  it('is its index in a list, and the file itself of a single event', () => {
    expect(placesIn(JSON.stringify([record]))[0]).toEqual(['/0', { line: 1, column: 74 }])
    expect(placesIn(JSON.stringify(record, null, 2))).toEqual([['', { line: 5, column: 15 }]])
  })

  it('is the line of a file with one event a line', () => {
    const lines = [other, record].map((one) => JSON.stringify(one)).join('\n')
    expect(placesIn(lines)).toEqual([
      ['', null],
      ['', { line: 2, column: 73 }],
    ])
  })

  it('is the member of an EventBridge envelope', () => {
    expect(placesIn(JSON.stringify({ detail: record }))).toEqual([['/detail', { line: 1, column: 83 }]])
  })

  it('is the string that holds it in the answer of lookup-events', () => {
    const text = JSON.stringify({ Events: [{ EventId: '1', CloudTrailEvent: JSON.stringify(record) }] }, null, 2)
    expect(placesIn(text)).toEqual([['/Events/0/CloudTrailEvent', { line: 5, column: 26 }]])
  })
})
