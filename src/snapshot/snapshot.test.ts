import { describe, expect, it } from 'vitest'
import { said } from '../../test/phrase-fixture.ts'
import { filesOfObject } from './files.ts'
import { knownOperations } from './operations.ts'
import { openSnapshot } from './snapshot.ts'

const refused = { error: { code: 'AccessDenied', message: 'Access Denied', httpStatus: 403 } }
const error = (code: string | number) => ({ error: { code, message: '' } })

const snapshotOf = (files: Readonly<Record<string, unknown>>) => openSnapshot(filesOfObject(files))

describe('answer', () => {
  const a = '111122223333'

  it('is known, absent, refused or not collected', () => {
    const snapshot = snapshotOf({
      '111122223333/global/s3/GetBucketPolicy/one.json': { Policy: '{}' },
      '111122223333/global/s3/GetBucketPolicy/two.json': error('NoSuchBucketPolicy'),
      '111122223333/global/s3/GetBucketPolicy/three.json': refused,
    })
    const kindOf = (bucket: string) => snapshot.answer(a, 'global', 's3', 'GetBucketPolicy', bucket)
    expect(kindOf('one')).toEqual({
      kind: 'known',
      value: { Policy: '{}' },
      source: { file: '111122223333/global/s3/GetBucketPolicy/one.json', pointer: '' },
    })
    expect(kindOf('two')).toMatchObject({ kind: 'absent', source: { pointer: '/error' } })
    expect(kindOf('three')).toMatchObject({ kind: 'unknown', missing: { reason: 'refused' } })
    expect(kindOf('four')).toMatchObject({
      kind: 'unknown',
      missing: { reason: 'notCollected', command: 'aws s3api get-bucket-policy --bucket four' },
    })
    expect(snapshot.problems()).toEqual([])
  })

  it('reads a file of zero bytes as an empty answer', () => {
    const snapshot = snapshotOf({ '111122223333/global/s3/GetBucketVersioning/b.json': '' })
    expect(snapshot.answer(a, 'global', 's3', 'GetBucketVersioning', 'b')).toMatchObject({ kind: 'known', value: {} })
  })

  it('takes a number or the HTTP status for the code', () => {
    const snapshot = snapshotOf({
      '111122223333/global/s3/HeadObject/b/one.json': error(404),
      '111122223333/global/s3/HeadObject/b/two.json': { error: { httpStatus: 404 } },
      '111122223333/global/s3/HeadObject/b/three.json': error('403'),
    })
    expect(snapshot.answer(a, 'global', 's3', 'HeadObject', 'b', 'one').kind).toBe('absent')
    expect(snapshot.answer(a, 'global', 's3', 'HeadObject', 'b', 'two').kind).toBe('absent')
    expect(snapshot.answer(a, 'global', 's3', 'HeadObject', 'b', 'three').kind).toBe('unknown')
  })

  it('finds an identifier however it was encoded', () => {
    const snapshot = snapshotOf({ '111122223333/global/s3/HeadObject/b/in%2fa(1).csv.json': { ETag: 'e' } })
    expect(snapshot.answer(a, 'global', 's3', 'HeadObject', 'b', 'in/a(1).csv').kind).toBe('known')
  })

  it('finds a global answer that was saved under a Region, and no regional one that was saved under another', () => {
    const snapshot = snapshotOf({
      '111122223333/us-east-1/s3control/GetPublicAccessBlock.json': { PublicAccessBlockConfiguration: {} },
      '111122223333/us-east-1/kms/ListKeys.json': { Keys: [] },
    })
    expect(snapshot.answer(a, 'global', 's3control', 'GetPublicAccessBlock').kind).toBe('known')
    expect(snapshot.answer(a, 'eu-west-1', 'kms', 'ListKeys').kind).toBe('unknown')
  })
})

