import { describe, expect, it } from 'vitest'
import { elsewhere, evidenceOf, firstFix, home, told } from '../../test/cause-fixture.ts'
import { explainS3, free, reports } from '../../test/s3-fixture.ts'

const name = 's3-expected-bucket-owner'
const files = { ...free, ...reports({ objects: { 'q1.csv': {} } }) }
const expecting = (account: string): string =>
  `aws s3api get-object --bucket reports --key q1.csv --expected-bucket-owner ${account} q1.csv\nAn error occurred (AccessDenied) when calling the GetObject operation: Access Denied`

describe(name, () => {
  it('fires where the command names another account than the owner', () => {
    const diagnosis = explainS3({ text: expecting(elsewhere), files })
    expect(told(diagnosis)).toEqual([name])
    expect(diagnosis.certain).toBe(true)
    expect(evidenceOf(diagnosis, name)).toMatchObject([{ bucket: 'reports', expected: elsewhere, owner: home }])
    expect(firstFix(diagnosis)).toMatchObject({
      verified: true,
      edits: [{ kind: 'changeRequest', values: [home], target: 'request' }],
    })
  })

  it('is silent where the command names the owner', () => {
    expect(told(explainS3({ text: expecting(home), files }))).toEqual([])
  })

  it('is silent where nothing shows whom the request expects', () => {
    expect(told(explainS3({ files }))).toEqual([])
  })

  it('is silent where the owner is not known', () => {
    expect(told(explainS3({ text: expecting(elsewhere), files: free }))).toEqual([])
  })
})
