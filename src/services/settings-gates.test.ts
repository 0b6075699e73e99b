import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { said } from '../../test/phrase-fixture.ts'
import { evaluateCase } from '../engine/evaluate-case.ts'
import { readEvaluationCase } from '../engine/evaluation-case.ts'
import { gatesOfSettings } from './settings-gates.ts'

type Row = Readonly<Record<string, unknown>>

const plain: Row = {
  request: {
    principal: { type: 'user', arn: 'arn:aws:iam::444455556666:user/ida', account: '444455556666' },
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::ledger/q1.csv',
    resourceAccount: '111122223333',
    context: {},
  },
}

function read(row: Row, settings: unknown) {
  const one = readEvaluationCase({ ...plain, ...row, settings: {} })
  if (!one.ok) throw new Error(one.problem.message.en)
  const problems: unknown[] = []
  const outcome = evaluateCase(one.value, (request, policies) => {
    const found = gatesOfSettings(request, policies, settings)
    problems.push(...found.problems)
    return found.gates
  })
  return { outcome, problems }
}

it('makes no gate without settings, and none of keys it does not know', () => {
  for (const settings of [undefined, null, {}, { colour: 'blue', unknown: true }]) {
    expect(read({}, settings).outcome.layers.map(({ layer }) => layer)).not.toContain('bpa')
    expect(read({}, settings).problems).toEqual([])
  }
})

it.each([
  [{ keyState: 7 }, '/keyState', 'The value is not a string.'],
  [{ requesterPays: 'yes' }, '/requesterPays', 'The value is not `true` or `false`.'],
  [{ objectOwner: '12' }, '/objectOwner', 'The value is not a 12-digit account id.'],
  [{ bpa: [] }, '/bpa', 'The value is not an object.'],
  [
    { bpa: { account: { IgnorePublicAcls: 1 } } },
    '/bpa/account/IgnorePublicAcls',
    'The value is not `true` or `false`.',
  ],
  [{ newAcl: 'public' }, '/newAcl', 'The value is not the name of a canned ACL.'],
  [{ objectAcl: {} }, '/objectAcl', 'The value is not a list.'],
  [
    { objectAcl: [{ group: 'AllUsers', permission: 'LOOK' }] },
    '/objectAcl/0/permission',
    /^The value is not one of READ/,
  ],
  [{ newPolicy: { Statement: [{ Effect: 'allow' }] } }, '/newPolicy/Statement/0/Effect', /./],
  [{ grants: [{ operations: ['Decrypt'] }] }, '/grants/0', 'The grant has no `granteePrincipal`.'],
  [
    {
      grants: [{ granteePrincipal: 'a', operations: ['Decrypt'], constraints: { encryptionContextSubset: { a: 1 } } }],
    },
    '/grants/0/constraints/encryptionContextSubset',
    'A value of the encryption context is not a string.',
  ],
  [
    { lakeFormation: { grants: [{ principal: 3 }] } },
    '/lakeFormation/grants/0/principal',
    'The value is not a string.',
  ],
  [{ objectLock: { mode: 'FOREVER' } }, '/objectLock/mode', 'The value is not one of GOVERNANCE, COMPLIANCE.'],
  [{ blockedEncryptionTypes: 'SSE-C' }, '/blockedEncryptionTypes', 'The value is not a list of strings.'],
  [[], '', 'The settings are not an object.'],
])('reports %j at %s', (settings, pointer, message) => {
  const [problem] = read({}, settings).problems
  expect(problem).toEqual({
    pointer,
    message: said(message),
  })
})

it('does not decide on a grant with a constraint it does not know', () => {
  const request = {
    ...Object(plain.request),
    action: 'kms:Decrypt',
    resource: 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d',
  }
  const grant = { granteePrincipal: 'arn:aws:iam::444455556666:user/ida', operations: ['Decrypt'] }
  expect(read({ request }, { grants: [grant] }).outcome.verdict).toBe('allowed')
  const constrained = { ...grant, constraints: { sourceRegion: 'us-east-1' } }
  expect(read({ request }, { grants: [constrained] }).outcome.verdict).toBe(null)
  const elsewhere = { ...grant, encryptionContextSubset: { stage: 'prod' } }
  expect(read({ request }, { grants: [elsewhere] }).outcome.verdict).toBe('implicitDeny')
})

