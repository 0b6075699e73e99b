import { describe, expect, it } from 'vitest'
import {
  allow,
  alone,
  bucket,
  type Files,
  home,
  iam,
  type Json,
  mina,
  policy,
  reader,
} from '../../test/cause-fixture.ts'
import { chainOfAnswer, check } from '../../test/check-fixture.ts'

const glueTrust = policy({ Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' })
const jobArn = `arn:aws:glue:us-east-1:${home}:job/nightly`
const crawlerArn = `arn:aws:glue:us-east-1:${home}:crawler/raw`
const catalog = `arn:aws:glue:us-east-1:${home}:catalog`
const database = `arn:aws:glue:us-east-1:${home}:database/sales`
const rawTable = `arn:aws:glue:us-east-1:${home}:table/sales/raw_orders`

const job = {
  Name: 'nightly',
  Role: reader,
  Command: { Name: 'glueetl', ScriptLocation: 's3://lake/scripts/nightly.py' },
  DefaultArguments: {
    '--source_path': 's3://lake/raw/',
    '--target_path': 's3://lake/out/',
    '--TempDir': 's3://lake/tmp',
  },
}
const crawler = {
  Name: 'raw',
  Role: 'reader',
  DatabaseName: 'sales',
  Targets: { S3Targets: [{ Path: 's3://lake/raw-orders' }] },
}

function files(own: Json, trust: Json = glueTrust, minas: Json = policy()): Files {
  return {
    ...iam({ mina: minas, reader: own, trust }),
    ...alone(),
    ...bucket('lake', null),
    [`${home}/us-east-1/glue/GetJobs.json`]: { Jobs: [job] },
    [`${home}/us-east-1/glue/GetCrawlers.json`]: { Crawlers: [crawler] },
    [`${home}/us-east-1/glue/GetResourcePolicies.json`]: { GetResourcePoliciesResponseList: [] },
    [`${home}/us-east-1/glue/GetTables/sales.json`]: { TableList: [] },
  }
}

const ofS3 = allow(['s3:GetObject', 's3:PutObject', 's3:ListBucket'], ['arn:aws:s3:::lake', 'arn:aws:s3:::lake/*'])
const starter = policy(allow(['glue:StartJobRun', 'glue:StartCrawler'], [jobArn, crawlerArn]))

describe('undeny check glue job', () => {
  it('allows a run whose role has all it needs', async () => {
    const answer = await check(files(policy(ofS3)), 'glue', 'job', 'nightly', '--json')
    expect(answer.code).toBe(0)
    expect(JSON.parse(answer.stdout)).toMatchObject({ certain: true, verdict: { possible: ['allowed'] } })
    expect(chainOfAnswer(answer)).toEqual([
      ['sts:AssumeRole', reader],
      ['s3:GetObject', 'arn:aws:s3:::lake/scripts/nightly.py'],
      ['s3:PutObject', 'arn:aws:s3:::lake/tmp/*'],
      ['s3:ListBucket', 'arn:aws:s3:::lake'],
      ['s3:GetObject', 'arn:aws:s3:::lake/raw/*'],
      ['s3:PutObject', 'arn:aws:s3:::lake/out/*'],
    ])
  })

  it('names the write that the role lacks, although the role can be assumed', async () => {
    const own = policy(allow(['s3:GetObject', 's3:ListBucket'], ['arn:aws:s3:::lake', 'arn:aws:s3:::lake/*']))
    const answer = await check(files(own), 'glue', 'job', 'nightly', '--json')
    expect(answer.code).toBe(0)
    expect(chainOfAnswer(answer).filter(([, , ...blockedBy]) => blockedBy.length > 0)).toEqual([
      ['s3:PutObject', 'arn:aws:s3:::lake/tmp/*', 'identity'],
      ['s3:PutObject', 'arn:aws:s3:::lake/out/*', 'identity'],
    ])
  })

  it('says that the role does not trust AWS Glue', async () => {
    const trust = policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' })
    const { code, stdout } = await check(files(policy(ofS3), trust), 'glue', 'job', 'nightly')
    expect(code).toBe(0)
    expect(stdout).toContain('UD942 glue-role-not-assumable   confirmed')
    expect(stdout).toContain('verified')
  })

  it('asks first what the principal needs that starts it', async () => {
    const answer = await check(
      files(policy(ofS3), glueTrust, starter),
      'glue',
      'job',
      'nightly',
      '--as',
      mina,
      '--json',
    )
    expect(answer.code).toBe(0)
    expect(chainOfAnswer(answer).slice(0, 2)).toEqual([
      ['glue:StartJobRun', jobArn],
      ['sts:AssumeRole', reader],
    ])
    expect(JSON.parse(answer.stdout)).toMatchObject({ certain: true, verdict: { possible: ['allowed'] } })
  })

  it('refuses a starter that may not start it', async () => {
    const minas = policy(allow('glue:GetJob', jobArn))
    const answer = await check(files(policy(ofS3), glueTrust, minas), 'glue', 'job', 'nightly', '--as', mina, '--json')
    expect(answer.code).toBe(0)
    expect(chainOfAnswer(answer).filter(([, , ...blockedBy]) => blockedBy.length > 0)).toEqual([
      ['glue:StartJobRun', jobArn, 'identity'],
    ])
  })

  it.each([
    [['glue', 'job', 'weekly'], 'The snapshot holds no Glue job `weekly`; `aws glue get-jobs` records it.'],
    [
      ['glue', 'crawler', 'nightly'],
      'The snapshot holds no Glue crawler `nightly`; `aws glue get-crawlers` records it.',
    ],
    [['glue', 'job', 'weekly', '--lang', 'ko'], '스냅샷에 `weekly` Glue 작업 기록이 없습니다.'],
  ])('tells that it is not recorded: %j', async (args, problem) => {
    const { code, stderr } = await check(files(policy(ofS3)), ...args)
    expect(code).toBe(3)
    expect(stderr).toContain(problem)
  })

  it('takes an ARN for who starts it', async () => {
    const { code, stderr } = await check(files(policy(ofS3)), 'glue', 'job', 'nightly', '--as', 'anonymous')
    expect(code).toBe(2)
    expect(stderr).toContain('takes an ARN with `--as`')
  })
})

describe('undeny check glue crawler', () => {
  const ofCatalog = allow(['glue:GetDatabase', 'glue:CreateTable'], [catalog, database, rawTable])

  it('allows a run whose role reads the path and creates its table', async () => {
    const answer = await check(files(policy(ofS3, ofCatalog)), 'glue', 'crawler', 'raw', '--json')
    expect(answer.code).toBe(0)
    expect(JSON.parse(answer.stdout)).toMatchObject({ certain: true, verdict: { possible: ['allowed'] } })
    expect(chainOfAnswer(answer)).toEqual([
      ['sts:AssumeRole', reader],
      ['s3:ListBucket', 'arn:aws:s3:::lake'],
      ['s3:GetObject', 'arn:aws:s3:::lake/raw-orders/*'],
      ['glue:GetDatabase', database],
      ['glue:GetDatabase', catalog],
      ['glue:CreateTable', rawTable],
      ['glue:CreateTable', database],
      ['glue:CreateTable', catalog],
    ])
  })

  it('names the database above the table that the role lacks', async () => {
    const partly = allow(['glue:GetDatabase', 'glue:CreateTable'], [catalog, rawTable])
    const answer = await check(files(policy(ofS3, partly)), 'glue', 'crawler', 'raw', '--json')
    expect(chainOfAnswer(answer).filter(([, , ...blockedBy]) => blockedBy.length > 0)).toEqual([
      ['glue:GetDatabase', database, 'identity'],
      ['glue:CreateTable', database, 'identity'],
    ])
  })

  it('asks for the update of a table that the path already has', async () => {
    const table = { DatabaseName: 'sales', Name: 'orders', StorageDescriptor: { Location: 's3://lake/raw-orders/' } }
    const recorded = { [`${home}/us-east-1/glue/GetTables/sales.json`]: { TableList: [table] } }
    const answer = await check({ ...files(policy(ofS3)), ...recorded }, 'glue', 'crawler', 'raw', '--json')
    const tables = chainOfAnswer(answer).filter(([, resource]) => resource.includes(':table/'))
    expect(tables).toEqual([
      ['glue:GetTable', `arn:aws:glue:us-east-1:${home}:table/sales/orders`, 'identity'],
      ['glue:UpdateTable', `arn:aws:glue:us-east-1:${home}:table/sales/orders`, 'identity'],
    ])
  })

  it('starts with who starts it', async () => {
    const own = policy(ofS3, ofCatalog)
    const answer = await check(files(own, glueTrust, starter), 'glue', 'crawler', 'raw', '--as', mina, '--json')
    expect(answer.code).toBe(0)
    expect(chainOfAnswer(answer).slice(0, 2)).toEqual([
      ['glue:StartCrawler', crawlerArn],
      ['sts:AssumeRole', reader],
    ])
  })
})
