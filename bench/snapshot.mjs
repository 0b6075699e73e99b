// How long one question takes in an account of 10,000 roles: open, find the role, place one of its statements.
// `node bench/snapshot.mjs [roles]`. The full JSON.parse of the same file stands beside it for comparison.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const count = Number(process.argv[2] ?? 10_000)
const folder = mkdtempSync(join(tmpdir(), 'undeny-bench-'))
try {
  const file = writeSnapshot(join(folder, 'snapshot'))
  const snapshot = await loadReader()
  const asked = `team-${count - 1}`
  const times = { parse: [], question: [], place: [], another: [], again: [] }
  for (let round = 0; round < 7; round++) {
    times.parse.push(took(() => JSON.parse(readText(file))))
    const opened = snapshot.openSnapshot(snapshot.readSnapshotFiles(join(folder, 'snapshot')).files)
    let role
    times.question.push(took(() => (role = snapshot.findRole(opened, '111122223333', asked))))
    if (role.kind !== 'known' || role.value.policies.length !== 3) throw new Error('the role was not found')
    times.place.push(took(() => snapshot.policyPosition(opened, role.value.policies[0], '/Statement/0/Action')))
    times.another.push(took(() => snapshot.policyPosition(opened, role.value.policies[1], '/Statement/0/Action')))
    times.again.push(took(() => snapshot.findRole(opened, '111122223333', 'team-0')))
  }
  console.log(`${count} roles, ${(statSync(file).size / 1e6).toFixed(1)} MB, medians of 7`)
  for (const [name, values] of Object.entries(times)) console.log(`${name.padEnd(10)}${median(values).toFixed(1)} ms`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function readText(file) {
  return readFileSync(file, 'utf8')
}

async function loadReader() {
  const outfile = join(folder, 'reader.mjs')
  const contents = ['snapshot', 'read-files', 'iam', 'policy-text']
    .map((name) => `export * from './src/snapshot/${name}.ts'`)
    .join('\n')
  const stdin = { contents, resolveDir: process.cwd(), loader: 'ts' }
  await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' })
  return import(pathToFileURL(outfile).href)
}

function writeSnapshot(root) {
  const iam = join(root, '111122223333/global/iam')
  mkdirSync(iam, { recursive: true })
  writeFileSync(join(root, 'snapshot.json'), '{"format":"undeny-snapshot","version":1}')
  const file = join(iam, 'GetAccountAuthorizationDetails.json')
  const roles = Array.from({ length: count }, (_, index) => roleOf(index))
  const details = { UserDetailList: [], GroupDetailList: [], RoleDetailList: roles, Policies: policies() }
  writeFileSync(file, JSON.stringify(details, null, 4))
  return file
}

function roleOf(index) {
  const name = `team-${index}`
  const statement = (sid) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
    Resource: [`arn:aws:s3:::data-${index}`, `arn:aws:s3:::data-${index}/*`],
    Condition: { StringEquals: { 'aws:PrincipalTag/team': name } },
  })
  return {
    Path: '/',
    RoleName: name,
    RoleId: `AROA${String(index).padStart(9, '0')}EXAMPLE`,
    Arn: `arn:aws:iam::111122223333:role/${name}`,
    CreateDate: '2025-01-01T00:00:00+00:00',
    AssumeRolePolicyDocument: trust(),
    RolePolicyList: ['read', 'write'].map((policy) => ({
      PolicyName: policy,
      PolicyDocument: { Version: '2012-10-17', Statement: [statement('First'), statement('Second')] },
    })),
    AttachedManagedPolicies: [{ PolicyName: 'Base', PolicyArn: 'arn:aws:iam::111122223333:policy/Base' }],
    Tags: [{ Key: 'team', Value: name }],
  }
}

function trust() {
  const principal = { Service: 'glue.amazonaws.com' }
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  }
}

function policies() {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }] }
  return [
    {
      PolicyName: 'Base',
      Arn: 'arn:aws:iam::111122223333:policy/Base',
      DefaultVersionId: 'v1',
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: document }],
    },
  ]
}

function took(work) {
  const start = performance.now()
  work()
  return performance.now() - start
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}
