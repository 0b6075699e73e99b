// How long `undeny explain` takes from a cold start with a snapshot of 1 MB, beside an empty Node program.
// Run after `npm run build`. The two take turns, so that whatever else the machine does weighs on both.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const rounds = Number(process.argv[2] ?? 21)
const account = '111122223333'
const program = fileURLToPath(new URL('../dist/undeny.js', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'undeny-bench-'))
try {
  const bytes = writeInput(folder)
  const explain = [program, 'explain', join(folder, 'denial.txt'), '--snapshot', join(folder, 'snapshot')]
  const empty = ['-e', '0']
  const times = { empty: [], explain: [] }
  for (let round = 0; round < rounds; round++) {
    times.empty.push(milliseconds(empty))
    times.explain.push(milliseconds(explain))
  }
  const [base, full] = [median(times.empty), median(times.explain)]
  process.stdout.write(`snapshot          ${(bytes / 1e6).toFixed(2)} MB\n`)
  process.stdout.write(`node -e 0         ${base.toFixed(0)} ms (median of ${rounds})\n`)
  process.stdout.write(`undeny explain    ${full.toFixed(0)} ms (median of ${rounds})\n`)
  process.stdout.write(`ratio             ${(full / base).toFixed(2)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function milliseconds(args) {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0 && status !== 1) throw new Error(`exit code ${status}: ${stderr}`)
  return performance.now() - start
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

/** Writes a denial and a snapshot of about 1 MB in which one of many roles was denied; gives the size of the snapshot. */
function writeInput(folder) {
  writeFileSync(
    join(folder, 'denial.txt'),
    `An error occurred (AccessDenied) when calling the GetObject operation: User: arn:aws:sts::${account}:assumed-role/worker-7/run is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::bench-reports/q1.csv" because no identity-based policy allows the s3:GetObject action\n`,
  )
  const details = { UserDetailList: [], GroupDetailList: [], Policies: [], RoleDetailList: [] }
  for (let number = 0; JSON.stringify(details, null, 2).length < 1_000_000; number += 25) {
    for (let offset = 0; offset < 25; offset++) details.RoleDetailList.push(role(number + offset))
  }
  const files = {
    'snapshot.json': { format: 'undeny-snapshot', version: 1, collectedAt: '2026-01-01T00:00:00Z' },
    [`${account}/global/iam/GetAccountAuthorizationDetails.json`]: details,
    [`${account}/global/s3/ListBuckets.json`]: { Buckets: [{ Name: 'bench-reports' }], Owner: { ID: 'a'.repeat(64) } },
    [`${account}/global/s3/GetBucketPolicy/bench-reports.json`]: { error: { code: 'NoSuchBucketPolicy' } },
  }
  return Object.entries(files).reduce((bytes, [path, content]) => {
    const file = join(folder, 'snapshot', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(content, null, 2))
    return bytes + statSync(file).size
  }, 0)
}

function role(number) {
  const name = `worker-${number}`
  return {
    Path: '/',
    RoleName: name,
    RoleId: `AROA${String(number).padStart(17, '0')}`,
    Arn: `arn:aws:iam::${account}:role/${name}`,
    CreateDate: '2025-06-01T00:00:00Z',
    AssumeRolePolicyDocument: policy('sts:AssumeRole', { Principal: { Service: 'glue.amazonaws.com' } }),
    InstanceProfileList: [],
    RolePolicyList: [
      { PolicyName: 'read', PolicyDocument: policy('s3:GetObject', { Resource: `arn:aws:s3:::bench-${number}/*` }) },
    ],
    AttachedManagedPolicies: [],
    Tags: [],
  }
}

function policy(action, rest) {
  return { Version: '2012-10-17', Statement: [{ Sid: 'Only', Effect: 'Allow', Action: [action], ...rest }] }
}
