import { describe, expect, it } from 'vitest'
import type { Denial } from './denial.ts'
import { denialJson } from './denial-json.ts'
import { parseDenials, parseNearDenials } from './parse.ts'

const user = 'arn:aws:iam::111122223333:user/mona'

/** The fields that are not null, without `source`. */
function said(denials: readonly Denial[]): readonly Record<string, unknown>[] {
  return denials.map((denial) => {
    const facts = Object.entries(denialJson(denial)).filter(([key, value]) => key !== 'source' && value !== null)
    return Object.fromEntries(
      facts.filter(([key]) => (key !== 'claim' || denial.claim.policyType) ?? denial.claim.effect),
    )
  })
}

describe("AWS's own sentence", () => {
  it('gives every part of itself', () => {
    const text = `User: ${user} is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-west-1:111122223333:table/orders because no permissions boundary allows the dynamodb:PutItem action`
    expect(parseDenials(text).map(denialJson)).toEqual([
      {
        source: 'text',
        service: 'dynamodb',
        operation: null,
        errorCode: null,
        httpStatus: null,
        principal: user,
        action: 'dynamodb:PutItem',
        resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders',
        claim: { policyType: 'boundary', effect: 'implicitDeny', policyArn: null },
        requestId: null,
        authorizationId: null,
        time: null,
        region: 'eu-west-1',
        account: '111122223333',
      },
    ])
  })

  it('keeps the policy ARN and the authorization id at its end', () => {
    const text = `User: ${user} is not authorized to perform: iam:CreateUser on resource: user ben with an explicit deny in a service control policy: arn:aws:organizations::444455556666:policy/o-exampleorgid/service_control_policy/p-examplepolicy. Go to https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/0a1b2c3d4e5f for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: 0a1b2c3d4e5f`
    expect(said(parseDenials(text))).toEqual([
      {
        service: 'iam',
        principal: user,
        action: 'iam:CreateUser',
        resource: 'user ben',
        claim: {
          policyType: 'scp',
          effect: 'explicitDeny',
          policyArn: 'arn:aws:organizations::444455556666:policy/o-exampleorgid/service_control_policy/p-examplepolicy',
        },
        authorizationId: '0a1b2c3d4e5f',
        region: 'us-east-1',
        account: '111122223333',
      },
    ])
  })
})

describe('the wrapper of a client', () => {
  const message = `User: ${user} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::ledger/q1.csv" because no identity-based policy allows the s3:GetObject action`
  const wrapped: readonly [string, string, Record<string, unknown>][] = [
    [
      'AWS CLI',
      `aws: [ERROR]: An error occurred (AccessDenied) when calling the GetObject operation: ${message}`,
      { operation: 'GetObject', errorCode: 'AccessDenied' },
    ],
    [
      'old AWS CLI',
      `A client error (AccessDenied) occurred when calling the GetObject operation: ${message}`,
      { operation: 'GetObject', errorCode: 'AccessDenied' },
    ],
    [
      'Java SDK 1',
      `${message} (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: 0123456789ABCDEF; S3 Extended Request ID: e=; Proxy: null)`,
      { errorCode: 'AccessDenied', httpStatus: 403, requestId: '0123456789ABCDEF' },
    ],
    [
      'Java SDK 2',
      `software.amazon.awssdk.services.s3.model.S3Exception: ${message} (Service: S3, Status Code: 403, Request ID: 0123456789ABCDEF) (SDK Attempt Count: 1)`,
      { httpStatus: 403, requestId: '0123456789ABCDEF' },
    ],
    [
      'Go SDK 1',
      `AccessDenied: ${message}\n\tstatus code: 403, request id: 0123456789ABCDEF`,
      { errorCode: 'AccessDenied', httpStatus: 403, requestId: '0123456789ABCDEF' },
    ],
    [
      'Go SDK 2',
      `operation error S3: GetObject, https response error StatusCode: 403, RequestID: 0123456789ABCDEF, HostID: h=, api error AccessDenied: ${message}`,
      { operation: 'GetObject', errorCode: 'AccessDenied', httpStatus: 403, requestId: '0123456789ABCDEF' },
    ],
    [
      'CloudFormation',
      `Resource handler returned message: "${message} (Service: S3, Status Code: 403, Request ID: 0123456789ABCDEF)" (RequestToken: 11111111-aaaa-bbbb-cccc-222222222222, HandlerErrorCode: AccessDenied)`,
      { errorCode: 'AccessDenied', httpStatus: 403, requestId: '0123456789ABCDEF' },
    ],
    [
      'XML body',
      `<Error><Code>AccessDenied</Code><Message>${message}</Message><RequestId>0123456789ABCDEF</RequestId></Error>`,
      { errorCode: 'AccessDenied', requestId: '0123456789ABCDEF' },
    ],
  ]

  it.each(wrapped)('of the %s gives its fields and leaves the sentence whole', (_, text, fields) => {
    expect(said(parseDenials(text))).toEqual([
      {
        service: 's3',
        principal: user,
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::ledger/q1.csv',
        claim: { policyType: 'identity', effect: 'implicitDeny', policyArn: null },
        account: '111122223333',
        ...fields,
      },
    ])
  })
})

