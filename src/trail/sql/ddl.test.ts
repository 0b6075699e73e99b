import { describe, expect, it } from 'vitest'
import { type DdlOptions, ddl } from './ddl.ts'

const options: DdlOptions = {
  engine: 'athena',
  table: 'logs.cloudtrail',
  location: 's3://amzn-s3-demo-bucket/trail/',
  organizationId: 'o-a1b2c3d4e5',
  accounts: ['111122223333', '444455556666'],
  regions: ['eu-west-1', 'us-gov-west-1'],
  firstDay: '2024-01-31',
}

function statementsOf(more: Partial<DdlOptions>): readonly string[] {
  const answer = ddl({ ...options, ...more })
  return answer.ok ? answer.statements : [answer.problem.en]
}

describe('ddl', () => {
  it('makes the table of AWS, divided by account, Region and day', () => {
    expect(statementsOf({})).toMatchSnapshot()
  })

  it('makes a table of files and a view of events for Trino', () => {
    expect(statementsOf({ engine: 'trino', table: 'hive.logs.cloudtrail', organizationId: null })).toMatchSnapshot()
  })

  it.each<[Partial<DdlOptions>, string]>([
    [{ table: "t'; DROP TABLE x" }, "`t'; DROP TABLE x` is no name of a table."],
    [{ table: '"a`b"' }, '`"a`b"` is no name of a table.'],
    [{ table: 'a.b.c' }, '`a.b.c` names a catalog; Athena takes a database and a table.'],
    [{ location: "s3://b/x'" }, "`s3://b/x'` is no location of logs."],
    [{ location: '/var/log' }, '`/var/log` is no location of logs.'],
    [{ organizationId: 'o-1' }, '`o-1` is no id of an organization.'],
    [{ accounts: ['1'] }, '`1` is no account id of 12 digits.'],
    [{ accounts: [] }, 'No account is named, and partitions are projected for the accounts that are named.'],
    [{ regions: ["eu-west-1'"] }, "`eu-west-1'` is no Region."],
    [{ regions: [] }, 'No Region is named, and partitions are projected for the Regions that are named.'],
    [{ firstDay: '2024-13-01' }, '`2024-13-01` is no day in the form `2024-01-31`.'],
  ])('refuses %j', (more, problem) => {
    expect(statementsOf(more)).toEqual([problem])
  })
})
