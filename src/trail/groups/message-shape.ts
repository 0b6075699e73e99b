/** Parts of a message that differ from call to call: names of resources and sessions, ids, numbers. */
const variable: readonly RegExp[] = [
  /\barn:[\w-]{1,20}:[^\s"',;)\]]{1,2000}/g,
  /\bs3:\/\/[^\s"',;)\]]{1,2000}/g,
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
  // An encoded authorization message, a key id, a resource id: long, and with digits in it.
  /\b(?=[\w-]{0,200}\d)[\w-]{17,20000}\b/g,
  /\b\d{3,}\b/g,
]

/** What stays of a message when it is about other resources: two denials of one kind have the same shape. */
export function messageShape(message: string | null): string {
  if (message === null) return ''
  return variable.reduce((text, pattern) => text.replace(pattern, '…'), message.slice(0, 4_000)).trim()
}
