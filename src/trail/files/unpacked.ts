import type { Phrase } from '../../iam/phrase.ts'
import type { Memory } from './memory.ts'
import { type Bytes, openInput } from './open-input.ts'
import { fillFirst, wholeText } from './scan-text.ts'

/** All that a file holds, up to where its packing ends too early; or one clause on why it is not read. */
export type Unpacked =
  | { readonly ok: true; readonly bytes: Buffer; readonly fault: Phrase | null }
  | { readonly ok: false; readonly problem: Phrase }

/** Unpacks a file of gzip or zstd into memory, and takes any other as it is; at most 512 MB, whatever the file says of itself. */
export function unpacked(memory: Memory, source: Bytes): Unpacked {
  const opened = openInput(memory, source)
  if (!opened.ok) return opened
  const whole = wholeText(memory, opened.input, fillFirst(memory, opened.input))
  return whole === null ? { ok: false, problem: tooLarge } : { ok: true, ...whole }
}

const tooLarge: Phrase = { en: 'it unpacks to more than 512 MB', ko: '압축을 풀면 512MB를 넘습니다' }
