// Shows the program at work: explains the bundled example, then says how to explain an error of one's own.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const example = 'examples/athena-query-three-layers'

// A reader that has seen enough, as `head`, closes the pipe.
process.stdout.on('error', () => process.exit(0))

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
if (!existsSync(`${example}/denial.txt`)) {
  process.stderr.write(`start: the example ${example} is missing from this checkout.\n`)
  process.exit(1)
}

const args = [`${example}/denial.txt`, '--snapshot', `${example}/snapshot`]
process.stdout.write(`$ undeny ${args.join(' ')}\n\n`)
const { status } = spawnSync(process.execPath, ['dist/undeny.js', ...args], { stdio: 'inherit' })
// 1 says that a fact is missing, which is an answer too.
if (status !== 0 && status !== 1) process.exit(1)

process.stdout.write(`
To explain an error of your own, paste it into a file:  node dist/undeny.js denied.txt
or pipe the failing command into it:                    aws s3 ls s3://doc-example 2>&1 | node dist/undeny.js
Proof and fixes come with recorded policies:            node dist/undeny.js denied.txt --snapshot DIR
`)
