import type { Phrase } from '../iam/phrase.ts'

const noPermission: Phrase = { en: 'permission to read it is missing', ko: '읽을 권한이 없습니다' }

const reasonByCode: ReadonlyMap<string, Phrase> = new Map([
  ['ENOENT', { en: 'there is no such file or folder', ko: '그런 파일이나 폴더가 없습니다' }],
  ['EACCES', noPermission],
  ['EPERM', noPermission],
  ['ELOOP', { en: 'it is a link that leads back to itself', ko: '자기 자신으로 돌아오는 링크입니다' }],
  ['EIO', { en: 'the disk reports an error', ko: '디스크에서 오류가 났습니다' }],
  ['EMFILE', { en: 'too many files are open', ko: '열린 파일이 너무 많습니다' }],
  ['ENAMETOOLONG', { en: 'its name is too long', ko: '이름이 너무 깁니다' }],
  ['ENOTDIR', { en: 'part of its path is no folder', ko: '경로의 일부가 폴더가 아닙니다' }],
  ['EISDIR', { en: 'it is a folder', ko: '폴더입니다' }],
  ['ENOSPC', { en: 'no space is left', ko: '남은 공간이 없습니다' }],
  ['ERR_BUFFER_TOO_LARGE', { en: 'it unpacks to more than 512 MB', ko: '압축을 풀면 512MB를 넘습니다' }],
  ['Z_BUF_ERROR', { en: 'it is cut short', ko: '중간에서 잘렸습니다' }],
  ['Z_DATA_ERROR', { en: 'its compressed data are damaged', ko: '압축된 데이터가 손상되었습니다' }],
])

const noReason: Phrase = { en: 'the reason is unknown', ko: '원인을 알 수 없습니다' }

/** Why the system, or zlib, could not do what it was asked to, as a clause; what has no words here, it says itself. */
export function reasonOf(error: unknown): Phrase {
  if (typeof error !== 'object' || error === null) return noReason
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const message = ('message' in error && typeof error.message === 'string' ? error.message : code).slice(0, 200)
  return reasonByCode.get(code) ?? (message === '' ? noReason : { en: message, ko: message })
}
