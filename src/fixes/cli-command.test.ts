import { describe, expect, it } from 'vitest'
import { requestDenial } from '../denial/request-denial.ts'
import { parsePolicy } from '../iam/policy-parser.ts'
import { callOf } from '../services/call.ts'
import { filesOfObject } from '../snapshot/files.ts'
import { openSnapshot } from '../snapshot/snapshot.ts'
import { cliOf, quoted } from './cli-command.ts'
import type { EditedPolicy } from './edited-policies.ts'

const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }
const parsed = parsePolicy(document)
const given = { principal: null, action: null, resource: null, context: new Map(), expectedPrincipal: null }
const call = callOf(requestDenial(''), openSnapshot(filesOfObject({})), given, [])

function command(target: string, policyName: string | null = null): string | null {
  if (!parsed.ok) throw new Error('the document of the test is no policy')
  const edited: EditedPolicy = {
    policyId: 'p',
    stored: null,
    target,
    policyName,
    region: null,
    account: null,
    isManaged: false,
    before: null,
    after: document,
    document: parsed.document,
  }
  return cliOf(edited, call)
}

const shown = `'${JSON.stringify(document)}'`

describe('cliOf', () => {
  it('puts an inline policy of a user, by the names of the user and of the policy', () => {
    expect(command('identity:user/dave', 'reports')).toBe(
      `aws iam put-user-policy --user-name dave --policy-name reports --policy-document ${shown}`,
    )
  })

  it('names a role without its path', () => {
    expect(command('trust:role/etl')).toBe(
      `aws iam update-assume-role-policy --role-name etl --policy-document ${shown}`,
    )
  })

  it.each([
    ['bucket-policy:reports', `aws s3api put-bucket-policy --bucket reports --policy ${shown}`],
    ['scp:p-12345678', `aws organizations update-policy --policy-id p-12345678 --content ${shown}`],
    [
      'resource-policy:arn:aws:sns:us-east-1:111122223333:alerts',
      `aws sns set-topic-attributes --topic-arn arn:aws:sns:us-east-1:111122223333:alerts --attribute-name Policy --attribute-value ${shown} --region us-east-1`,
    ],
  ])('writes the whole document to %s', (target, expected) => {
    expect(command(target)).toBe(expected)
  })

  it('has no command for a managed policy whose ARN is not known, nor for a function', () => {
    expect(command('identity:policy/Shared')).toBeNull()
    expect(command('resource-policy:arn:aws:lambda:us-east-1:111122223333:function:f')).toBeNull()
  })
})

describe('quoted', () => {
  it('leaves a plain word and quotes everything else, a quote included', () => {
    expect(quoted('arn:aws:s3:::reports/q1.csv')).toBe('arn:aws:s3:::reports/q1.csv')
    expect(quoted("it's $(rm -rf)")).toBe("'it'\\''s $(rm -rf)'")
    expect(quoted('')).toBe("''")
  })
})
