import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { finished, optionsFor, outcomeOf, playTrino, queued, running } from '../../../test/busy-trino.ts'

const folder = mkdtempSync(join(tmpdir(), 'undeny-tls-'))
const made = spawnSync('openssl', [
  ...[
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=trino',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
  ],
  ...['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
])

afterAll(() => rmSync(folder, { recursive: true }))

describe.skipIf(made.status !== 0)('TLS', () => {
  it('trusts the authority that is named, and no server without one', async () => {
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(folder, name), 'utf8'))
    const server = await playTrino([queued, running, finished], { key: key ?? '', cert: cert ?? '' })
    const jwt = { authentication: { kind: 'jwt', token: 'aaa.bbb.ccc' } } as const
    expect(await outcomeOf(optionsFor(server.origin, jwt))).toBe(
      `The certificate of \`${server.origin}\` is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT).`,
    )
    expect(server.asked).toEqual([])
    expect(await outcomeOf(optionsFor(server.origin, { ...jwt, certificateAuthority: cert ?? '' }))).toEqual([1, 2, 3])
    await server.close()
  })
})