it('leaves a lock that it cannot make out open', () => {
  const request = { ...Object(plain.request), action: 's3:DeleteObjectVersion', resourceAccount: '444455556666' }
  const policies = {
    identity: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }],
  }
  expect(read({ request, policies }, { objectLock: { colour: 'blue' } }).outcome.verdict).toBe(null)
  expect(read({ request, policies }, { objectLock: { unknown: true } }).outcome.verdict).toBe(null)
  expect(read({ request, policies }, { objectLock: { Mode: 'GOVERNANCE' } }).outcome.verdict).toBe('explicitDeny')
  expect(read({ request, policies }, { objectLock: { LegalHold: { Status: 'ON' } } }).outcome.verdict).toBe(
    'explicitDeny',
  )
  expect(read({ request, policies }, { objectLock: { LegalHold: { Status: 'OFF' } } }).outcome.verdict).toBe('allowed')
})

const everySetting = [
  'bpa objectOwnership objectOwner objectAcl bucketAcl newAcl newPolicy networkOrigin vpcId requesterPays objectLock',
  'requestPayerHeader blockedEncryptionTypes requestEncryption expectedBucketOwner bucketOwner objectExists',
  'callerHasListBucket keyManager keyState grants lakeFormation',
].flatMap((line) => line.split(' '))

it('lets settings of other services change nothing, whatever they are', () => {
  const hidden = Object.fromEntries(everySetting.map((key) => [key, { unknown: true }]))
  const policies = {
    identity: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }],
  }
  const request = { ...Object(plain.request), action: 'iam:GetUser', resource: '*', resourceAccount: null }
  expect(read({ request, policies }, hidden).outcome.possible).toEqual(['allowed'])
  const describeKey = { ...request, action: 'kms:ListKeys' }
  expect(read({ request: describeKey, policies }, { ...hidden, grants: [] }).outcome.possible).toEqual(['allowed'])
})

it('leaves open only what a hidden setting bears on', () => {
  const policies = {
    identity: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }],
  }
  const request = { ...Object(plain.request), resourceAccount: '444455556666' }
  const opened = everySetting.filter((key) => {
    const { outcome } = read({ request, policies }, { [key]: { unknown: true } })
    return outcome.verdict === null
  })
  expect(opened).toEqual(['objectOwner', 'networkOrigin', 'expectedBucketOwner'])
})

/** Every settings object with one of its facts, at any depth, marked as not known. */
function hidings(settings: Row): readonly Row[] {
  return Object.entries(settings).flatMap(([key, value]) =>
    [{ unknown: true }, ...insideOf(key, value)].map((hidden) => ({ ...settings, [key]: hidden })),
  )
}

const documents: ReadonlySet<string> = new Set(['newPolicy', 'resource', 'accessPoint', 'vpce', 'boundary'])

function insideOf(key: string, value: unknown): readonly Row[] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject && !documents.has(key) && !('unknown' in value) ? hidings({ ...value }) : []
}

const folder = new URL('../../cases/gates/', import.meta.url)
const rows: readonly Row[] = readdirSync(folder).flatMap((file) =>
  JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
)

describe('hiding a policy or a context key never excludes the answer either', () => {
  it.each(rows.map((row) => [String(row.id), row] as const))('%s', (_id, row) => {
    const { possible } = read(row, row.settings).outcome
    const request = Object(row.request)
    const hidden = [
      ...hidings(Object(row.policies)).map((policies) => ({ ...row, policies })),
      ...hidings(request.context).map((context) => ({ ...row, request: { ...request, context } })),
    ]
    for (const one of hidden) {
      for (const verdict of possible)
        expect(read(one, row.settings).outcome.possible, JSON.stringify(one)).toContain(verdict)
    }
  })
})

describe('hiding a fact never excludes the answer that it gave', () => {
  it.each(rows.map((row) => [String(row.id), row] as const))('%s', (_id, row) => {
    const settings = Object(row.settings)
    const { possible } = read(row, settings).outcome
    for (const hidden of hidings(settings)) {
      const { outcome, problems } = read(row, hidden)
      expect(problems).toEqual([])
      for (const verdict of possible) expect(outcome.possible, JSON.stringify(hidden)).toContain(verdict)
    }
  })
})
