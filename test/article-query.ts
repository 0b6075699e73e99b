import { allow, bucket, type Files, home, type Json } from './cause-fixture.ts'

/** Id of the recorded query. */
export const queryId = '2b7c1e40-95d3-4f68-8a1e-6d0c3f9b7e25'

/** The results file of the recorded query. */
export const resultUrl: string = `s3://query-results/${queryId}.csv`

/**
 * A query of `orders.sales` that failed for a reason; its data are `s3://orders-source/data/`, its workgroup is `primary`
 * and its buckets have no policy. The bucket of the data is of another account where one is given.
 */
export function query(reason: string, sourceAccount: string = home): Files {
  const region = `${home}/us-east-1`
  const buckets = { ...bucket('orders-source', null, sourceAccount), ...bucket('query-results', null) }
  return {
    ...buckets,
    ...(sourceAccount === home ? bothBuckets : {}),
    [`${region}/athena/GetQueryExecution/${queryId}.json`]: {
      QueryExecution: {
        QueryExecutionId: queryId,
        Query: 'SELECT count(*) FROM sales',
        StatementType: 'DML',
        ResultConfiguration: { OutputLocation: resultUrl },
        QueryExecutionContext: { Database: 'orders', Catalog: 'awsdatacatalog' },
        Status: { State: 'FAILED', StateChangeReason: reason },
        WorkGroup: 'primary',
      },
    },
    [`${region}/athena/GetWorkGroup/primary.json`]: { WorkGroup: { Name: 'primary', State: 'ENABLED' } },
    [`${region}/glue/GetTables/orders.json`]: {
      TableList: [
        {
          Name: 'sales',
          DatabaseName: 'orders',
          StorageDescriptor: { Location: 's3://orders-source/data/' },
          IsRegisteredWithLakeFormation: false,
        },
      ],
    },
    ...catalogPolicy(null),
  }
}

/** The policy of the Data Catalog; null for none. */
export function catalogPolicy(document: Json | null): Files {
  const list = document === null ? [] : [{ PolicyInJson: JSON.stringify(document) }]
  return { [`${home}/us-east-1/glue/GetResourcePolicies.json`]: { GetResourcePoliciesResponseList: list } }
}

const bothBuckets: Files = {
  [`${home}/global/s3/ListBuckets.json`]: {
    Buckets: ['orders-source', 'query-results'].map((Name) => ({ Name, BucketRegion: 'us-east-1' })),
  },
}

/** What a query needs besides S3. */
export const queryRights: readonly Json[] = [
  allow('athena:StartQueryExecution', `arn:aws:athena:us-east-1:${home}:workgroup/primary`),
  allow('glue:Get*', '*'),
]

/** What the article allows on the bucket of the data. */
export const sourceRights: readonly Json[] = [
  allow('s3:ListBucket', 'arn:aws:s3:::orders-source'),
  allow('s3:GetObject', 'arn:aws:s3:::orders-source/data/*'),
]

/** What the article allows on the bucket of the results. */
export const resultRights: Json = allow(
  [
    's3:GetBucketLocation',
    's3:GetObject',
    's3:ListBucket',
    's3:ListBucketMultipartUploads',
    's3:AbortMultipartUpload',
    's3:PutObject',
    's3:ListMultipartUploadParts',
  ],
  ['arn:aws:s3:::query-results', 'arn:aws:s3:::query-results/*'],
)
