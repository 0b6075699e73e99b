import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import { explainQuery, glueArn, query, queryPolicy } from '../../test/query-fixture.ts'
import type { Language } from '../causes/cause.ts'
import type { Diagnosis, JudgedRequest } from '../diagnosis/diagnosis.ts'
import type { Hop } from '../services/authorization.ts'
import { chainLines } from './chain-text.ts'
import { chainTree } from './chain-tree.ts'
import { labels } from './labels.ts'
import { reportMarkdown } from './markdown.ts'
import { redactedReport } from './redacted.ts'
import { reportOf } from './report.ts'
import { widthOf } from './width.ts'

function linesOf(diagnosis: Diagnosis, language: Language = 'en'): readonly string[] {
  const page = { language, words: labels[language], paint: createColors(false) }
  return chainLines(chainTree(diagnosis, language), page)
}

const refused = explainQuery(
  'glue:GetTable',
  glueArn('table/sales/orders'),
  query(queryPolicy('catalog', 'source'), { sql: 'SELECT * FROM sales.orders' }),
)

interface Step {
  readonly action: string
  readonly resource: string
  readonly hop?: Hop
  readonly as?: string
  readonly denied?: 'here' | 'next' | 'too'
}

/** A chain of requests that no plan of ours makes: what is told apart stands in the steps, all else is alike. */
function chain(...steps: readonly Step[]): Diagnosis {
  const [model] = refused.requests
  if (model === undefined) throw new Error('the fixture has no request')
  const requests = steps.map(({ action, resource, hop, as, denied }): JudgedRequest => {
    const { request } = model.authorization
    const principal = as === undefined ? request.principal : { ...request.principal, ...principalNamed(as) }
    return {
      authorization: {
        ...model.authorization,
        hop: hop ?? { kind: 'direct' },
        request: { ...request, action, resource, principal },
      },
      decision: {
        ...model.decision,
        possible: [denied === undefined ? 'allowed' : 'implicitDeny'],
        blockedBy: denied === undefined ? [] : ['identity'],
      },
      reported: denied === 'here',
    }
  })
  const nextDenials = steps.flatMap(({ denied }, request) =>
    denied === 'next' ? [{ request, blockedBy: ['identity'] as const }] : [],
  )
  return { ...refused, requests, nextDenials }
}

function principalNamed(name: string): { readonly arn: string | null; readonly service: string | null } {
  return name.includes('/') ? { arn: `arn:aws:iam::111122223333:${name}`, service: null } : { arn: null, service: name }
}

const asAthena = (part: 'catalog' | 'source' | 'target' | 'results'): Hop => ({
  kind: 'forwarded',
  service: 'athena.amazonaws.com',
  part,
})
const asS3: Hop = { kind: 'forwarded', service: 's3.amazonaws.com' }
const asGlue: Hop = { kind: 'serviceRole', service: 'glue.amazonaws.com' }
const key = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

