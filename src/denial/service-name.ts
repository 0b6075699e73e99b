import { servicePrefixes } from '../iam/service-data.ts'

/** Names that SDKs, exceptions and clients give a service, where they are not its IAM prefix. Keys: lower case, letters and digits. */
const prefixByName: ReadonlyMap<string, string> = new Map(
  Object.entries({
    datacatalog: 'glue',
    identitymanagement: 'iam',
    identityandaccessmanagement: 'iam',
    securitytokenservice: 'sts',
    securitytoken: 'sts',
    simplestorageservice: 's3',
    s3control: 's3',
    s3transfermanager: 's3',
    keymanagementservice: 'kms',
    simplesystemsmanagement: 'ssm',
    simplesystemsmanager: 'ssm',
    systemsmanager: 'ssm',
    simplenotificationservice: 'sns',
    simplequeueservice: 'sqs',
    queue: 'sqs',
    email: 'ses',
    simpleemail: 'ses',
    simpleemailservice: 'ses',
    sesv2: 'ses',
    simpleworkflow: 'swf',
    cloudwatchlogs: 'logs',
    cloudwatchevents: 'events',
    eventbridge: 'events',
    elasticcontainerregistry: 'ecr',
    containerregistry: 'ecr',
    ecrpublic: 'ecr-public',
    elasticcontainerservice: 'ecs',
    elasticcomputecloud: 'ec2',
    elasticloadbalancingv2: 'elasticloadbalancing',
    elasticloadbalancingv1: 'elasticloadbalancing',
    elb: 'elasticloadbalancing',
    elbv2: 'elasticloadbalancing',
    elasticmapreduce: 'elasticmapreduce',
    emr: 'elasticmapreduce',
    elasticsearch: 'es',
    elasticsearchservice: 'es',
    opensearch: 'es',
    opensearchservice: 'es',
    relationaldatabaseservice: 'rds',
    sfn: 'states',
    stepfunctions: 'states',
    cognitoidentityprovider: 'cognito-idp',
    cognitoidentity: 'cognito-identity',
    certificatemanager: 'acm',
    acmpca: 'acm-pca',
    awslambda: 'lambda',
    organizations: 'organizations',
    apigatewayv2: 'apigateway',
    servicediscovery: 'servicediscovery',
    resourcegroupstaggingapi: 'tag',
    costexplorer: 'ce',
    databasemigrationservice: 'dms',
    sagemakerruntime: 'sagemaker',
    bedrockruntime: 'bedrock',
    bedrockagent: 'bedrock',
    bedrockagentruntime: 'bedrock',
    transfer: 'transfer',
    wafregional: 'waf-regional',
    ssoadmin: 'sso',
    efs: 'elasticfilesystem',
    dynamodbstreams: 'dynamodb',
    iotdataplane: 'iot',
    rdsdataservice: 'rds-data',
    rdsdata: 'rds-data',
    redshiftdata: 'redshift-data',
    applicationautoscaling: 'application-autoscaling',
    lakeformation: 'lakeformation',
    mq: 'mq',
    pinpoint: 'mobiletargeting',
    kinesisfirehose: 'firehose',
    kinesisanalyticsv2: 'kinesisanalytics',
    gluejobexecutor: 'glue',
    marketplacemetering: 'aws-marketplace',
    marketplacemeteringservice: 'aws-marketplace',
    lambdainternal: 'lambda',
    s3service: 's3',
  }),
)

/** The IAM prefix of a service as an SDK, an exception class or a client names it (`AmazonDataCatalog`, `Ec2`), or null. */
export function servicePrefixOfName(name: string): string | null {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > 80) return null
  const folded = fold(trimmed)
  const bare = folded.replace(/^(?:amazon|aws)(?=.)/, '')
  const unversioned = bare.replace(/v\d$/, '')
  for (const form of [folded, bare, unversioned]) {
    const prefix = prefixByName.get(form) ?? prefixOfFolded(form)
    if (prefix !== null) return prefix
  }
  return null
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

function prefixOfFolded(folded: string): string | null {
  return servicePrefixes().find((prefix) => fold(prefix) === folded) ?? null
}
