import { describe, expect, it } from 'vitest'
import { isDirectoryBucket, regionOfDirectoryBucket } from './directory-bucket.ts'

describe('the name of a directory bucket', () => {
  it.each([
    ['lab--usw2-az1--x-s3', 'us-west-2'],
    ['lab--use1-az4--x-s3', 'us-east-1'],
    ['lab--apne1-az4--x-s3', 'ap-northeast-1'],
    ['lab--aps1-az3--x-s3', 'ap-south-1'],
    ['lab--eun1-az1--x-s3', 'eu-north-1'],
    ['lab--euc1-az2--x-s3', 'eu-central-1'],
    ['lab--usgw1-az1--x-s3', 'us-gov-west-1'],
    ['two--parts--use1-dfw2-az1--x-s3', 'us-east-1'],
  ])('%s lies in %s', (name, region) => {
    expect(isDirectoryBucket(name)).toBe(true)
    expect(regionOfDirectoryBucket(name)).toBe(region)
  })

  it('tells no Region of a zone that it does not know', () => {
    expect(isDirectoryBucket('lab--moon-az1--x-s3')).toBe(true)
    expect(regionOfDirectoryBucket('lab--moon-az1--x-s3')).toBeNull()
  })

  it.each(['lab', 'lab--usw2-az1', 'lab-usw2-az1--x-s3', 'lab--x-s3', 'lab--usw2-az1--xa-s3', 'reports.x-s3'])(
    '%s is none',
    (name) => {
      expect(isDirectoryBucket(name)).toBe(false)
      expect(regionOfDirectoryBucket(name)).toBeNull()
    },
  )
})
