// Compiles tools/kernel/ (AssemblyScript) to WebAssembly and writes src/trail/files/kernel.generated.ts.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const target = new URL('../src/trail/files/kernel.generated.ts', import.meta.url)

const options = [
  ...['--runtime', 'stub', '--noAssert', '-O3', '--converge', '--uncheckedBehavior', 'always'],
  ...['--enable', 'simd', '--enable', 'bulk-memory', '--use', 'abort='],
  ...['--initialMemory', '16', '--maximumMemory', '32768', '--memoryBase', '64'],
]

/** The text of kernel.generated.ts as the sources give it. */
export async function kernelText() {
  const { default: asc } = await import('assemblyscript/asc')
  const folder = fileURLToPath(new URL('kernel', import.meta.url))
  const files = new Map()
  const { error, stderr } = await asc.main(['index.ts', '--baseDir', folder, '--outFile', 'kernel.wasm', ...options], {
    writeFile: (name, content) => files.set(name, content),
  })
  if (error !== null) throw new Error(stderr.toString())
  const bytes = Buffer.from(files.get('kernel.wasm')).toString('base64')
  return `// Written by tools/update-kernel.mjs from tools/kernel/; not for hands.\n/** WebAssembly, in base 64. */\nexport const kernelBytes: string =\n  '${bytes}'\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, await kernelText())