describe('a malformed file', () => {
  it('is named with line, column and JSON path, and the rest still counts', () => {
    const snapshot = snapshotOf({
      '111122223333/global/s3/ListBuckets.json':
        '{\n  "Buckets": [\n    { "Name": "one" }\n    { "Name": "two" }\n  ]\n}',
      '111122223333/global/sts/GetCallerIdentity.json': { Account: '111122223333' },
    })
    const fact = snapshot.answer('111122223333', 'global', 's3', 'ListBuckets')
    expect(fact).toMatchObject({ kind: 'unknown', missing: { reason: 'malformed' } })
    expect(snapshot.problems()).toEqual([
      {
        file: '111122223333/global/s3/ListBuckets.json',
        line: 4,
        column: 5,
        pointer: '/Buckets/0',
        message: said('The text is not valid JSON: a comma or `]` is expected.'),
      },
    ])
    expect(snapshot.answer('111122223333', 'global', 'sts', 'GetCallerIdentity').kind).toBe('known')
  })

  it('may be cut short, a bare word, a list, or nested a million levels deep', () => {
    const files = [
      '{"Keys": [',
      'null',
      '[]',
      '['.repeat(1_000_000),
      '{"a": "\n"}',
      '{"a": 01}',
      "{'a': 1}",
      '{"a":1}}',
    ]
    const named = Object.fromEntries(files.map((text, at) => [`111122223333/global/kms/DescribeKey/${at}.json`, text]))
    const snapshot = snapshotOf(named)
    for (const at of files.keys()) {
      const fact = snapshot.answer('111122223333', 'global', 'kms', 'DescribeKey', String(at))
      expect(fact).toMatchObject({ kind: 'unknown', missing: { reason: 'malformed' } })
    }
    expect(snapshot.problems().map((problem) => problem.message)).toEqual(
      [
        'The text is not valid JSON: it ends too early.',
        'The answer is not a JSON object.',
        'The answer is not a JSON object.',
        'The text is not valid JSON: it ends too early.',
        'The text is not valid JSON: a control character in a string is not escaped.',
        'The text is not valid JSON: a value is expected.',
        'The text is not valid JSON: a member name in double quotes is expected.',
        'The text is not valid JSON: more text follows its end.',
      ].map(said),
    )
  })
})

describe('EntityNotFoundException of the Data Catalog', () => {
  const byDefault = [{ Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] }]
  const settings = (defaults: unknown) => ({
    DataLakeSettings: { CreateDatabaseDefaultPermissions: defaults, CreateTableDefaultPermissions: defaults },
  })
  const tableKind = (files: Readonly<Record<string, unknown>>) =>
    snapshotOf({
      '111122223333/us-east-1/glue/GetTable/sales/orders.json': error('EntityNotFoundException'),
      ...files,
    }).answer('111122223333', 'us-east-1', 'glue', 'GetTable', 'sales', 'orders').kind

  it('proves absence where Lake Formation leaves the catalog to IAM', () => {
    const files = { '111122223333/us-east-1/lakeformation/GetDataLakeSettings.json': settings(byDefault) }
    expect(tableKind(files)).toBe('absent')
  })

  it('proves nothing where Lake Formation governs, or where it is not known whether it does', () => {
    expect(tableKind({})).toBe('unknown')
    expect(tableKind({ '111122223333/us-east-1/lakeformation/GetDataLakeSettings.json': settings([]) })).toBe('unknown')
    expect(tableKind({ '111122223333/us-east-1/lakeformation/GetDataLakeSettings.json': refused })).toBe('unknown')
  })

  it('proves nothing about a database whose grants name no IAM_ALLOWED_PRINCIPALS', () => {
    const grant = {
      Principal: { DataLakePrincipalIdentifier: 'arn:aws:iam::111122223333:role/analyst' },
      Resource: { Database: { Name: 'sales' } },
    }
    const files = {
      '111122223333/us-east-1/lakeformation/GetDataLakeSettings.json': settings(byDefault),
      '111122223333/us-east-1/lakeformation/ListPermissions.json': { PrincipalResourcePermissions: [grant] },
    }
    expect(tableKind(files)).toBe('unknown')
  })

  it('proves absence of a Glue job run, which Lake Formation does not govern', () => {
    const file = '111122223333/us-east-1/glue/GetJobRun/etl/jr_1.json'
    const snapshot = snapshotOf({ [file]: error('EntityNotFoundException') })
    expect(snapshot.answer('111122223333', 'us-east-1', 'glue', 'GetJobRun', 'etl', 'jr_1').kind).toBe('absent')
  })
})

