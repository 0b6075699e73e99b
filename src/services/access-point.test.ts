import { describe, expect, it } from 'vitest'
import { accessPoint, pointArn, throughPoint } from '../../test/s3-fixture.ts'
import { filesOfObject } from '../snapshot/files.ts'
import { openSnapshot } from '../snapshot/snapshot.ts'
import { accessPointKeys, accessPointPath } from './access-point.ts'

const snapshot = openSnapshot(filesOfObject(accessPoint({ policy: null })))

describe('the way through an access point', () => {
  it.each([
    ['an object by ARN', throughPoint, throughPoint, 'arn:aws:s3:::reports/q1.csv'],
    ['the access point by ARN', pointArn, pointArn, 'arn:aws:s3:::reports'],
    ['an object by alias', 'arn:aws:s3:::team-abcdefgh-s3alias/q1.csv', throughPoint, 'arn:aws:s3:::reports/q1.csv'],
    ['the access point by alias', 'arn:aws:s3:::team-abcdefgh-s3alias', pointArn, 'arn:aws:s3:::reports'],
  ])('is found for %s', (_, asked, resource, bucketResource) => {
    expect(accessPointPath(asked, snapshot)).toMatchObject({ resource, bucketResource, arn: pointArn })
  })

  it.each(['arn:aws:s3:::reports/q1.csv', 'arn:aws:s3:::s3alias-reports', 'arn:aws:sqs:us-east-1:444455556666:team'])(
    'is none for %s',
    (resource) => {
      expect(accessPointPath(resource, snapshot)).toBe(null)
    },
  )

  it('leaves the bucket open where the access point was not read', () => {
    const path = accessPointPath(throughPoint.replace('team', 'other'), snapshot)
    expect(path).toMatchObject({ bucketResource: null, bucketAccount: null, accessPoint: { kind: 'unknown' } })
    expect(accessPointKeys(path).get('s3:accesspointnetworkorigin')).toBe('unknown')
  })

  it('gives no keys to a request that goes to the bucket itself', () => {
    expect([...accessPointKeys(null)]).toEqual([])
  })
})
