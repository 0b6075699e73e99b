import { describe, expect, it } from 'vitest'
import { padded, widthOf } from './width.ts'

describe('the width of a text on a terminal', () => {
  it('is two columns for Hangul and one for Latin letters', () => {
    expect(widthOf('거부 deny')).toBe(9)
    expect(widthOf('리소스 기반 정책')).toBe(16)
  })

  it('counts a character outside the basic plane once', () => {
    expect(widthOf('𝒶')).toBe(1)
  })

  it('is filled up with blanks, and never cut', () => {
    expect(padded('허용', 6)).toBe('허용  ')
    expect(padded('확실하지 않음', 4)).toBe('확실하지 않음')
  })
})
