import { expect } from 'vitest'

/** Matches a phrase with these English words, and with Korean ones beside them. */
export function said(en: string | RegExp): unknown {
  return expect.objectContaining({
    en: typeof en === 'string' ? en : expect.stringMatching(en),
    ko: expect.stringMatching(/[가-힣]/),
  })
}
