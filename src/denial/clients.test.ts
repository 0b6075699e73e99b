import { describe, expect, it } from 'vitest'
import { parseDenials } from './parse.ts'

const user = 'arn:aws:iam::111122223333:user/mona'

describe('the service', () => {
  it.each([
    ['aws.sdk.kotlin.services.s3.model.S3Exception: Forbidden, Protocol response: HTTP 403 Forbidden', 's3'],
    ['Err(aws_sdk_sqs::error::SdkError) AccessDenied: not yours', 'sqs'],
    ['Plugin: <LogStash::Inputs::S3 id=>"1">\n Error: Access Denied', 's3'],
    ['error calling sts:GetCallerIdentity: ExpiredToken: The security token included in the request is expired', 'sts'],
    ['AccessDenied: Access Denied\n\tstatus code: 403, request id: 0A1B2C3D4E5F6A7B, host id: q+w=', 's3'],
    ['AccessDenied: Access Denied\n\tstatus code: 403, request id: 0A1B2C3D4E5F6A7B', null],
  ])('of %j is %s', (text, service) => {
    expect(parseDenials(text).map((denial) => denial.service)).toEqual([service])
  })
})

describe('the operation', () => {
  it('stands before the words of the API that answered', () => {
    const text = "[error] [output:logs.0] CreateLogGroup API responded with error='AccessDeniedException'"
    expect(parseDenials(text)).toMatchObject([
      { service: 'logs', operation: 'CreateLogGroup', errorCode: 'AccessDeniedException' },
    ])
  })

  it('tells two errors apart whose lines begin with a class', () => {
    const line = (operation: string): string =>
      `botocore.errorfactory.AccessDeniedException: An error occurred (AccessDeniedException) when calling the ${operation} operation: Insufficient Lake Formation permission(s) on harbour`
    expect(parseDenials(`${line('GetTable')}\n\n${line('DeleteTable')}`)).toMatchObject([
      { service: 'glue', operation: 'GetTable', resource: 'harbour' },
      { service: 'glue', operation: 'DeleteTable', resource: 'harbour' },
    ])
  })

  it('belongs to the error that begins on its line, lines before the sentence', () => {
    const sentence = (action: string): string => `User: ${user}\nis not authorized to perform: ${action}`
    const text = `An error occurred (AccessDenied) when calling the PutObject operation:\n${sentence('s3:PutObject')}\n\nAnd then:\n\nClientError: An error occurred (AccessDenied) when calling the\nGetSecretValue operation: ${sentence('secretsmanager:GetSecretValue')}`
    expect(parseDenials(text)).toMatchObject([
      { operation: 'PutObject', errorCode: 'AccessDenied', action: 's3:PutObject' },
      { operation: 'GetSecretValue', errorCode: 'AccessDenied', action: 'secretsmanager:GetSecretValue' },
    ])
  })
})

describe('a client of object stores', () => {
  it('names code, operation, bucket and key in its own order', () => {
    const text =
      "When getting information for key 'a/b.parquet' in bucket 'harbour-data': AWS Error ACCESS_DENIED during HeadObject operation: No response body."
    expect(parseDenials(text)).toMatchObject([
      {
        service: 's3',
        operation: 'HeadObject',
        errorCode: 'ACCESS_DENIED',
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::harbour-data/a/b.parquet',
      },
    ])
  })

  it('may put the service before the operation', () => {
    const text = 'An error occurred (403) when calling the S3:HeadObject operation: Forbidden'
    expect(parseDenials(text)).toMatchObject([{ service: 's3', operation: 'HeadObject', action: 's3:GetObject' }])
  })

  it('may leave out the bucket, whose place a code then takes', () => {
    const text =
      'Error: Error creating S3 bucket: AccessDenied: Access Denied\n\tstatus code: 403, request id: 0A1B2C3D4E5F'
    expect(parseDenials(text)).toMatchObject([{ errorCode: 'AccessDenied', resource: null }])
  })

  it('may hide a part of the key', () => {
    const text =
      'java.nio.file.AccessDeniedException: s3a://harbour-data/logs/<name>:\n  getFileStatus on s3a://harbour-data'
    expect(parseDenials(text)).toMatchObject([{ resource: 'arn:aws:s3:::harbour-data/logs/<name>' }])
  })
})

describe('an error in a comment', () => {
  it('is read without the marks of the comment', () => {
    const text = `    # User: ${user} is not authorized\n    # to perform: kms:GenerateDataKey on resource: arn:aws:kms:<REGION>:<ACCOUNT>:key/<id>\n    # because no identity-based policy allows the kms:GenerateDataKey action`
    expect(parseDenials(text)).toMatchObject([
      {
        principal: user,
        action: 'kms:GenerateDataKey',
        resource: 'arn:aws:kms:<REGION>:<ACCOUNT>:key/<id>',
        claim: { policyType: 'identity', effect: 'implicitDeny' },
      },
    ])
  })
})

describe('the status', () => {
  it('may be a field of a report', () => {
    const text = `{"code": "ValidationException", "http_status": 400, "message": "User: ${user} is not authorized to perform: iam:PassRole on resource: *"}`
    expect(parseDenials(text)).toMatchObject([{ errorCode: 'ValidationException', httpStatus: 400 }])
  })

  it('is not that of the call around the one that failed', () => {
    const text = '{"StatusCode": 200, "FunctionError": "Unhandled", "Payload": {"errorType": "AccessDenied"}}'
    expect(parseDenials(text).map(({ httpStatus }) => httpStatus)).toEqual([null])
  })

  it('may be called an error code', () => {
    const text = 'context: Forbidden: HTTP response error code: 403 Message: AccessDenied Access Denied'
    expect(parseDenials(text)).toMatchObject([{ errorCode: 'AccessDenied', httpStatus: 403 }])
  })
})

