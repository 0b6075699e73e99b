import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { kernelText } from '../tools/update-kernel.mjs'

const generated = fileURLToPath(new URL('../src/trail/files/kernel.generated.ts', import.meta.url))

it('the kernel of the search is what its sources compile to (npm run update:kernel)', async () => {
  expect(readFileSync(generated, 'utf8')).toBe(await kernelText())
})
