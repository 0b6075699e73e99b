// Reads a JSON report of vitest: prints "passed failed", and on standard error each test that was skipped without leave.
// A test may be skipped only where the shared cases that its file reads are not on this machine.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [reportFile = ''] = process.argv.slice(2)
const sharedIsThere = existsSync(resolve(root, process.env.SHARED ?? '../shared', 'data'))

const report = JSON.parse(readFileSync(reportFile, 'utf8'))
const skipped = report.testResults.flatMap(({ name, assertionResults }) =>
  assertionResults
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => ({ file: name, fullName })),
)
const faults = skipped.filter(({ file }) => sharedIsThere || !readFileSync(file, 'utf8').includes('SHARED'))
for (const { file, fullName } of faults) process.stderr.write(`skipped: ${fullName} (${file.replace(root, '')})\n`)

// A file that could not be loaded has no test of its own to fail.
const broken = report.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
)
process.stdout.write(`${report.numPassedTests} ${report.numFailedTests + broken.length + faults.length}\n`)
