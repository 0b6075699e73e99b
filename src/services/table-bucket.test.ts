import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  deny,
  elsewhere,
  type Files,
  home,
  iam,
  type Json,
  mina,
  policy,
  to,
  told,
} from '../../test/cause-fixture.ts'
import { explainS3, explainText } from '../../test/s3-fixture.ts'

const id = '4c3f1a52-7b60-4c9d-9d52-1f0a2b3c4d5e'
const bucketIn = (account: string): string => `arn:aws:s3tables:us-west-2:${account}:bucket/lake`
const tableIn = (account: string): string => `${bucketIn(account)}/table/${id}`
const warehouse = '8e2f90c1-4d3a-4f5b-k2v9c7m1x0z8q6w4--table-s3'
const none: Json = { error: { code: 'NotFoundException', message: 'The specified policy does not exist.' } }

interface Recorded {
  readonly account?: string
  readonly ofTable?: Json | null
  readonly ofBucket?: Json | null
}

/** Table `sales.orders` with its policy and that of its table bucket; null for none, left out where not recorded. */
function orders({ account = home, ofTable, ofBucket }: Recorded): Files {
  const at = `${account}/us-west-2/s3tables`
  const bucket = encodeURIComponent(bucketIn(account))
  const answer = (document: Json | null): Json =>
    document === null ? none : { resourcePolicy: JSON.stringify(document) }
  return {
    [`${at}/GetTable/${bucket}/sales/orders.json`]: {
      name: 'orders',
      namespace: ['sales'],
      tableARN: tableIn(account),
      warehouseLocation: `s3://${warehouse}`,
    },
    ...(ofTable === undefined ? {} : { [`${at}/GetTablePolicy/${bucket}/sales/orders.json`]: answer(ofTable) }),
    ...(ofBucket === undefined ? {} : { [`${at}/GetTableBucketPolicy/${bucket}.json`]: answer(ofBucket) }),
  }
}

const who = (...own: readonly Json[]): Files => ({ ...iam({ mina: policy(...own) }), ...alone(), ...alone(elsewhere) })
const read = { action: 's3tables:GetTableData', resource: tableIn(home) } as const
const bare = { ofTable: null, ofBucket: null } as const

describe('a call on the data of a table', () => {
  it('is granted by an identity-based policy', () => {
    const files = { ...who(allow('s3tables:GetTableData', `${bucketIn(home)}/*`)), ...orders(bare) }
    expect(explainS3({ ...read, files }).verdict.possible).toEqual(['allowed'])
  })

  it.each<[string, Recorded]>([
    ['of the table', { ofTable: policy(allow('s3tables:GetTableData', tableIn(home), to(mina))), ofBucket: null }],
    ['of the table bucket', { ofTable: null, ofBucket: policy(allow('s3tables:*', `${bucketIn(home)}/*`, to(mina))) }],
  ])('is granted by the policy %s', (_, recorded) => {
    expect(explainS3({ ...read, files: { ...who(), ...orders(recorded) } }).verdict.possible).toEqual(['allowed'])
  })

  it.each<[string, Recorded]>([
    [
      'of the table',
      { ofTable: policy(deny('s3tables:*', '*', to('*'))), ofBucket: policy(allow('s3tables:*', '*', to(mina))) },
    ],
    [
      'of the table bucket',
      { ofTable: policy(allow('s3tables:*', '*', to(mina))), ofBucket: policy(deny('s3tables:*', '*', to('*'))) },
    ],
  ])('is refused by a Deny in the policy %s, whatever the other allows', (_, recorded) => {
    const files = { ...who(allow('s3tables:*', '*')), ...orders(recorded) }
    expect(told(explainS3({ ...read, files }))).toEqual(['resource-explicit-deny'])
  })

  it('reads the name of the table in conditions', () => {
    const named = (name: string): Json => ({ Condition: { StringEquals: { 's3tables:tableName': name } } })
    const ask = (name: string) =>
      explainS3({ ...read, files: { ...who(allow('s3tables:GetTableData', '*', named(name))), ...orders(bare) } })
    expect(ask('orders').verdict.possible).toEqual(['allowed'])
    expect(told(ask('customers'))).toEqual(['condition-not-met'])
  })

  it('needs both sides across accounts', () => {
    const resource = tableIn(elsewhere)
    const mine = who(allow('s3tables:GetTableData', resource))
    const closed = explainS3({ ...read, resource, files: { ...mine, ...orders({ account: elsewhere, ...bare }) } })
    expect(told(closed)).toEqual(['resource-no-allow-cross-account'])
    const ofTable = policy(allow('s3tables:GetTableData', resource, to(mina)))
    const open = { account: elsewhere, ofTable, ofBucket: null }
    expect(explainS3({ ...read, resource, files: { ...mine, ...orders(open) } }).verdict.possible).toEqual(['allowed'])
    expect(told(explainS3({ ...read, resource, files: { ...who(), ...orders(open) } }))).toEqual(['identity-no-allow'])
  })

  it('leaves open what a policy that was not read says', () => {
    const diagnosis = explainS3({ ...read, files: { ...who(), ...orders({ ofTable: null }) } })
    expect(diagnosis.verdict.possible).toEqual(['allowed', 'explicitDeny', 'implicitDeny'])
    expect(diagnosis.unknowns).toContainEqual({
      kind: 'document',
      fact: expect.objectContaining({ en: `policy of table bucket ${bucketIn(home)}` }),
      permission: 's3tables:GetTableBucketPolicy',
      command: `aws s3tables get-table-bucket-policy --table-bucket-arn ${bucketIn(home)} --region us-west-2`,
    })
    const ofTable = explainS3({ ...read, files: { ...who(), ...orders({ ofBucket: null }) } })
    expect(ofTable.unknowns.map(({ command }) => command)).toContain(
      `aws s3tables get-table-policy --table-bucket-arn ${bucketIn(home)} --namespace sales --name orders --region us-west-2`,
    )
  })
})

describe('a call of S3 on the files of a table', () => {
  const resource = `arn:aws:s3:::${warehouse}/data/0001.parquet`

  it.each([
    ['s3:GetObject', 's3tables:GetTableData'],
    ['s3:ListMultipartUploadParts', 's3tables:GetTableData'],
    ['s3:PutObject', 's3tables:PutTableData'],
    ['s3:AbortMultipartUpload', 's3tables:PutTableData'],
  ])('%s is authorized as %s', (action, authorized) => {
    const diagnosis = explainS3({ action, resource, files: { ...who(allow('s3:*', '*')), ...orders(bare) } })
    expect(told(diagnosis)).toEqual(['identity-no-allow'])
    expect(diagnosis.requests.map(({ authorization: { request } }) => [request.action, request.resource])).toEqual([
      [authorized, tableIn(home)],
    ])
  })

  it('says what names the table where no record does', () => {
    const text = `aws s3 cp s3://${warehouse}/data/1.parquet .\nAn error occurred (403) when calling the HeadObject operation: Forbidden`
    const diagnosis = explainText(text, who(allow('s3:*', '*')))
    expect(diagnosis.requests).toEqual([])
    expect(diagnosis.unknowns).toContainEqual({
      kind: 'document',
      fact: expect.objectContaining({ en: `table that keeps its files in ${warehouse}` }),
      permission: 's3tables:GetTable',
      command: 'aws s3tables get-table --table-bucket-arn … --namespace … --name …',
    })
  })
})
