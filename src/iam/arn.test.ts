import { describe, expect, it } from 'vitest'
import { formatArn, parseArn } from './arn.ts'

describe('parseArn', () => {
  it('keeps every colon after the fifth in the resource', () => {
    expect(parseArn('arn:aws:logs:us-east-1:111122223333:log-group:app:*')).toEqual({
      partition: 'aws',
      service: 'logs',
      region: 'us-east-1',
      account: '111122223333',
      resource: 'log-group:app:*',
    })
  })

  it('leaves Region and account empty where the ARN has none', () => {
    expect(parseArn('arn:aws:s3:::reports')).toEqual({
      partition: 'aws',
      service: 's3',
      region: '',
      account: '',
      resource: 'reports',
    })
  })

  it.each(['', '*', 'arn', 'arn:aws', 'arn:aws:s3:::'.slice(0, 12), 'urn:aws:s3:::reports'])(
    'takes %j for no ARN',
    (text) => {
      expect(parseArn(text)).toBeNull()
    },
  )

  it('writes back what it read', () => {
    const text = 'arn:aws-cn:iam::111122223333:role/team/etl'
    const arn = parseArn(text)
    expect(arn === null ? null : formatArn(arn)).toBe(text)
  })
})
