import { plainValue, type ReadConditionValue } from './condition-value.ts'

/** `BinaryEquals`: the bytes that both sides write in base64. */
export const readBinary: ReadConditionValue = (text) => {
  const wanted = unpadded(text)
  return plainValue(text, (actual) => unpadded(actual) === wanted)
}

function unpadded(base64: string): string {
  let end = base64.length
  while (end > 0 && base64[end - 1] === '=') end -= 1
  return base64.slice(0, end)
}
