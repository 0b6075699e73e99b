// Prints how long one comparison takes; a regular expression with the same stars is measured beside it.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const entry = fileURLToPath(new URL('../src/iam/wildcard.ts', import.meta.url))
const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false })
const { matchesWildcard } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
)

const cases = [
  ['30 stars, key of 2,000 characters, no match', `${'*a'.repeat(30)}*b`, 'a'.repeat(2000)],
  ['30 stars, key of 2,000 characters, match', `${'*a'.repeat(30)}*`, 'a'.repeat(2000)],
  ['an ordinary ARN', 'arn:aws:s3:::tide-readings/*/raw/*', 'arn:aws:s3:::tide-readings/2026/02/raw/a.csv'],
  ['an ordinary action', 's3:Get*', 's3:GetObject'],
]

function microseconds(run) {
  for (let i = 0; i < 50; i += 1) run()
  const samples = []
  for (let i = 0; i < 201; i += 1) {
    const started = performance.now()
    run()
    samples.push((performance.now() - started) * 1000)
  }
  return samples.sort((a, b) => a - b)[100].toFixed(1)
}

for (const [name, pattern, text] of cases) {
  console.log(`${name}: ${microseconds(() => matchesWildcard(pattern, text))} µs`)
}
const stars = 3
const regexp = new RegExp(`^${'.*a'.repeat(stars)}.*b$`)
const started = performance.now()
regexp.test('a'.repeat(200))
console.log(
  `a regular expression, ${stars} stars, 200 characters: ${((performance.now() - started) * 1000).toFixed(1)} µs`,
)
