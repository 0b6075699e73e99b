import { describe, expect, it } from 'vitest'
import type { TrailRow } from '../trail/row.ts'
import { csvPrinter, jsonPrinter, tablePrinter } from './trail-table.ts'

const row: TrailRow = {
  time: '2026-03-02T10:15:30Z',
  identityArn: 'arn:aws:iam::111122223333:user/mina',
  eventId: '5f0c7a3e',
  service: 's3.amazonaws.com',
  action: 'GetObject',
  error: 'AccessDenied',
  message: 'Access Denied',
  from: 'a.json.gz',
}

describe('tablePrinter', () => {
  it('prints the heading once and keeps the columns under each other', () => {
    const table = tablePrinter('en')
    const long = { ...row, action: 'ListBucketIntelligentTieringConfigurations', message: null }
    expect(table.rows([row, { ...row, action: 'Get' }]) + table.rows([long]) + table.end()).toMatchInlineSnapshot(`
      "Time                  Identity ARN                         Event ID  Service           Action     Error         Message
      2026-03-02T10:15:30Z  arn:aws:iam::111122223333:user/mina  5f0c7a3e  s3.amazonaws.com  GetObject  AccessDenied  Access Denied
      2026-03-02T10:15:30Z  arn:aws:iam::111122223333:user/mina  5f0c7a3e  s3.amazonaws.com  Get        AccessDenied  Access Denied
      2026-03-02T10:15:30Z  arn:aws:iam::111122223333:user/mina  5f0c7a3e  s3.amazonaws.com  ListBucketIntelligentTieringConfigurations  AccessDenied
      "
    `)
  })

  it('takes any number of rows at once', () => {
    const printed = tablePrinter('en').rows(Array<TrailRow>(200_000).fill(row))
    expect(printed.split('\n').length).toBe(200_002)
  })

  it('counts a Korean character as two columns', () => {
    const [heading, line] = tablePrinter('ko')
      .rows([{ ...row, action: '작업' }])
      .split('\n')
    expect(heading).toContain('작업')
    expect(line).toContain('작업  AccessDenied')
  })

  it('makes control characters of a record visible', () => {
    expect(tablePrinter('en').rows([{ ...row, message: 'a\u001b[31m\nb' }])).toContain('a\\u{1b}[31m\\u{a}b')
  })
})

describe('csvPrinter', () => {
  it('prints the heading even where there is no row', () => {
    expect(csvPrinter().end()).toBe('Time,Identity ARN,Event ID,Service,Action,Error,Message\r\n')
    const csv = csvPrinter()
    expect((csv.rows([row]) + csv.end()).split('\r\n')).toHaveLength(3)
  })

  it('makes no formula of a record', () => {
    expect(csvPrinter().rows([{ ...row, message: '=1+1' }])).toContain(",'=1+1\r\n")
  })
})

describe('jsonPrinter', () => {
  it('prints one array, whatever the batches', () => {
    const json = jsonPrinter(false)
    expect(JSON.parse(json.rows([row]) + json.rows([]) + json.rows([row, row]) + json.end())).toEqual([row, row, row])
    expect(JSON.parse(jsonPrinter(false).end())).toEqual([])
  })

  it('prints an object a line where the rows have no end', () => {
    const json = jsonPrinter(true)
    const lines = (json.rows([row, row]) + json.end()).trimEnd().split('\n')
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([row, row])
  })
})
