import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { inOrder } from './in-order.ts'

const megabyte = 1024 * 1024

/** The files as they came, and the most files and megabytes that were held at the same time. */
async function heldOf(megabytes: readonly number[]) {
  const held = new Set<{ readonly size: number }>()
  const most = { files: 0, megabytes: 0 }
  const files = megabytes.map((size) => ({ size: size * megabyte }))
  const given: number[] = []
  for await (const { file, content } of inOrder(files, async (file) => {
    held.add(file)
    most.files = Math.max(most.files, held.size)
    most.megabytes = Math.max(
      most.megabytes,
      [...held].reduce((sum, { size }) => sum + size / megabyte, 0),
    )
    await sleep(1)
    return file.size / megabyte
  })) {
    expect(content).toBe(file.size / megabyte)
    given.push(content)
    held.delete(file)
  }
  return { given, most }
}

describe('objects on their way', () => {
  it('are sixteen at most, and come in their order', async () => {
    const sizes = [...Array(40).keys()]
    expect(await heldOf(sizes.map((n) => n / 100))).toEqual({
      given: sizes.map((n) => n / 100),
      most: { files: 16, megabytes: expect.any(Number) },
    })
  })

  it('have 128 MB at most in all; one with more goes alone', async () => {
    const sizes = [...Array(10).fill(50), 500, 1, 1, 500, 100, 28, 1]
    const { given, most } = await heldOf(sizes)
    expect(given).toEqual(sizes)
    expect(most.megabytes).toBe(500)
    expect((await heldOf(Array(10).fill(50))).most).toEqual({ files: 2, megabytes: 100 })
  })
})
