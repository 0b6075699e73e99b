import { describe, expect, it } from 'vitest'
import { cutMiddle, shortPrincipal, shortResource } from './short-names.ts'

const nobody = { arn: null, roleArn: null, service: null }

describe('short names', () => {
  it('name a session by its role, without the path', () => {
    const arn = 'arn:aws:sts::111122223333:assumed-role/reader/mina'
    expect(shortPrincipal({ ...nobody, arn })).toBe('role/reader')
    expect(shortPrincipal({ ...nobody, arn, roleArn: 'arn:aws:iam::111122223333:role/team/reader' })).toBe(
      'role/reader',
    )
  })

  it('name users, roots, services and nobody', () => {
    expect(shortPrincipal({ ...nobody, arn: 'arn:aws:iam::111122223333:user/a/mina' })).toBe('user/mina')
    expect(shortPrincipal({ ...nobody, arn: 'arn:aws:iam::111122223333:root' })).toBe('root')
    expect(shortPrincipal({ ...nobody, service: 'glue.amazonaws.com' })).toBe('glue.amazonaws.com')
    expect(shortPrincipal(nobody)).toBe('anonymous')
  })

  it('name a resource within its service', () => {
    expect(shortResource('arn:aws:s3:::orders/a.csv')).toBe('orders/a.csv')
    expect(shortResource('*')).toBe('*')
  })

  it('keep the beginning and the end of a long name', () => {
    const shown = cutMiddle(`orders/${'x'.repeat(200)}/march.csv`)
    expect(shown).toHaveLength(64)
    expect(shown.startsWith('orders/')).toBe(true)
    expect(shown.endsWith('/march.csv')).toBe(true)
  })
})
