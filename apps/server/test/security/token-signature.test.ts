import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { testSecret } from '@taskpact/testing'
import { EncryptJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IssuerServer, issuer, sameForEach, startIssuerServer, verifyTokens } from './issuer-server.js'
import { encode, forge, hmac, issuerKey } from './token-forging.js'

let server: IssuerServer
beforeAll(async () => {
  server = await startIssuerServer()
})
afterAll(() => server?.close())

const otherSecret = hmac('another secret, that has 32 bytes too')

const transport = 'in-process'

describe(transport, () => {
  async function expectRefused(tokens: Readonly<Record<string, string>>): Promise<void> {
    expect(await verifyTokens(tokens, server.by(transport).call)).toEqual(sameForEach(tokens, 'invalid_token'))
  }

  /** Returns one or several tokens derived from each kind, by name. */
  function forEachKind(make: (kind: IssuerServer['kinds'][number]) => Readonly<Record<string, string>>) {
    return Object.fromEntries(
      server.kinds.flatMap((kind) =>
        Object.entries(make(kind)).map(([name, token]) => [`${kind.name} ${name}`, token]),
      ),
    )
  }

  it('accepts a valid token of each kind (control for the refusals below)', async () => {
    const tokens = forEachKind((kind) => ({ valid: kind.tokenWith({}) }))
    const verdicts = Object.fromEntries(
      server.kinds.map(({ name, claims }) => [`${name} valid`, `accepted for ${claims.sub}`]),
    )

    expect(await verifyTokens(tokens, server.by(transport).call)).toEqual(verdicts)
  })

  it.each(['none', 'NoNe', 'nOnE', 'NONE', ''])('J1: refuses the algorithm %j', async (alg) => {
    await expectRefused(
      forEachKind(({ header, claims, sign }) => ({
        'without a signature': `${encode({ ...header, alg })}.${encode(claims)}.`,
        'of two parts': `${encode({ ...header, alg })}.${encode(claims)}`,
        signed: forge({ ...header, alg }, claims, sign),
      })),
    )
  })

  it('J2: refuses a token without its signature, or with other claims', async () => {
    await expectRefused(
      forEachKind(({ header, claims, tokenWith }) => ({
        'with an empty signature': `${tokenWith({}).split('.').slice(0, 2).join('.')}.`,
        'of two parts': tokenWith({}).split('.').slice(0, 2).join('.'),
        'with other claims': `${encode(header)}.${encode({ ...claims, sub: 'eve' })}.${tokenWith({}).split('.')[2]}`,
        'with half of it': tokenWith({}).slice(0, -20),
      })),
    )
  })

  it('J2: refuses a token signed with another secret', async () => {
    await expectRefused(forEachKind(({ header, claims }) => ({ signed: forge(header, claims, otherSecret) })))
  })

  it.each(['HS384', 'HS512'])('J3: refuses %s with the same key', async (alg) => {
    const sign = hmac(testSecret, alg.replace('HS', 'sha'))

    await expectRefused(forEachKind(({ header, claims }) => ({ signed: forge({ ...header, alg }, claims, sign) })))
  })

  it.each(['RS256', 'ES256', 'PS256', 'EdDSA'])('J3: refuses %s with an HS256 signature', async (alg) => {
    await expectRefused(forEachKind(({ header, claims }) => ({ signed: forge({ ...header, alg }, claims) })))
  })

  it('J4: refuses a public key used as an HMAC secret', async () => {
    for (const { publicKey, jwk, kid } of server.keys) {
      const secrets = {
        PEM: publicKey.export({ type: 'spki', format: 'pem' }),
        DER: publicKey.export({ type: 'spki', format: 'der' }),
        JWK: JSON.stringify(publicKey.export({ format: 'jwk' })),
        entry: JSON.stringify(jwk),
        number: Buffer.from(String(jwk.x ?? jwk.n), 'base64url'),
      }
      await expectRefused(
        forEachKind(({ header, claims }) =>
          Object.fromEntries(
            Object.entries(secrets).map(([name, key]) => [
              name,
              forge({ ...header, alg: 'HS256', kid }, { ...claims, iss: issuer, aud: issuer }, hmac(key)),
            ]),
          ),
        ),
      )
    }
  })

  it('J5: refuses keys in the header of the token, and fetches nothing', async () => {
    let requests = 0
    const attacker = createServer((_req, res) => {
      requests++
      res.end('{"keys":[]}')
    })
    await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve))
    try {
      const url = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}/jwks`
      for (const attackerKey of [issuerKey('EdDSA'), issuerKey('ES256'), issuerKey('RS256')]) {
        const embeddedKeys = {
          jwk: { jwk: attackerKey.jwk },
          jku: { jku: url },
          x5u: { x5u: url },
          x5c: { x5c: ['AAAA'] },
          'symmetric jwk': { jwk: { kty: 'oct', k: 'AAAA' } },
        }
        await expectRefused(
          forEachKind(({ header, claims }) =>
            Object.fromEntries(
              Object.entries(embeddedKeys).flatMap(([name, extra]) => [
                [
                  name,
                  forge({ ...header, alg: attackerKey.alg, kid: attackerKey.kid, ...extra }, claims, attackerKey.sign),
                ],
                [
                  `${name}, unknown kid`,
                  forge({ ...header, alg: attackerKey.alg, kid: 'mine', ...extra }, claims, attackerKey.sign),
                ],
                [`${name}, HS256`, forge({ ...header, alg: 'HS256', ...extra }, claims, otherSecret)],
              ]),
            ),
          ),
        )
      }
      expect(requests).toBe(0)
    } finally {
      await new Promise((resolve) => attacker.close(resolve))
    }
  })

  it.each([
    ['a path', '../../dev/null'],
    ['SQL', "' OR 1=1--"],
    ['5 KB', 'k'.repeat(5000)],
    ['an array', ['EdDSA key']],
    ['a number', 5],
    ['an object', { toString: 1 }],
    ['null', null],
    ['__proto__', '__proto__'],
  ])('J6: refuses kid that is %s', async (_what, kid) => {
    const other = issuerKey('EdDSA')

    await expectRefused(
      forEachKind(({ header, claims, name }) => ({
        forged: forge({ ...header, kid }, claims, name === 'jwks' ? other.sign : otherSecret),
      })),
    )
  })

  it.each(['../../dev/null', "' OR 1=1--", 'k'.repeat(65_536), ['a'], 5, null])(
    'J6: accepts a signed token with the kid %.20j only for its user',
    async (kid) => {
      const tokens = { signed: server.kinds[0]?.tokenWith({}, { kid }) as string }
      const [verdict] = Object.values(await verifyTokens(tokens, server.by(transport).call))

      expect(['invalid_token', `accepted for ${server.ada.id}`]).toContain(verdict)
    },
  )

  it('J6: refuses kid of 64 KB', async () => {
    for (const { tokenWith } of server.kinds) {
      const outcome = await server.by(transport).call('tasks.list', {}, tokenWith({}, { kid: 'k'.repeat(65_536) }))
      expect(outcome).toMatchObject({ ok: false, code: 'invalid_token' })
    }
  })

  it.each([['["x"]'], ['[]'], ['"x"'], ['null'], ['["alg"]'], ['["b64"]']])(
    'J7: refuses the critical header %s',
    async (crit) => {
      await expectRefused(
        forEachKind(({ tokenWith }) => ({
          'with b64': tokenWith({}, { crit: JSON.parse(crit), x: 1, b64: false }),
          'without b64': tokenWith({}, { crit: JSON.parse(crit), x: 1 }),
        })),
      )
    },
  )

  it('J18: refuses a signature of zeros', async () => {
    const zeros = (bytes: number) => () => Buffer.alloc(bytes)

    await expectRefused(
      Object.fromEntries(
        server.keys.flatMap(({ alg, kid }) =>
          [64, 32, 256].map((bytes) => [
            `${alg} ${bytes}`,
            forge({ alg, kid }, { ...server.kinds[2]?.claims }, zeros(bytes)),
          ]),
        ),
      ),
    )
    const [ownKind] = server.kinds
    await expectRefused({ ownKind: forge({ ...ownKind?.header, alg: 'ES256' }, { ...ownKind?.claims }, zeros(64)) })
  })

  it('J17: accepts another encoding of a token only for its user', async () => {
    const token = server.kinds[0]?.tokenWith({}) as string
    const lastCharacters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/']
    const others = [
      `${token}=`,
      token.replaceAll('-', '+').replaceAll('_', '/'),
      ...lastCharacters.map((last) => token.slice(0, -1) + last),
    ]
    const tokens = Object.fromEntries(others.map((other) => [other, other]))
    const accepted = `accepted for ${server.ada.id}`

    for (const verdict of Object.values(await verifyTokens(tokens, server.by(transport).call)))
      expect(['invalid_token', accepted]).toContain(verdict)
    expect(await verifyTokens({ token }, server.by(transport).call)).toEqual({ token: accepted })
  })

  it('J23: refuses encrypted and nested tokens without decrypting them', async () => {
    const claims = server.kinds[0]?.claims as Record<string, string>
    const encrypted = await new EncryptJWT(claims)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'at+jwt' })
      .encrypt(new TextEncoder().encode(testSecret).slice(0, 32))
    const parts = `AAAA.${Buffer.alloc(12).toString('base64url')}.AAAA.AAAA`
    const hostile = {
      encrypted,
      'without a type': `${encode({ alg: 'dir', enc: 'A256GCM' })}.${parts}`,
      costly: `${encode({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 2 ** 31, p2s: 'AAAAAAAAAAA' })}.${parts}`,
      compressed: `${encode({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' })}.${parts}`,
      nested: forge({ alg: 'HS256', typ: 'at+jwt', cty: 'JWT' }, forge({ alg: 'HS256' }, claims)),
    }
    const started = performance.now()

    await expectRefused(hostile)
    expect((performance.now() - started) / Object.keys(hostile).length).toBeLessThan(500)
  })
})
