// Checks every locked package, direct or not: a permissive licence, no download address, a line in the document.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

// Copyleft per file: fine for a tool that runs at development time and never reaches what we publish.
const developmentOnly = new Map([['MPL-2.0', /^lightningcss(-|$)/]])

/** What is wrong with the locked packages, one sentence each. */
export function licenceProblems(lock, dependenciesPage) {
  const problems = []
  for (const [path, entry] of Object.entries(lock.packages)) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (entry.resolved !== undefined) problems.push(`${name} has a download address in package-lock.json.`)
    if (path !== '' && !isAllowed(name, entry)) {
      problems.push(`${name} has the licence ${entry.license ?? '(none)'}, which is not on the list.`)
    }
  }
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = lock.packages['']
  for (const name of Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
    if (!dependenciesPage.includes(`| \`${name}\` |`)) problems.push(`docs/dependencies.md has no line for ${name}.`)
  }
  return problems
}

function isAllowed(name, { license, dev }) {
  if (typeof license !== 'string') return false
  return alternatives(license).some(
    (all) =>
      all.every((id) => permissive.has(id)) ||
      all.every((id) => dev === true && (developmentOnly.get(id)?.test(name) ?? false)),
  )
}

/** An SPDX expression as its alternatives, each a list of licences that hold together. */
function alternatives(expression) {
  const flat = expression.replace(/[()]/g, ' ').trim()
  // A nested expression is rare; read as if every part held, it can only be refused, never let through.
  if (/\(/.test(expression) && / AND /.test(expression)) return [flat.split(/ (?:OR|AND) /).map((id) => id.trim())]
  return flat.split(' OR ').map((part) => part.split(' AND ').map((id) => id.trim()))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = new URL('..', import.meta.url)
  const lock = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'))
  const problems = licenceProblems(lock, readFileSync(new URL('docs/dependencies.md', root), 'utf8'))
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  if (problems.length === 0)
    process.stdout.write(`${Object.keys(lock.packages).length - 1} packages, all permissive.\n`)
  process.exit(problems.length === 0 ? 0 : 1)
}
