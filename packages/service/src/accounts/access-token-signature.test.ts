import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { claims, codeOf, encode, header, key, outcomeOf, sign } from '../../test/forged-token.js'

describe('a signature', () => {
  it.each(['none', 'NoNe', 'nOnE', 'NONE', ''])('is not done without by the algorithm %j', async (alg) => {
    const [head, body, signature] = sign({ ...header, alg }, claims).split('.')

    expect(await codeOf(`${head}.${body}.`)).toBe('invalid_token')
    expect(await codeOf(`${head}.${body}`)).toBe('invalid_token')
    expect(await codeOf(`${head}.${body}.${signature}`)).toBe('invalid_token')
  })

  it('is needed', async () => {
    const [head, body] = sign(header, claims).split('.')

    expect(await codeOf(`${head}.${body}.`)).toBe('invalid_token')
  })

  it('covers the claims', async () => {
    const [head, , signature] = sign(header, claims).split('.')

    expect(await codeOf(`${head}.${encode({ ...claims, sub: 'eve' })}.${signature}`)).toBe('invalid_token')
  })

  it('is of this secret', async () => {
    expect(await codeOf(sign(header, claims, 'another secret, that has 32 bytes too'))).toBe('invalid_token')
  })

  it.each(['HS384', 'HS512'])('is not of %s, though of the same secret', async (alg) => {
    const token = await new SignJWT(claims).setProtectedHeader({ alg, typ: 'at+jwt' }).sign(key)

    expect(await codeOf(token)).toBe('invalid_token')
  })

  it('is not of a public key that is taken for a secret', async () => {
    const pairs = [
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    ]
    for (const { publicKey } of pairs) {
      const pem = publicKey.export({ type: 'spki', format: 'pem' })
      const der = publicKey.export({ type: 'spki', format: 'der' })
      const jwk = JSON.stringify(publicKey.export({ format: 'jwk' }))
      for (const taken of [pem, der, jwk]) expect(await codeOf(sign(header, claims, taken))).toBe('invalid_token')
    }
  })

  it.each(['RS256', 'ES256', 'PS256', 'EdDSA'])('is not of the algorithm %s', async (alg) => {
    expect(await codeOf(sign({ ...header, alg }, claims))).toBe('invalid_token')
  })

  it('of ES256 is not all zeros', async () => {
    const zeros = Buffer.alloc(64).toString('base64url')

    expect(await codeOf(`${encode({ ...header, alg: 'ES256' })}.${encode(claims)}.${zeros}`)).toBe('invalid_token')
  })

  it('is not of a key that the token brings along, and nothing is fetched for it', async () => {
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
      const brought = [{ jwk }, { jku: url }, { x5u: url }, { x5c: ['AAAA'] }, { jwk: { kty: 'oct', k: 'AAAA' } }]
      for (const more of brought) {
        const asymmetric = await new SignJWT(claims)
          .setProtectedHeader({ ...header, alg: 'ES256', ...(more as object) })
          .sign(privateKey)
        expect(await codeOf(asymmetric)).toBe('invalid_token')
        expect(await codeOf(sign({ ...header, ...more }, claims, 'the attackers own secret of 32 bytes'))).toBe(
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
  ])('is of our own key, when kid is %s', async (_what, kid) => {
    expect(await codeOf(sign({ ...header, kid }, claims, 'another secret, that has 32 bytes too'))).toBe(
      'invalid_token',
    )
    expect(await outcomeOf(sign({ ...header, kid }, claims))).toMatch(/^(ada|invalid_token)$/)
  })

  it.each([['x'], [], 'x', null])('is not taken with the critical header %j', async (crit) => {
    expect(await codeOf(sign({ ...header, crit, x: 1 }, claims))).toBe('invalid_token')
  })

  it('written in another way names the same user, or is refused', async () => {
    const token = sign(header, claims)
    const standard = token.replaceAll('-', '+').replaceAll('_', '/')
    const spellings = [`${token}=`, standard, ...lastCharacters.map((last) => token.slice(0, -1) + last)]

    for (const spelling of spellings) expect(await outcomeOf(spelling)).toMatch(/^(ada|invalid_token)$/)
    expect(await outcomeOf(token)).toBe('ada')
  })
})

const lastCharacters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/']
