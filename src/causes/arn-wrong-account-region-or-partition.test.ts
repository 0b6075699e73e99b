import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  deny,
  type Entities,
  evidenceOf,
  explain,
  type Files,
  firstFix,
  iam,
  markedBy,
  policy,
  told,
  unchangeableDeny,
} from '../../test/cause-fixture.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'

const name = 'arn-wrong-account-region-or-partition'
const orders = 'arn:aws:sqs:us-east-1:111122223333:orders'

const noQueuePolicy: Files = {
  '111122223333/us-east-1/sqs/GetQueueAttributes/orders.json': { Attributes: { QueueArn: orders } },
}

function sendMessage(entities: Entities): Diagnosis {
  return explain({
    action: 'sqs:SendMessage',
    resource: orders,
    files: { ...iam(entities), ...alone(), ...noQueuePolicy },
  })
}

describe(name, () => {
  it.each([
    ['Region', 'arn:aws:sqs:us-east-2:111122223333:orders'],
    ['account', 'arn:aws:sqs:us-east-1:444455556666:orders'],
    ['partition', 'arn:aws-us-gov:sqs:us-east-1:111122223333:orders'],
    ['Region, with a wildcard in the name', 'arn:aws:sqs:eu-west-1:111122223333:ord*'],
  ])('fires where only the %s differs', (_, listed) => {
    const diagnosis = sendMessage({ mina: policy(allow('sqs:SendMessage', listed)) })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ listed, resource: orders }])
    expect(markedBy(diagnosis, name)).toBe(`"${listed}"`)
  })

  it('fires for a Region in the ARN of a bucket, which has none', () => {
    const files = {
      ...iam({ mina: policy(allow('s3:GetObject', 'arn:aws:s3:us-east-1::smoke-reports/*')) }),
      ...alone(),
      ...bucket('smoke-reports', null),
    }
    const diagnosis = explain({ action: 's3:GetObject', resource: 'arn:aws:s3:::smoke-reports/q1.csv', files })
    expect(told(diagnosis)).toEqual([name])
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ mended: 'arn:aws:s3:::smoke-reports/*' }])
  })

  it('replaces the one segment', () => {
    const listed = 'arn:aws:sqs:us-east-2:111122223333:ord*'
    expect(firstFix(sendMessage({ mina: policy(allow('sqs:SendMessage', listed)) }))).toMatchObject({
      verified: true,
      edits: [{ kind: 'replaceResource', from: listed, resource: 'arn:aws:sqs:us-east-1:111122223333:ord*' }],
    })
  })

  it.each([
    ['an ARN with two other segments', allow('sqs:SendMessage', 'arn:aws:sqs:us-east-2:444455556666:orders')],
    ['a queue whose name begins alike', allow('sqs:SendMessage', 'arn:aws:sqs:us-east-2:111122223333:orders-dlq')],
    ['a topic of the same name', allow('sqs:SendMessage', 'arn:aws:sns:us-east-1:111122223333:orders')],
    ['another action', allow('sqs:ReceiveMessage', 'arn:aws:sqs:us-east-2:111122223333:orders')],
    ['a Deny', deny('sqs:SendMessage', 'arn:aws:sqs:us-east-2:111122223333:orders')],
  ])('is silent for %s', (_, statement) => {
    expect(told(sendMessage({ mina: policy(statement) }))).not.toContain(name)
  })

  it('offers no verified fix while a boundary that nobody can edit denies', () => {
    const statement = allow('sqs:SendMessage', 'arn:aws:sqs:us-east-2:111122223333:orders')
    const diagnosis = sendMessage({ mina: policy(statement), fixedBoundary: unchangeableDeny })
    expect(told(diagnosis)).toEqual([name, 'boundary-explicit-deny'])
    expect(firstFix(diagnosis)).toMatchObject({ verified: false, left: ['boundary'] })
  })
})