describe('the tree of a chain', () => {
  it('puts the requests of a query below the call, by what they are for', () => {
    expect(linesOf(refused)).toEqual([
      '  athena:StartQueryExecution  workgroup/analysts                            allowed',
      '  ├ Glue, for table sales.orders',
      '▸ │ ├ glue:GetTable           table/sales/orders                            denied here  identity-based policy',
      '  │ └ glue:GetTable           database/sales, catalog                       denied       identity-based policy',
      '  ├ source data',
      '  │ ├ s3:ListBucket           lake                                          denied next  identity-based policy',
      '  │ └ s3:GetObject            lake/orders/*                                 denied next  identity-based policy',
      '  ├ Glue, for database default',
      '  │ └ glue:GetDatabase        database, catalog                             denied next  identity-based policy',
      '  └ query results',
      '    ├ s3:GetBucketLocation    results                                       allowed',
      '    └ s3:PutObject            results/11112222-3333-4444…-666677778888.csv  allowed',
    ])
  })

  it('is Korean where the report is, in the same columns', () => {
    expect(linesOf(refused, 'ko').slice(1, 5)).toEqual([
      '  ├ Glue, sales.orders 테이블',
      '▸ │ ├ glue:GetTable           table/sales/orders                              여기서 거부  자격 증명 기반 정책',
      '  │ └ glue:GetTable           database/sales, catalog                         거부         자격 증명 기반 정책',
      '  ├ 원본 데이터',
    ])
  })

  it('is empty for one request', () => {
    expect(linesOf(chain({ action: 's3:GetObject', resource: 'arn:aws:s3:::lake/a', denied: 'here' }))).toEqual([])
  })

  it('hangs the key below the request that uses it, whatever stands between', () => {
    const lines = linesOf(
      chain(
        { action: 's3:GetObject', resource: 'arn:aws:s3:::lake/a' },
        { action: 's3:ListBucket', resource: 'arn:aws:s3:::lake' },
        { action: 'kms:Decrypt', resource: key, hop: asS3, denied: 'here' },
        { action: 's3:PutObject', resource: 'arn:aws:s3:::copies/a' },
        { action: 's3:PutObjectTagging', resource: 'arn:aws:s3:::copies/a' },
        { action: 'kms:GenerateDataKey', resource: key, hop: asS3, denied: 'next' },
      ),
    )
    expect(lines).toEqual([
      '  s3:GetObject           lake/a                                    allowed',
      '▸ └ kms:Decrypt          key/1234abcd-12ab-34cd-56ef-1234567890ab  denied here  identity-based policy',
      '  s3:ListBucket          lake                                      allowed',
      '  s3:PutObject           copies/a                                  allowed',
      '  s3:PutObjectTagging    copies/a                                  allowed',
      '  └ kms:GenerateDataKey  key/1234abcd-12ab-34cd-56ef-1234567890ab  denied next  identity-based policy',
    ])
  })

  it('says as whom a service asks, and what it asks of a service in its turn', () => {
    const role = 'role/lake-reader'
    const lines = linesOf(
      chain(
        { action: 'glue:StartJobRun', resource: 'arn:aws:glue:us-east-1:111122223333:job/nightly' },
        { action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/etl', as: 'glue.amazonaws.com' },
        { action: 's3:GetObject', resource: 'arn:aws:s3:::lake/a', hop: asGlue, as: 'role/etl', denied: 'here' },
        { action: 'kms:Decrypt', resource: key, hop: asS3, as: 'role/etl', denied: 'too' },
        { action: 'lakeformation:GetDataAccess', resource: '*', hop: asGlue, as: 'role/etl' },
        {
          action: 's3:GetObject',
          resource: 'arn:aws:s3:::vault/*',
          hop: { kind: 'serviceRole', service: 'lakeformation.amazonaws.com' },
          as: role,
        },
        {
          action: 'newservice:Ask',
          resource: '*',
          hop: { kind: 'serviceRole', service: 'new.amazonaws.com' },
          as: role,
        },
      ),
    )
    expect(lines).toEqual([
      '  glue:StartJobRun                 job/nightly                              allowed      as user/mina',
      '  ├ sts:AssumeRole                 role/etl                                 allowed      as glue.amazonaws.com',
      '  └ Glue, as role/etl',
      '▸   ├ s3:GetObject                 lake/a                                   denied here  identity-based policy',
      '    │ └ kms:Decrypt                key/1234abcd-12ab-34cd-…ef-1234567890ab  denied next  identity-based policy',
      '    └ lakeformation:GetDataAccess  *                                        allowed',
      '      └ Lake Formation, as role/lake-reader',
      '        └ s3:GetObject             vault/*                                  allowed',
      '  new, as role/lake-reader',
      '  └ newservice:Ask                 *                                        allowed',
    ])
  })

  it('stays readable with twenty-five requests: two tables, a written one, keys', () => {
    const [orders, items] = ['orders', 'items'].map((name) => ({
      names: [`table/sales/${name}`, 'database/sales', 'catalog'].map((resource) => glueArn(resource)),
      data: `arn:aws:s3:::lake/${name}/*`,
    }))
    const ofTable = (table: typeof orders): readonly Step[] => [
      ...['glue:GetTable', 'glue:GetPartitions', 'glue:BatchGetPartition'].flatMap((action) =>
        (table?.names ?? []).map((resource): Step => ({ action, resource, hop: asAthena('catalog') })),
      ),
      { action: 's3:GetObject', resource: table?.data ?? '', hop: asAthena('source') },
    ]
    const lines = linesOf(
      chain(
        { action: 'athena:StartQueryExecution', resource: 'arn:aws:athena:us-east-1:111122223333:workgroup/analysts' },
        ...ofTable(orders),
        ...ofTable(items),
        { action: 's3:PutObject', resource: 'arn:aws:s3:::lake/made/*', hop: asAthena('target') },
        { action: 's3:PutObject', resource: 'arn:aws:s3:::results/q.csv', hop: asAthena('results'), denied: 'here' },
        { action: 's3:GetObject', resource: 'arn:aws:s3:::results/q.csv', hop: asAthena('results') },
        { action: 'kms:GenerateDataKey', resource: key, hop: { ...asS3, part: 'results' }, denied: 'next' },
      ),
    )
    expect(lines).toEqual([
      '  athena:StartQueryExecution  workgroup/analysts                        allowed',
      '  ├ Glue, for table sales.orders',
      '  │ ├ glue:GetTable           table, database, catalog                  allowed',
      '  │ ├ glue:GetPartitions      table, database, catalog                  allowed',
      '  │ └ glue:BatchGetPartition  table, database, catalog                  allowed',
      '  ├ source data',
      '  │ ├ s3:GetObject            lake/orders/*                             allowed',
      '  │ └ s3:GetObject            lake/items/*                              allowed',
      '  ├ Glue, for table sales.items',
      '  │ ├ glue:GetTable           table, database, catalog                  allowed',
      '  │ ├ glue:GetPartitions      table, database, catalog                  allowed',
      '  │ └ glue:BatchGetPartition  table, database, catalog                  allowed',
      '  ├ target data',
      '  │ └ s3:PutObject            lake/made/*                               allowed',
      '  └ query results',
      '▸   ├ s3:PutObject            results/q.csv                             denied here  identity-based policy',
      '    │ └ kms:GenerateDataKey   key/1234abcd-12ab-34cd-56ef-1234567890ab  denied next  identity-based policy',
      '    └ s3:GetObject            results/q.csv                             allowed',
    ])
  })

  it('is a list of lists in Markdown', () => {
    const lines = reportMarkdown(refused, 'en').split('\n')
    expect(lines.slice(lines.findIndex((line) => line.startsWith('- '))).slice(0, 6)).toEqual([
      '- `athena:StartQueryExecution` `workgroup/analysts`: allowed',
      '  - Glue, for table `sales.orders`',
      '    - ▸ `glue:GetTable` `table/sales/orders`: **denied here** (identity-based policy)',
      '    - `glue:GetTable` `database/sales, catalog`: **denied** (identity-based policy)',
      '  - source data',
      '    - `s3:ListBucket` `lake`: **denied next** (identity-based policy)',
    ])
  })

  it('keeps no name where the report is redacted', () => {
    const redacted = redactedReport(reportOf(refused, 'en'), (text) => text.replaceAll('sales', 'nokuze'))
    expect(JSON.stringify(redacted.chain)).toContain('Glue, for table `nokuze.orders`')
    expect(JSON.stringify(redacted.chain)).not.toContain('sales')
  })

  it('shows no more of a long name than its line holds', () => {
    const lines = linesOf(
      chain(
        { action: 's3:GetObject', resource: `arn:aws:s3:::lake/${'x'.repeat(2_000)}/a.csv`, denied: 'here' },
        { action: 'kms:Decrypt', resource: key, hop: asS3, denied: 'next' },
      ),
    )
    expect(lines.map(widthOf)).toEqual([110, 110])
    expect(lines[0]).toMatch(/lake\/x+…x+\/a\.csv {2}denied here/)
  })
})
