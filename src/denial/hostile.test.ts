import { describe, expect, it } from 'vitest'
import { parseDenials, parseNearDenials } from './parse.ts'

const long = 512 * 1024

function repeated(text: string): string {
  return text.repeat(Math.ceil(long / text.length))
}

describe('hostile text', () => {
  // A pattern that backtracks without bound needs hours for these; the limit only has to tell hours from seconds.
  it.each([
    '\\',
    ' ',
    '\n',
    'a',
    'a.',
    'arn:',
    'User: ',
    'is not authorized to perform ',
    'is not authorized to perform: s3:GetObject on resource: ',
    'because no ',
    'with an explicit deny in a ',
    'Access Denied ',
    '{"eventName":',
    '[',
    '"',
    '| a | b |\n',
    '--------------\n',
    '&lt;',
    's3://',
    'https://a.s3.',
    '**a',
    'Request ID: ',
    'insufficient lake formation permission on ',
    'principal [',
    'arn:aws:iam::1\n',
    'could not assume role ',
    'Access Denied Request ID: 1a ',
    'https://eu-',
    'User: arn:<a ',
    '\n**a**',
    '\u001b[',
    '\u001b]',
  ])('made of %j is read in seconds', { timeout: 60_000 }, (text) => {
    const input = `${repeated(text)} eventName Access Denied`
    expect(parseDenials(input).length).toBeLessThan(10)
    expect(parseNearDenials(input)).toEqual([])
  })

  it.each(['plain words, ', '**bold** ', '`code` ', '~~~\n', '&lt;br&gt; ', '\u00e9\r\n', '| cell '])(
    'hides no denial that stands after a long line of %j',
    (filler) => {
      const sentence =
        'User: arn:aws:iam::111122223333:user/mona is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::ledger'
      expect(parseDenials(`${filler.repeat(50_000)} ${sentence}`)).toMatchObject([
        { principal: 'arn:aws:iam::111122223333:user/mona', action: 's3:GetObject', resource: 'arn:aws:s3:::ledger' },
      ])
    },
  )

  it('cannot put control characters into a field', () => {
    const text =
      'User: arn:aws:iam::111122223333:user/\u001b[2Jmo\u0007na\u202e is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::le\u001b]0;x\u0007dger'
    expect(parseDenials(text)).toMatchObject([
      { principal: 'arn:aws:iam::111122223333:user/mona', resource: 'arn:aws:s3:::ledger' },
    ])
  })

  it('cannot reach a prototype through the keys of an event', () => {
    const text =
      '{"__proto__":{"eventName":"GetObject","eventSource":"s3.amazonaws.com","errorCode":"AccessDenied"},"constructor":1,"eventName":3}'
    expect(parseDenials(text).length).toBeLessThan(2)
    expect(Object.hasOwn(Object.prototype, 'eventName')).toBe(false)
  })

  it('keeps the message short', () => {
    expect(parseDenials(`Access Denied ${repeated('x')}`)[0]?.hints.message.length).toBeLessThanOrEqual(2_000)
  })
})
