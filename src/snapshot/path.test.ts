import { describe, expect, it } from 'vitest'
import { keyOf, pathOf, placeOf, rootsOf } from './path.ts'

describe('placeOf', () => {
  it('reads account, Region, service, operation and decoded identifiers', () => {
    expect(placeOf('111122223333/global/s3/HeadObject/reports/in%2Fq1%20a.csv.json')).toEqual({
      account: '111122223333',
      region: 'global',
      service: 's3',
      operation: 'HeadObject',
      identifiers: ['reports', 'in/q1 a.csv'],
    })
  })

  it('keeps an object key together whose slashes were saved as folders', () => {
    expect(placeOf('111122223333/global/s3/HeadObject/reports/in/q1.csv.json')?.identifiers).toEqual([
      'reports',
      'in/q1.csv',
    ])
  })

  it('ignores everything else', () => {
    expect(placeOf('snapshot.json')).toBeNull()
    expect(placeOf('README.md')).toBeNull()
    expect(placeOf('1234/global/s3/ListBuckets.json')).toBeNull()
    expect(placeOf('111122223333/global/s3.json')).toBeNull()
    expect(placeOf(`111122223333/global/s3/HeadObject/b/${'a'.repeat(5000)}.json`)).toBeNull()
  })

  it('leaves an identifier that is not valid URL encoding as it is', () => {
    expect(placeOf('111122223333/global/s3/HeadObject/b/100%.json')?.identifiers).toEqual(['b', '100%'])
  })
})

describe('pathOf', () => {
  it('is read back as the same place', () => {
    const place = {
      account: '111122223333',
      region: 'us-east-1',
      service: 'glue',
      operation: 'GetTable',
      identifiers: ['sales/2026', '100% "new"'],
    }
    expect(pathOf(place)).toBe('111122223333/us-east-1/glue/GetTable/sales%2F2026/100%25%20%22new%22.json')
    expect(placeOf(pathOf(place))).toEqual(place)
  })

  it('never leaves the folder, whatever the identifiers are', () => {
    const place = { account: '111122223333', region: 'global', service: 's3', operation: 'HeadObject' }
    expect(pathOf({ ...place, identifiers: ['..', '../../etc/passwd'] })).toBe(
      '111122223333/global/s3/HeadObject/%2E%2E/..%2F..%2Fetc%2Fpasswd.json',
    )
  })

  it('gives two spellings of one identifier the same key', () => {
    const one = placeOf(
      '111122223333/global/iam/GetPolicyVersion/arn%3aaws%3aiam%3A%3A111122223333%3Apolicy%2FA/v1.json',
    )
    const other = placeOf('111122223333/global/iam/GetPolicyVersion/arn:aws:iam::111122223333:policy/A/v1.json')
    expect(one && keyOf(one)).toBe(other && keyOf(other))
  })
})

describe('rootsOf', () => {
  it('finds the folder around a snapshot', () => {
    expect(rootsOf(['snap/snapshot.json', 'snap/111122223333/global/s3/ListBuckets.json'])).toEqual(['snap/'])
    expect(rootsOf(['snapshot.json'])).toEqual([''])
    expect(rootsOf(['a/b/111122223333/global/s3/ListBuckets.json'])).toEqual(['a/b/'])
  })

  it('finds several snapshots side by side, and none in other folders', () => {
    expect(rootsOf(['b/snapshot.json', 'a/snapshot.json'])).toEqual(['a/', 'b/'])
    expect(rootsOf(['package.json', 'src/index.json', 'mysnapshot.json'])).toEqual([])
  })
})
