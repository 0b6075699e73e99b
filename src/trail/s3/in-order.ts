/** Objects on their way at the same time: enough to fill a line, few enough to hold in memory. */
const mostOpen = 16

/** Bytes of these, as they are stored; an object with more goes alone. */
const mostBytes = 128 * 1024 * 1024

/** The contents of files in their order, several of them fetched at the same time. */
export async function* inOrder<F extends { readonly size: number }, C>(
  files: readonly F[],
  contentOf: (file: F) => Promise<C>,
): AsyncGenerator<{ readonly file: F; readonly content: C }> {
  const open: { readonly file: F; readonly content: Promise<C> }[] = []
  let [next, bytes] = [0, 0]
  for (;;) {
    for (let file = files[next]; file !== undefined && open.length < mostOpen; file = files[next]) {
      if (open.length > 0 && bytes + file.size > mostBytes) break
      open.push({ file, content: contentOf(file) })
      bytes += file.size
      next += 1
    }
    const first = open.shift()
    if (first === undefined) return
    yield { file: first.file, content: await first.content }
    bytes -= first.file.size
  }
}