describe('the principal', () => {
  it.each([
    'i.e. is not authorized to perform: sqs:SendMessage',
    'The Lambda function is not authorized to perform: sqs:SendMessage',
    'it failed with is not authorized to perform: sqs:SendMessage',
  ])('is nobody in %j', (text) => {
    expect(parseDenials(text)).toMatchObject([{ principal: null, action: 'sqs:SendMessage' }])
  })

  it('is the user of a sentence that ends with the refusal', () => {
    const text = `An error occurred (AccessDenied) when calling the AssumeRole operation: User: ${user} is not authorized`
    expect(parseDenials(text)).toMatchObject([{ principal: user, action: 'sts:AssumeRole', account: '111122223333' }])
  })

  it('may have a plain name after "User:"', () => {
    const text = 'User: agent is not authorized to perform: sqs:SendMessage'
    expect(parseDenials(text)).toMatchObject([{ principal: 'agent' }])
  })
})

describe('the resource', () => {
  it('is an ARN whose rest is a placeholder', () => {
    const text = `User: ${user} is not authorized to perform: glue:GetTables on resource: arn:aws:glue:<redacted> because no identity-based policy allows the glue:GetTables action`
    expect(parseDenials(text)).toMatchObject([{ resource: 'arn:aws:glue:<redacted>' }])
  })

  it('ends before a reason that somebody wrote in capitals', () => {
    const text = `User: ${user} is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:111122223333:orders because NO PERMISSIONS BOUNDARY allows the sqs:SendMessage action`
    expect(parseDenials(text)).toMatchObject([
      {
        resource: 'arn:aws:sqs:eu-west-1:111122223333:orders',
        claim: { policyType: 'boundary', effect: 'implicitDeny' },
      },
    ])
  })

  it('of Lake Formation may stand on the next line', () => {
    const text = 'Insufficient Lake Formation permission(s):\nRequired Create Table on harbour'
    expect(parseDenials(text)).toMatchObject([{ resource: 'harbour', claim: { policyType: 'lakeFormation' } }])
  })

  it('is the role that was not permitted to be assumed', () => {
    const text =
      'Broker is not permitted to assume the specified role arn:aws:iam::111122223333:role/lake\n: Access denied (Service: AWSSecurityTokenService; Status Code: 403; Error Code: AccessDenied; Request ID: 0a1b2c3d-0000-1111-2222-333344445555)'
    expect(parseDenials(text)).toMatchObject([
      { service: 'sts', action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/lake', httpStatus: 403 },
    ])
  })
})

describe('the Region', () => {
  it('may be invented in an ARN', () => {
    const text = `User: ${user} is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:ca-south-3r:111122223333:instance/*`
    expect(parseDenials(text)).toMatchObject([{ region: 'ca-south-3r' }])
  })
})

describe('words of services', () => {
  it('blame the key of a log group', () => {
    const text =
      'operation error CloudWatch Logs: CreateLogGroup, https response error StatusCode: 400, RequestID: 0a1b2c3d-0000-1111-2222-333344445555, api error AccessDeniedException: The specified KMS key does not exist or is not allowed to be used with LogGroup'
    expect(parseDenials(text)).toMatchObject([
      { service: 'logs', operation: 'CreateLogGroup', claim: { policyType: 'kms', effect: null } },
    ])
  })

  it.each([
    [`'User: ${user}' does not have permission 'sqs:SendMessage' on 'arn:aws:sqs:eu-west-1:111122223333:orders'`, user],
    [`Role ${user} doesn't have the required permission to perform: sqs:SendMessage`, user],
    ["You don't have permission to sqs:SendMessage.", null],
    ['OPERATION_DENIED: Not authorized to perform action: sqs:SendMessage', null],
  ])('name the missing action in %j', (text, principal) => {
    expect(parseDenials(text)).toMatchObject([{ principal, action: 'sqs:SendMessage', service: 'sqs' }])
  })

  it('name a role without permissions', () => {
    const text =
      'The service role arn:aws:iam::111122223333:role/ship does not have sufficient permissions to access the Amazon S3 object: s3://harbour-data/b.zip'
    expect(parseDenials(text)).toMatchObject([
      { service: 's3', principal: 'arn:aws:iam::111122223333:role/ship', resource: 'arn:aws:s3:::harbour-data/b.zip' },
    ])
  })

  it.each([
    "Access denied for user 'admin'@'10.0.0.1' (using password: YES)",
    'secrets is forbidden: User "system:serviceaccount:default:sa" cannot list resource "secrets" in API group ""',
    'open terraform.tfstate: permission denied',
  ])('are not those of another system: %j', (text) => {
    expect(parseDenials(text)).toEqual([])
  })

  it('of the console name the action to allow', () => {
    const text =
      'Insufficient permissions to list objects\nAfter you or your AWS administrator has updated your permissions to allow the s3:ListBucket action, refresh the page.'
    expect(parseDenials(text)).toMatchObject([{ service: 's3', action: 's3:ListBucket' }])
  })
})

describe('a class of S3', () => {
  it.each(['AmazonS3Exception[Access Denied]', 'nested: AmazonS3Exception[Access Denied]; 403'])(
    'names the service in %j',
    (text) => {
      expect(parseDenials(text)).toMatchObject([{ service: 's3' }])
    },
  )
})

describe('the time', () => {
  it('may have an underscore between date and clock', () => {
    const text = `2026-03-04_07:12:08.11425 Caused by: User: ${user} is not authorized to perform: sqs:SendMessage`
    expect(parseDenials(text)).toMatchObject([{ time: '2026-03-04T07:12:08.11425' }])
  })
})
