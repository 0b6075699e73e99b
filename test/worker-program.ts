import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Builds a worker of the sources into one file; gives where it lies. */
export async function builtWorker(entry: string, into: string): Promise<URL> {
  const outfile = `${into}/worker.cjs`
  await build({
    entryPoints: [`${root}${entry}`],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    logLevel: 'error',
  })
  return pathToFileURL(outfile)
}