describe('find', () => {
  it('gives every recorded answer with its account and Region', () => {
    const snapshot = snapshotOf({
      '111122223333/us-east-1/kms/DescribeKey/1234abcd.json': { KeyMetadata: {} },
      '444455556666/eu-west-1/kms/DescribeKey/1234abcd.json': refused,
      '444455556666/eu-west-1/kms/DescribeKey/other.json': {},
    })
    expect(snapshot.find('kms', 'DescribeKey', '1234abcd')).toMatchObject([
      { account: '111122223333', region: 'us-east-1', fact: { kind: 'known' }, errorCode: null },
      { account: '444455556666', region: 'eu-west-1', fact: { kind: 'unknown' }, errorCode: 'AccessDenied' },
    ])
    expect(snapshot.find('kms', 'DescribeKey')).toHaveLength(3)
    expect(snapshot.find('kms', 'ListKeys')).toEqual([])
    expect(snapshot.accounts()).toEqual(['111122223333', '444455556666'])
  })

  it('reads nothing until it is asked', () => {
    const asked: string[] = []
    const snapshot = openSnapshot({
      paths: () => ['111122223333/global/s3/ListBuckets.json', '111122223333/global/sts/GetCallerIdentity.json'],
      read: (path) => {
        asked.push(path)
        return '{"Buckets":[]}'
      },
    })
    snapshot.accounts()
    expect(asked).toEqual([])
    snapshot.answer('111122223333', 'global', 's3', 'ListBuckets')
    snapshot.answer('111122223333', 'global', 's3', 'ListBuckets')
    expect(asked).toEqual(['111122223333/global/s3/ListBuckets.json'])
  })

  const empty = [
    'lakeformation GetResourceLFTags',
    's3 GetBucketVersioning',
    's3 ListObjectVersions',
    's3 ListObjectsV2',
    'sqs GetQueueAttributes',
  ]

  it.each(knownOperations())('takes an empty file of %s for known only where AWS answers with nothing', (name) => {
    const [service = '', operation = ''] = name.split(' ')
    const file = `111122223333/us-east-1/${service}/${operation}/one/two.json`
    const snapshot = snapshotOf({ [file]: '' })
    const answer = snapshot.answer('111122223333', 'us-east-1', service, operation, 'one', 'two')
    expect(answer.kind).toBe(empty.includes(name) ? 'known' : 'unknown')
    expect(snapshot.problems().map((problem) => problem.file)).toEqual(empty.includes(name) ? [] : [file])
  })

  it('says nothing of an empty answer of an operation that it does not know', () => {
    const snapshot = snapshotOf({ '111122223333/us-east-1/dynamodb/GetResourcePolicy/t.json': '' })
    expect(snapshot.answer('111122223333', 'us-east-1', 'dynamodb', 'GetResourcePolicy', 't').kind).toBe('known')
  })

  it.each(['', '{}'])('proves nothing by %j where AWS never answers with nothing', (text) => {
    const file = '111122223333/us-east-1/lakeformation/ListPermissions.json'
    const snapshot = snapshotOf({
      [file]: text,
      '111122223333/global/s3/GetBucketVersioning/doc-example.json': text,
    })
    expect(snapshot.answer('111122223333', 'us-east-1', 'lakeformation', 'ListPermissions')).toMatchObject({
      kind: 'unknown',
      missing: { reason: 'malformed' },
    })
    expect(snapshot.problems()).toMatchObject([
      {
        file,
        message: said('AWS never answers ListPermissions with nothing; the command that recorded it may have failed.'),
      },
    ])
    expect(snapshot.answer('111122223333', 'global', 's3', 'GetBucketVersioning', 'doc-example').kind).toBe('known')
  })
})
