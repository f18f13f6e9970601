import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { testSecret } from '@taskpact/testing'
import { EncryptJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encode, forge, hmac, issuerKey } from './token-forging.js'
import { each, type IssuerGate, issuer, openIssuerGate, verdictsOn } from './token-gate.js'

let gate: IssuerGate
beforeAll(async () => {
  gate = await openIssuerGate()
})
afterAll(() => gate?.close())

const someoneElses = hmac('another secret, that has 32 bytes too')

const way = 'in-process'

describe(way, () => {
  async function expectRefused(tokens: Readonly<Record<string, string>>): Promise<void> {
    expect(await verdictsOn(tokens, gate.by(way).call)).toEqual(each(tokens, 'invalid_token'))
  }

  /** Returns one or several tokens derived from each kind, by name. */
  function ofEachKind(make: (kind: IssuerGate['kinds'][number]) => Readonly<Record<string, string>>) {
    return Object.fromEntries(
      gate.kinds.flatMap((kind) => Object.entries(make(kind)).map(([name, token]) => [`${kind.name} ${name}`, token])),
    )
  }

  it('accepts a valid token of each kind (control for the refusals below)', async () => {
    const tokens = ofEachKind((kind) => ({ valid: kind.but({}) }))
    const verdicts = Object.fromEntries(
      gate.kinds.map(({ name, claims }) => [`${name} valid`, `accepted for ${claims.sub}`]),
    )

    expect(await verdictsOn(tokens, gate.by(way).call)).toEqual(verdicts)
  })

  it.each(['none', 'NoNe', 'nOnE', 'NONE', ''])('J1: refuses the algorithm %j', async (alg) => {
    await expectRefused(
      ofEachKind(({ header, claims, sign }) => ({
        'without a signature': `${encode({ ...header, alg })}.${encode(claims)}.`,
        'of two parts': `${encode({ ...header, alg })}.${encode(claims)}`,
        signed: forge({ ...header, alg }, claims, sign),
      })),
    )
  })

  it('J2: refuses a token without its signature, or with other claims', async () => {
    await expectRefused(
      ofEachKind(({ header, claims, but }) => ({
        'with an empty signature': `${but({}).split('.').slice(0, 2).join('.')}.`,
        'of two parts': but({}).split('.').slice(0, 2).join('.'),
        'with other claims': `${encode(header)}.${encode({ ...claims, sub: 'eve' })}.${but({}).split('.')[2]}`,
        'with half of it': but({}).slice(0, -20),
      })),
    )
  })

  it.each(['HS384', 'HS512'])('J3: refuses %s with the same key', async (alg) => {
    const by = hmac(testSecret, alg.replace('HS', 'sha'))

    await expectRefused(ofEachKind(({ header, claims }) => ({ signed: forge({ ...header, alg }, claims, by) })))
  })

  it('J4: refuses a public key used as an HMAC secret', async () => {
    for (const { publicKey, jwk, kid } of gate.keys) {
      const taken = {
        PEM: publicKey.export({ type: 'spki', format: 'pem' }),
        DER: publicKey.export({ type: 'spki', format: 'der' }),
        JWK: JSON.stringify(publicKey.export({ format: 'jwk' })),
        entry: JSON.stringify(jwk),
        number: Buffer.from(String(jwk.x ?? jwk.n), 'base64url'),
      }
      await expectRefused(
        ofEachKind(({ header, claims }) =>
          Object.fromEntries(
            Object.entries(taken).map(([name, key]) => [
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
      for (const own of [issuerKey('EdDSA'), issuerKey('ES256'), issuerKey('RS256')]) {
        const brought = { jwk: { jwk: own.jwk }, jku: { jku: url }, x5u: { x5u: url }, x5c: { x5c: ['AAAA'] } }
        await expectRefused(
          ofEachKind(({ header, claims }) =>
            Object.fromEntries(
              Object.entries(brought).flatMap(([name, more]) => [
                [name, forge({ ...header, alg: own.alg, kid: own.kid, ...more }, claims, own.sign)],
                [`${name}, unknown kid`, forge({ ...header, alg: own.alg, kid: 'mine', ...more }, claims, own.sign)],
                [`${name}, HS256`, forge({ ...header, alg: 'HS256', ...more }, claims, someoneElses)],
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
      ofEachKind(({ header, claims, name }) => ({
        forged: forge({ ...header, kid }, claims, name === 'jwks' ? other.sign : someoneElses),
      })),
    )
  })

  it('J6: refuses kid of 64 KB', async () => {
    for (const { but } of gate.kinds) {
      const outcome = await gate.by(way).call('tasks.list', {}, but({}, { kid: 'k'.repeat(65_536) }))
      expect(outcome).toMatchObject({ ok: false, code: 'invalid_token' })
    }
  })

  it.each([['["x"]'], ['[]'], ['"x"'], ['null'], ['["alg"]'], ['["b64"]']])(
    'J7: refuses the critical header %s',
    async (crit) => {
      await expectRefused(ofEachKind(({ but }) => ({ signed: but({}, { crit: JSON.parse(crit), x: 1, b64: false }) })))
    },
  )

  it('J18: refuses a signature of zeros', async () => {
    const zeros = (bytes: number) => () => Buffer.alloc(bytes)

    await expectRefused(
      Object.fromEntries(
        gate.keys.flatMap(({ alg, kid }) =>
          [64, 32, 256].map((bytes) => [
            `${alg} ${bytes}`,
            forge({ alg, kid }, { ...gate.kinds[2]?.claims }, zeros(bytes)),
          ]),
        ),
      ),
    )
  })

  it('J23: refuses encrypted and nested tokens without decrypting them', async () => {
    const claims = gate.kinds[0]?.claims as Record<string, string>
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
