const reasonByCode: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file or folder'],
  ['EACCES', 'permission to read it is missing'],
  ['EPERM', 'permission to read it is missing'],
  ['ELOOP', 'it is a link that leads back to itself'],
  ['EIO', 'the disk reports an error'],
  ['EMFILE', 'too many files are open'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['ENOTDIR', 'part of its path is no folder'],
  ['EISDIR', 'it is a folder'],
])

/** Why the system could not do what it was asked to, as a clause. */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'the reason is unknown'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const message = 'message' in error && typeof error.message === 'string' ? error.message : ''
  return reasonByCode.get(code) ?? (message.slice(0, 200) || 'the reason is unknown')
}
