import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ioOf } from '../../test/io-fixture.ts'
import { said } from '../../test/phrase-fixture.ts'
import { type Io, printable, readInput, reasonOf, usesColour } from './io.ts'

function ioWith(overrides: Partial<Io>): Io {
  const readStdin = (): Promise<Uint8Array> => Promise.resolve(new TextEncoder().encode('Access Denied'))
  return ioOf({ readStdin, stdinIsTerminal: false, ...overrides }).io
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: open '/home/mina/denied.txt'`), { code })
}

function ioReading(...bytes: readonly number[]): Io {
  return ioWith({ readFile: () => Promise.resolve(Uint8Array.from(bytes)) })
}

describe('readInput', () => {
  it('reads standard input where no file or a dash is named', async () => {
    expect(await readInput(null, ioWith({}))).toEqual({ ok: true, text: 'Access Denied' })
    expect(await readInput('-', ioWith({}))).toEqual({ ok: true, text: 'Access Denied' })
  })

  it.each([
    ['gzip', gzipSync('Access Denied')],
    ['gzip of two members', Buffer.concat([gzipSync('Access '), gzipSync('Denied')])],
    ['zstd', Buffer.from('KLUv/SANaQAAQWNjZXNzIERlbmllZA==', 'base64')],
    ['gzip of UTF-16', gzipSync(Buffer.from('\ufeffAccess Denied', 'utf16le'))],
  ])('unpacks %s', async (_, bytes) => {
    expect(await readInput('denied.gz', ioReading(...bytes))).toEqual({ ok: true, text: 'Access Denied' })
    const piped = ioWith({ readStdin: () => Promise.resolve(bytes) })
    expect(await readInput(null, piped)).toEqual({ ok: true, text: 'Access Denied' })
  })

  const megabyte = gzipSync(Buffer.alloc(1024 * 1024, 32))

  it.each([
    ['cut short', gzipSync('Access Denied').subarray(0, 20), 'it is cut short'],
    ['cut before its text', Buffer.from([0x1f, 0x8b, 0x08, 0x00]), 'it is cut short'],
    [
      'damaged zstd',
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xff, 1, 2, 3]),
      'its compressed data are damaged or cut short',
    ],
    ['too large', Buffer.concat(Array.from({ length: 513 }, () => megabyte)), 'it unpacks to more than 512 MB'],
  ])('takes no part of a packed input: %s', async (_, bytes, reason) => {
    const problem = said(`\`trail.json.gz\` could not be read: ${reason}.`)
    const io = ioWith({ readFile: () => Promise.resolve(bytes) })
    expect(await readInput('trail.json.gz', io)).toEqual({ ok: false, code: 3, problem })
  })

  it('reads UTF-8 with and without a byte order mark, and the UTF-16 that PowerShell writes', async () => {
    expect(await readInput('f', ioReading(0xea, 0xb1, 0xb0))).toEqual({ ok: true, text: '거' })
    expect(await readInput('f', ioReading(0xef, 0xbb, 0xbf, 0x41))).toEqual({ ok: true, text: 'A' })
    expect(await readInput('f', ioReading(0xff, 0xfe, 0x41, 0x00))).toEqual({ ok: true, text: 'A' })
    expect(await readInput('f', ioReading(0xfe, 0xff, 0x00, 0x41))).toEqual({ ok: true, text: 'A' })
  })

  it('reads bytes that are no text without failing', async () => {
    expect(await readInput('f', ioReading(0x41, 0xff))).toEqual({ ok: true, text: 'A\ufffd' })
  })

  it.each([
    ['ENOENT', 'there is no such file or folder'],
    ['EISDIR', 'it is a folder'],
    ['EACCES', 'permission to read it is missing'],
  ])('says %s in words', async (code, reason) => {
    const io = ioWith({ readFile: () => Promise.reject(systemError(code)) })
    const problem = said(`\`denied.txt\` could not be read: ${reason}.`)
    expect(await readInput('denied.txt', io)).toEqual({ ok: false, code: 3, problem })
  })

  it('tells who passed an error text as the file where a text belongs', async () => {
    const problem = said(
      '`User is not authorized` could not be read: there is no such file or folder. An error text, unlike a file, is read from standard input.',
    )
    expect(await readInput('User is not authorized', ioWith({}))).toEqual({ ok: false, code: 3, problem })
  })

  it('does not wait for a person to type', async () => {
    const problem = said('No input: name a file, or pipe the error text into undeny.')
    expect(await readInput(null, ioWith({ stdinIsTerminal: true }))).toEqual({ ok: false, code: 2, problem })
  })
})

describe('printable', () => {
  it('escapes control and direction characters and keeps letters', () => {
    expect(printable('가\u001b[2J\r\n\u202e\u2028b')).toBe('가\\u{001b}[2J\\u{000d}\\u{000a}\\u{202e}\\u{2028}b')
  })

  it('cuts a long text', () => {
    expect(printable('x'.repeat(1000))).toBe(`${'x'.repeat(200)}…`)
  })
})

describe('reasonOf', () => {
  it('has words for anything that can be thrown', () => {
    expect(reasonOf(undefined)).toEqual(said('the reason is unknown'))
    expect(reasonOf('text')).toEqual(said('the reason is unknown'))
    expect(reasonOf(new Error(''))).toEqual(said('the reason is unknown'))
    expect(reasonOf(new Error('disk on fire'))).toEqual({ en: 'disk on fire', ko: 'disk on fire' })
  })
})

describe('usesColour', () => {
  it('is true only for a terminal whose owner did not refuse colour', () => {
    expect(usesColour(ioWith({ isTerminal: true }))).toBe(true)
    expect(usesColour(ioWith({ isTerminal: true, env: { NO_COLOR: '' } }))).toBe(true)
    expect(usesColour(ioWith({ isTerminal: true, env: { NO_COLOR: '1' } }))).toBe(false)
    expect(usesColour(ioWith({ isTerminal: true, env: { TERM: 'dumb' } }))).toBe(false)
    expect(usesColour(ioWith({ isTerminal: false }))).toBe(false)
  })
})