describe('a text without the sentence', () => {
  it('gives the only action that the operation needs', () => {
    const text = 'An error occurred (403) when calling the HeadObject operation: Forbidden'
    expect(said(parseDenials(text))).toEqual([
      { service: 's3', operation: 'HeadObject', errorCode: '403', httpStatus: 403, action: 's3:GetObject' },
    ])
  })

  it('takes the object from the request line of Hadoop', () => {
    const text =
      'AmazonS3Exception: Access Denied; request: PUT https://lake.s3-us-west-2.amazonaws.com raw/a%20b.json {} Hadoop 3.3.4 com.amazonaws.services.s3.model.PutObjectRequest; Request ID: 0123456789ABCDEF, Instance ID: i-0abc (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: 0123456789ABCDEF)'
    expect(said(parseDenials(text))).toEqual([
      {
        service: 's3',
        operation: 'PutObject',
        errorCode: 'AccessDenied',
        httpStatus: 403,
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::lake/raw/a b.json',
        requestId: '0123456789ABCDEF',
        region: 'us-west-2',
      },
    ])
  })

  it('reads the status check of Hadoop as a HeadObject', () => {
    const text =
      'java.nio.file.AccessDeniedException: s3a://lake/t/a.parquet: getFileStatus on s3a://lake/t/a.parquet: com.amazonaws.services.s3.model.AmazonS3Exception: Forbidden (Service: Amazon S3; Status Code: 403; Error Code: 403 Forbidden; Request ID: null)'
    expect(said(parseDenials(text))).toEqual([
      {
        service: 's3',
        operation: 'HeadObject',
        errorCode: '403 Forbidden',
        httpStatus: 403,
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::lake/t/a.parquet',
      },
    ])
  })

  it('calls the service by the error that came back, not by the action', () => {
    const text = `An error occurred (AccessDenied) when calling the PutObject operation: User: ${user} is not authorized to perform: kms:GenerateDataKey on this resource because no identity-based policy allows the kms:GenerateDataKey action`
    expect(said(parseDenials(text))[0]).toMatchObject({
      service: 's3',
      operation: 'PutObject',
      action: 'kms:GenerateDataKey',
    })
  })

  it('finds the service of an operation that several services have by the form of the error code', () => {
    const refused = (code: string): string =>
      `An error occurred (${code}) when calling the CreateJob operation: User: ${user} is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/x`
    expect(parseDenials(refused('AccessDeniedException'))[0]?.service).toBe('glue')
    expect(parseDenials(refused('InvalidInputException'))[0]?.service).toBe('glue')
    expect(parseDenials(refused('AccessDenied'))[0]?.service).toBe('s3')
  })

  it('does not take API Gateway for the service of an operation that one other has', () => {
    const text = `An error occurred (ValidationException) when calling the CreateTransformJob operation: Could not assume role arn:aws:iam::111122223333:role/batch.`
    expect(said(parseDenials(text))).toEqual([
      {
        service: 'sagemaker',
        operation: 'CreateTransformJob',
        errorCode: 'ValidationException',
        action: 'sts:AssumeRole',
        resource: 'arn:aws:iam::111122223333:role/batch',
      },
    ])
  })

  it.each([
    ['an endpoint', 'Access to the resource https://sqs.eu-west-1.amazonaws.com/ is denied.', 'sqs', 'eu-west-1'],
    ['an old endpoint', 'Access to the resource https://eu-west-1.queue.amazonaws.com/ is denied.', 'sqs', 'eu-west-1'],
    ['a class of Ruby', "in `call': Access Denied (AWS::S3::Errors::AccessDenied)", 's3', null],
    ['a file of JavaScript', 'AccessDenied: no\n at C:\\app\\@aws-sdk\\client-sqs\\dist\\index.js:1:1', 'sqs', null],
    ['an old file of JavaScript', 'AccessDenied: no\n at /app/aws-sdk/lib/services/s3.js:1:1', 's3', null],
  ])('reads the service off %s', (_, text, service, region) => {
    expect(parseDenials(text).map((denial) => [denial.service, denial.region])).toEqual([[service, region]])
  })

  it('does not read a service off the type of a resource in CloudFormation', () => {
    expect(parseDenials('CREATE_FAILED | AWS::SQS::Queue | Jobs | Access Denied')[0]?.service).toBeNull()
  })

  it.each([
    ['error: 403 (Forbidden)', 403, null],
    ['S3 HEAD request failed - ResponseCode=403, ResponseMessage=Forbidden', 403, null],
    ['error="[403] {"Message":"User: anonymous is not authorized to perform: es:ESHttpGet"}"', 403, null],
    ['put error: Forbidden: Forbidden\n\tstatus code: 403, request id: 0123456789ABCDEF', 403, 'Forbidden'],
    ['ValidationError: User: *** is not authorized to perform: ssm:GetParameters', null, 'ValidationError'],
  ])('reads status and code of %j', (text, httpStatus, code) => {
    const [denial] = parseDenials(text)
    expect(denial?.httpStatus).toBe(httpStatus)
    if (code !== null) expect(denial?.errorCode).toBe(code)
  })

  it('reads a wording of one service that is wrapped and hangs on a gutter', () => {
    const text = `- | operation
  | error KMS: Decrypt, https response error StatusCode: 400, RequestID: <edited>, api
  | error AccessDeniedException: The ciphertext refers to a customer
  | master key that does not exist, does not exist in this
  | region, or you are not allowed to access.`
    expect(said(parseDenials(text))).toEqual([
      {
        service: 'kms',
        operation: 'Decrypt',
        errorCode: 'AccessDeniedException',
        httpStatus: 400,
        action: 'kms:Decrypt',
        claim: { policyType: 'kms', effect: null, policyArn: null },
      },
    ])
  })

  it('reads a role that a service cannot assume as a denial of sts:AssumeRole on it', () => {
    const text =
      "ECS was unable to assume the role 'arn:aws:iam::111122223333:role/task' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions."
    expect(said(parseDenials(text))).toEqual([
      {
        service: 'sts',
        action: 'sts:AssumeRole',
        resource: 'arn:aws:iam::111122223333:role/task',
        claim: { policyType: 'trust', effect: null, policyArn: null },
      },
    ])
  })

  it("reads the console's block", () => {
    const text = `You don't have permission to ec2:DescribeInstances.
User: ${user}
Action: ec2:DescribeInstances
On resource(s): *
Context: no identity-based policy allows the action`
    expect(said(parseDenials(text))).toEqual([
      {
        service: 'ec2',
        principal: user,
        action: 'ec2:DescribeInstances',
        resource: '*',
        claim: { policyType: 'identity', effect: 'implicitDeny', policyArn: null },
        account: '111122223333',
      },
    ])
  })

  it('keeps the code of a wrapper where AWS gives none of its own', () => {
    const text =
      'Resource handler returned message: "Access denied (Service: CloudWatchLogs, Status Code: 400, Request ID: null)" (RequestToken: 11111111-aaaa-bbbb-cccc-222222222222, HandlerErrorCode: GeneralServiceException)'
    expect(said(parseDenials(text))).toEqual([
      { service: 'logs', errorCode: 'GeneralServiceException', httpStatus: 400 },
    ])
  })

  it('reads a 403 about the credentials as no question of permission', () => {
    const text =
      'An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid.'
    expect(said(parseDenials(text))).toEqual([
      { service: 'sts', operation: 'GetCallerIdentity', errorCode: 'InvalidClientTokenId', notPermission: true },
    ])
  })
})

