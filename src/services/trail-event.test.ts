import { describe, expect, it } from 'vitest'
import type { Json } from '../../test/cause-fixture.ts'
import { asksFor, trailEvents } from './trail-event.ts'

interface Row {
  readonly source: string
  readonly name: string
  readonly parameters: Json
  readonly resources?: readonly Json[]
  readonly more?: Json
}

function asks({ source, name, parameters, resources = [], more = {} }: Row, action: string, resource: string): boolean {
  const record = {
    eventTime: '2026-03-04T10:00:00Z',
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    requestParameters: parameters,
    resources,
    ...more,
  }
  const [event] = trailEvents([{ file: 'trail', record }])
  return event !== undefined && asksFor(event, action, resource)
}

const read = { source: 's3', name: 'GetObject', parameters: { bucketName: 'orders', key: 'a.csv' } }
const copy = {
  source: 's3',
  name: 'CopyObject',
  parameters: { bucketName: 'orders', key: 'a.csv', 'x-amz-copy-source': '/raw/2026%2Fa+b.csv?versionId=3' },
}
const table = { source: 'glue', name: 'GetTable', parameters: { databaseName: 'sales', name: 'orders' } }
const send = {
  source: 'sqs',
  name: 'SendMessage',
  parameters: { queueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/jobs' },
}
const invoke = {
  source: 'lambda',
  name: 'Invoke',
  parameters: { functionName: 'arn:aws:lambda:us-east-1:111122223333:function:jobs' },
}

describe('what a recorded call asked for', () => {
  it.each<[string, Row, string, string]>([
    ['an object', read, 's3:GetObject', 'arn:aws:s3:::orders/a.csv'],
    ['an object in another partition', read, 's3:GetObject', 'arn:aws-cn:s3:::orders/a.csv'],
    [
      'a version of it',
      { ...read, parameters: { ...read.parameters, versionId: '1' } },
      's3:GetObjectVersion',
      'arn:aws:s3:::orders/a.csv',
    ],
    ['what a copy writes', copy, 's3:PutObject', 'arn:aws:s3:::orders/a.csv'],
    ['the version that a copy reads', copy, 's3:GetObjectVersion', 'arn:aws:s3:::raw/2026/a b.csv'],
    ['a table by its database and its name', table, 'glue:GetTable', 'arn:aws:glue:us-east-1:1:table/sales/orders'],
    ['the database of a table', table, 'glue:GetTable', 'arn:aws:glue:us-east-1:1:database/sales'],
    ['a queue by its address', send, 'sqs:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:jobs'],
    ['a function by its ARN', invoke, 'lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:111122223333:function:jobs'],
    [
      'a key that the record lists',
      { source: 'kms', name: 'Decrypt', parameters: {}, resources: [{ ARN: 'arn:aws:kms:us-east-1:1:key/1234' }] },
      'kms:Decrypt',
      'arn:aws:kms:us-east-1:1:key/1234',
    ],
    [
      'a role by its name without the path',
      { source: 'iam', name: 'GetRole', parameters: { roleName: 'etl' } },
      'iam:GetRole',
      'arn:aws:iam::111122223333:role/jobs/etl',
    ],
  ])('is %s', (_, row, action, resource) => {
    expect(asks(row, action, resource)).toBe(true)
  })

  it.each<[string, Row, string, string]>([
    ['another object', read, 's3:GetObject', 'arn:aws:s3:::orders/b.csv'],
    ['an object of the same name in another bucket', read, 's3:GetObject', 'arn:aws:s3:::raw/a.csv'],
    ['the current version where it names one', copy, 's3:GetObject', 'arn:aws:s3:::raw/2026/a b.csv'],
    [
      'the action of the current version where it names another',
      { ...read, parameters: { ...read.parameters, versionId: '1' } },
      's3:GetObject',
      'arn:aws:s3:::orders/a.csv',
    ],
    ['a read of what a copy writes', copy, 's3:GetObjectVersion', 'arn:aws:s3:::orders/a.csv'],
    ['a write of what a copy reads', copy, 's3:PutObject', 'arn:aws:s3:::raw/2026/a b.csv'],
    [
      'a table of the same name in another database',
      table,
      'glue:GetTable',
      'arn:aws:glue:us-east-1:1:table/hr/orders',
    ],
    [
      'a table of the same name in the catalog of another account',
      { ...table, parameters: { ...table.parameters, catalogId: '444455556666' } },
      'glue:GetTable',
      'arn:aws:glue:us-east-1:111122223333:table/sales/orders',
    ],
    [
      'a table of the same name in another account',
      { ...table, more: { recipientAccountId: '444455556666' } },
      'glue:GetTable',
      'arn:aws:glue:us-east-1:111122223333:table/sales/orders',
    ],
    [
      'a table of the same name in another Region',
      { ...table, more: { awsRegion: 'eu-west-1' } },
      'glue:GetTable',
      'arn:aws:glue:us-east-1:111122223333:table/sales/orders',
    ],
    ['a queue of the same name in another account', send, 'sqs:SendMessage', 'arn:aws:sqs:us-east-1:444455556666:jobs'],
    [
      'a function of the same name in another account',
      invoke,
      'lambda:InvokeFunction',
      'arn:aws:lambda:us-east-1:444455556666:function:jobs',
    ],
  ])('is not %s', (_, row, action, resource) => {
    expect(asks(row, action, resource)).toBe(false)
  })
})
