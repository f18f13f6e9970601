import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { claims, codeOf, encode, header, key, outcomeOf, sign } from '../../test/forged-token.js'

describe('signature of an access token', () => {
  it.each(['none', 'NoNe', 'nOnE', 'NONE', ''])('is required even with the algorithm %j', async (alg) => {
    const [head, body, signature] = sign({ ...header, alg }, claims).split('.')

    expect(await codeOf(`${head}.${body}.`)).toBe('invalid_token')
    expect(await codeOf(`${head}.${body}`)).toBe('invalid_token')
    expect(await codeOf(`${head}.${body}.${signature}`)).toBe('invalid_token')
  })

  it('is required', async () => {
    const [head, body] = sign(header, claims).split('.')

    expect(await codeOf(`${head}.${body}.`)).toBe('invalid_token')
  })

  it('covers the claims', async () => {
    const [head, , signature] = sign(header, claims).split('.')

    expect(await codeOf(`${head}.${encode({ ...claims, sub: 'eve' })}.${signature}`)).toBe('invalid_token')
  })

  it('is refused if made with another secret', async () => {
    expect(await codeOf(sign(header, claims, 'another secret, that has 32 bytes too'))).toBe('invalid_token')
  })

  it.each(['HS384', 'HS512'])('is refused if made with %s and the right secret', async (alg) => {
    const token = await new SignJWT(claims).setProtectedHeader({ alg, typ: 'at+jwt' }).sign(key)

    expect(await codeOf(token)).toBe('invalid_token')
  })

  it('is refused if made with a public key as the secret', async () => {
    const pairs = [
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    ]
    for (const { publicKey } of pairs) {
      const pem = publicKey.export({ type: 'spki', format: 'pem' })
      const der = publicKey.export({ type: 'spki', format: 'der' })
      const jwk = JSON.stringify(publicKey.export({ format: 'jwk' }))
      for (const secret of [pem, der, jwk]) expect(await codeOf(sign(header, claims, secret))).toBe('invalid_token')
    }
  })

  it.each(['RS256', 'ES256', 'PS256', 'EdDSA'])('is refused with the algorithm %s in the header', async (alg) => {
    expect(await codeOf(sign({ ...header, alg }, claims))).toBe('invalid_token')
  })

  it('is refused if it is all zeros with ES256', async () => {
    const zeros = Buffer.alloc(64).toString('base64url')

    expect(await codeOf(`${encode({ ...header, alg: 'ES256' })}.${encode(claims)}.${zeros}`)).toBe('invalid_token')
  })

  it('is refused if made with a key in the header, and no key is fetched from a URL in the header', async () => {
    let requests = 0
    const attacker = createServer((_req, res) => {
      requests++
      res.end('{"keys":[]}')
    })
    await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve))
    try {
      const url = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}/jwks`
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const jwk = publicKey.export({ format: 'jwk' })
      const keyHeaders = [{ jwk }, { jku: url }, { x5u: url }, { x5c: ['AAAA'] }, { jwk: { kty: 'oct', k: 'AAAA' } }]
      for (const more of keyHeaders) {
        const asymmetric = await new SignJWT(claims)
          .setProtectedHeader({ ...header, alg: 'ES256', ...(more as object) })
          .sign(privateKey)
        expect(await codeOf(asymmetric)).toBe('invalid_token')
        expect(await codeOf(sign({ ...header, ...more }, claims, 'the secret of the attacker: 32 bytes'))).toBe(
          'invalid_token',
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
    ['64 KB', 'k'.repeat(65_536)],
    ['an array', ['a']],
    ['a number', 5],
    ['null', null],
  ])('is verified with the configured key if kid is %s', async (_what, kid) => {
    expect(await codeOf(sign({ ...header, kid }, claims, 'another secret, that has 32 bytes too'))).toBe(
      'invalid_token',
    )
    expect(await outcomeOf(sign({ ...header, kid }, claims))).toMatch(/^(ada|invalid_token)$/)
  })

  it.each([['x'], [], 'x', null])('is refused with the critical header %j', async (crit) => {
    expect(await codeOf(sign({ ...header, crit, x: 1 }, claims))).toBe('invalid_token')
  })

  it('in another base64 encoding is refused or belongs to the same user', async () => {
    const token = sign(header, claims)
    const standard = token.replaceAll('-', '+').replaceAll('_', '/')
    const variants = [`${token}=`, standard, ...lastCharacters.map((last) => token.slice(0, -1) + last)]

    for (const variant of variants) expect(await outcomeOf(variant)).toMatch(/^(ada|invalid_token)$/)
    expect(await outcomeOf(token)).toBe('ada')
  })
})

const lastCharacters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/']