describe('an error that is no denial', () => {
  it.each([
    ['the network', 'Could not connect to the endpoint URL: "https://s3.us-east-1.amazonaws.com/"'],
    [
      'a missing identity provider',
      'Error: Could not assume role with OIDC: No OpenIDConnect provider found in your account for https://token.example.com',
    ],
    [
      'a malformed policy',
      'MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/mona"\n\tstatus code: 400',
    ],
    [
      'a role for Kubernetes',
      'Error from server (Forbidden): pods is forbidden: User "mona" cannot list resource "pods"',
    ],
    ['a file of the machine', 'java.nio.file.AccessDeniedException: /var/log/app.log'],
    ['nothing', ''],
  ])('gives nothing for %s', (_, text) => {
    expect(parseDenials(text)).toEqual([])
  })
})

describe('several denials', () => {
  const denied = (key: string, request: string): string =>
    `User: ${user} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::ledger/${key}" because no identity-based policy allows the s3:GetObject action (Service: S3, Status Code: 403, Request ID: ${request})`

  it('keep their own resources and request ids', () => {
    const text = `${denied('a', 'AAAA000011112222')}\n${denied('b', 'BBBB000011112222')}`
    expect(parseDenials(text).map(({ resource, requestId }) => [resource, requestId])).toEqual([
      ['arn:aws:s3:::ledger/a', 'AAAA000011112222'],
      ['arn:aws:s3:::ledger/b', 'BBBB000011112222'],
    ])
  })

  it('are one where one failure is printed twice', () => {
    const text = `Query failed: ${denied('a', 'AAAA000011112222')}\nCaused by: ${denied('a', 'AAAA000011112222')}`
    expect(parseDenials(text)).toHaveLength(1)
  })

  it('are two where the name of one resource starts with the other', () => {
    const text = `${denied('a1', 'AAAA000011112222')}\n${denied('a10', 'BBBB000011112222')}`
    expect(parseDenials(text).map(({ resource }) => resource)).toEqual([
      'arn:aws:s3:::ledger/a1',
      'arn:aws:s3:::ledger/a10',
    ])
  })

  it('join a summary that says nothing with the detail', () => {
    const text = `Upload failed: Access Denied\n${denied('a', 'AAAA000011112222')}`
    expect(parseDenials(text).map(({ resource }) => resource)).toEqual(['arn:aws:s3:::ledger/a'])
  })

  it('are two where two request ids are printed, before or after the same words', () => {
    const before = (id: string): string =>
      `Error: creating Glue Catalog Database: operation error Glue: CreateDatabase, https response error StatusCode: 400, RequestID: ${id}, api error AccessDeniedException: Insufficient Lake Formation permission(s): Required Create Database on Catalog`
    const after = (id: string): string =>
      `copy: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: ${id})`
    for (const error of [before, after]) {
      const text = `  ${error('AAAA000011112222')}\n  ok 12 s\n  ${error('BBBB000011112222')}`
      expect(parseDenials(text).map(({ requestId }) => requestId)).toEqual(['AAAA000011112222', 'BBBB000011112222'])
    }
  })

  it('are one where the summary cuts the request id short', () => {
    const body = (rest: string): string =>
      `<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>AAAA00${rest}`
    const text = `resulted in a 403 Forbidden response:\n${body(' (truncated...)')}\n AccessDenied (client): Access Denied - ${body('0011112222</RequestId></Error>')}`
    expect(parseDenials(text).map(({ requestId }) => requestId)).toEqual(['AAAA000011112222'])
  })

  it("join a client's words about a role with what STS answered", () => {
    const text = 'Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity'
    expect(parseDenials(text).map(({ action }) => action)).toEqual(['sts:AssumeRoleWithWebIdentity'])
  })

  it('take their locations from their own lines', () => {
    const line = (name: string): string =>
      `upload failed: ./${name} to s3://ledger/${name} An error occurred (AccessDenied) when calling the PutObject operation: Access Denied`
    expect(parseDenials(`${line('x')}\n${line('y')}`).map(({ resource }) => resource)).toEqual([
      'arn:aws:s3:::ledger/x',
      'arn:aws:s3:::ledger/y',
    ])
  })
})

describe('hints', () => {
  it('name the query, the job and the locations', () => {
    const text =
      '2026-03-04 07:12:08,114 ERROR File "/tmp/nightly-load.py", line 3 jr_0123456789abcdef0123456789abcdef Access Denied (Service: S3, Status Code: 403) s3a://lake/raw/ Query Id: 11111111-2222-3333-4444-555555555555'
    expect(parseDenials(text)[0]?.hints).toMatchObject({
      s3Locations: ['s3://lake/raw/'],
      queryId: '11111111-2222-3333-4444-555555555555',
      glueJobRunId: 'jr_0123456789abcdef0123456789abcdef',
      glueJobName: 'nightly-load',
    })
  })
})

describe('failures near a denial', () => {
  it('are read only when asked for', () => {
    const text =
      'download failed: s3://ledger/a.json to - An error occurred (KMS.DisabledException) when calling the GetObject operation: arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab is disabled.'
    expect(parseDenials(text)).toEqual([])
    expect(said(parseNearDenials(text))).toEqual([
      {
        service: 's3',
        operation: 'GetObject',
        errorCode: 'KMS.DisabledException',
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::ledger/a.json',
        claim: { policyType: 'kms', effect: null, policyArn: null },
        region: 'us-east-1',
      },
    ])
  })

  it('hold the launch error of a Glue job', () => {
    const text =
      'LAUNCH ERROR | VPC S3 endpoint validation failed for SubnetId: subnet-0abc. (Service: AWSGlueJobExecutor; Status Code: 400; Error Code: InvalidInputException; Request ID: 11111111-2222-3333-4444-555555555555; Proxy: null)'
    expect(said(parseNearDenials(text))).toEqual([
      {
        service: 'glue',
        errorCode: 'InvalidInputException',
        httpStatus: 400,
        requestId: '11111111-2222-3333-4444-555555555555',
      },
    ])
  })
})
