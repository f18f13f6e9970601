import { createHmac, generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EncryptJWT, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { ServiceError } from '../service-error.js'
import { createAccessTokens } from './access-token.js'

const secret = 'a secret of the tests, of at least 32 bytes'
const key = new TextEncoder().encode(secret)
const now = new Date('2026-11-23T09:30:00.000Z')
const seconds = now.getTime() / 1000
const tokens = createAccessTokens(secret)

const header = { alg: 'HS256', typ: 'at+jwt' }
const claims = { sub: 'ada', sid: 'session', iss: 'taskpact', aud: 'taskpact', iat: seconds, exp: seconds + 900 }

describe('createAccessTokens', () => {
  it('tells who holds a token that it issued', async () => {
    const { token } = await tokens.issue('ada', 'session', now)

    expect(await tokens.identify(token, now)).toEqual({ userId: 'ada' })
  })

  it('issues tokens for 15 minutes, and says when they end', async () => {
    const { token, expiresAt } = await tokens.issue('ada', 'session', now)

    expect(expiresAt).toEqual(new Date('2026-11-23T09:45:00.000Z'))
    expect(read(token)).toEqual({ header, claims })
    expect(await tokens.identify(token, later(899))).toEqual({ userId: 'ada' })
    expect(await codeOf(token, later(900))).toBe('token_expired')
  })

  it('takes a token that is made by hand as it makes them itself', async () => {
    expect(await tokens.identify(sign(header, claims), now)).toEqual({ userId: 'ada' })
  })

  it.each(['', 'short', 'x'.repeat(31), 'é'.repeat(15)])('refuses the secret %j, which is too short', (short) => {
    expect(() => createAccessTokens(short)).toThrow(TypeError)
  })

  it('counts a secret in bytes', async () => {
    const { token } = await createAccessTokens('é'.repeat(16)).issue('ada', 'session', now)

    expect(await createAccessTokens('é'.repeat(16)).identify(token, now)).toEqual({ userId: 'ada' })
  })
})

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

describe('a claim', () => {
  it.each(['sub', 'sid', 'iss', 'aud', 'iat', 'exp'] as const)('is needed: %s', async (claim) => {
    const { [claim]: _, ...others } = claims

    expect(await codeOf(sign(header, others))).toBe('invalid_token')
  })

  it.each([
    ['a string', String(seconds + 900)],
    ['an object', {}],
    ['an array', [seconds + 900]],
    ['null', null],
    ['true', true],
  ])('exp is not %s', async (_what, exp) => {
    expect(await codeOf(sign(header, { ...claims, exp }))).toBe('invalid_token')
  })

  it('exp is later than the moment', async () => {
    expect(await codeOf(sign(header, { ...claims, iat: seconds - 60, exp: seconds }))).toBe('token_expired')
    expect(await codeOf(sign(header, { ...claims, iat: seconds - 60, exp: seconds - 1 }))).toBe('token_expired')
    expect(await codeOf(sign(header, { ...claims, exp: -1 }))).toBe('token_expired')
  })

  it.each([1e300, Number.MAX_SAFE_INTEGER, seconds + 86_400])('exp of %d lengthens no life', async (exp) => {
    const token = sign(header, { ...claims, exp })

    expect(await codeOf(token, later(901))).toBe('token_expired')
    expect(await codeOf(token, later(80_000))).toBe('token_expired')
  })

  it.each([
    ['5 minutes ahead', seconds + 300],
    ['in milliseconds', now.getTime()],
    ['a string', String(seconds)],
    ['1e300', 1e300],
    ['null', null],
  ])('iat is not %s', async (_what, iat) => {
    expect(await codeOf(sign(header, { ...claims, iat, exp: seconds + 600 }))).toBe('invalid_token')
  })

  it('iat is no older than a token may get', async () => {
    expect(await codeOf(sign(header, { ...claims, iat: seconds - 901 }))).toBe('token_expired')
    expect(await codeOf(sign(header, { ...claims, iat: -1e300 }))).toBe('token_expired')
  })

  it.each([
    ['later', seconds + 300],
    ['a string', 'soon'],
  ])('nbf is not %s', async (_what, nbf) => {
    expect(await codeOf(sign(header, { ...claims, nbf }))).toBe('invalid_token')
  })

  it.each([
    ['missing', undefined],
    ['JWT', 'JWT'],
    ['a refresh token', 'rt+jwt'],
    ['an e-mail verification', 'verify+jwt'],
    ['a logout token', 'logout+jwt'],
    ['a number', 5],
  ])('typ is not %s', async (_what, typ) => {
    expect(await codeOf(sign({ ...header, typ }, claims))).toBe('invalid_token')
  })

  it.each([
    ['iss', 'https://issuer.example'],
    ['iss', 'Taskpact'],
    ['iss', ['taskpact', 'another']],
    ['aud', 'another'],
    ['aud', ['another', 'one more']],
    ['aud', []],
    ['aud', { taskpact: true }],
  ])('%s is not %j', async (claim, value) => {
    expect(await codeOf(sign(header, { ...claims, [claim]: value }))).toBe('invalid_token')
  })

  it('aud may name others beside us', async () => {
    expect(await outcomeOf(sign(header, { ...claims, aud: ['another', 'taskpact'] }))).toBe('ada')
  })

  it.each([
    ['a number', 5],
    ['an object', { id: 'ada' }],
    ['an array', ['ada']],
    ['null', null],
    ['empty', ''],
    ['a NUL', 'a\0b'],
    ['a lone surrogate', 'a\ud800b'],
    ['1 MB', 'a'.repeat(1_000_000)],
  ])('sub and sid are not %s', async (_what, value) => {
    expect(await codeOf(sign(header, { ...claims, sub: value }))).toBe('invalid_token')
    expect(await codeOf(sign(header, { ...claims, sid: value }))).toBe('invalid_token')
  })

  it('written twice counts as JSON.parse has it', async () => {
    const text = JSON.stringify(claims).replace('"sub":"ada"', '"sub":"ada","sub":"eve"')

    expect(await outcomeOf(signText(header, text))).toBe('eve')
  })

  it.each(['5', 'null', '[]', '"ada"', '{', '', '\u0000'])('set of %j is none', async (text) => {
    expect(await codeOf(signText(header, text))).toBe('invalid_token')
  })
})

describe('what is no token', () => {
  it.each([
    ['empty', ''],
    ['dots', '..'],
    ['many dots', '.'.repeat(10_000)],
    ['four parts', `${sign(header, claims)}.AAAA`],
    ['text', 'not a token'],
    ['NUL', '\0'],
    ['a lone surrogate', '\ud800'],
    ['no base64', '%%%.%%%.%%%'],
    ['a JSON serialisation', JSON.stringify({ payload: encode(claims), protected: encode(header), signature: 'AAAA' })],
    ['a header that is no object', signText(['HS256'], JSON.stringify(claims))],
    ['1 MB', 'a'.repeat(1_000_000)],
  ])('is refused as a token: %s', async (_what, token) => {
    expect(await codeOf(token)).toBe('invalid_token')
  })

  it('is encrypted, with the secret as its key', async () => {
    const jwe = await new EncryptJWT(claims)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'at+jwt' })
      .encrypt(key.slice(0, 32))

    expect(await codeOf(jwe)).toBe('invalid_token')
  })

  it('is a token within a token', async () => {
    expect(await codeOf(signText({ ...header, cty: 'JWT' }, sign(header, claims)))).toBe('invalid_token')
  })

  it.each([
    { alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 2 ** 31, p2s: 'AAAAAAAAAAA' },
    { alg: 'dir', enc: 'A256GCM', zip: 'DEF' },
  ])('costs no work: $alg', async (hostile) => {
    const token = `${encode(hostile)}.AAAA.${Buffer.alloc(12).toString('base64url')}.AAAA.AAAA`
    const started = performance.now()

    expect(await codeOf(token)).toBe('invalid_token')
    expect(performance.now() - started).toBeLessThan(250)
  })
})

const lastCharacters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/']

function later(s: number): Date {
  return new Date(now.getTime() + s * 1000)
}

/** The code of the refusal; anything but a ServiceError comes through as it is. */
async function codeOf(token: string, at = now): Promise<string> {
  const caller = await tokens.identify(token, at).catch((error: unknown) => {
    if (error instanceof ServiceError) return error.code
    throw error
  })
  return typeof caller === 'string' ? caller : `accepted for ${caller.userId}`
}

async function outcomeOf(token: string): Promise<string> {
  return (await codeOf(token)).replace('accepted for ', '')
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/** A token of any header and claims, sensible or not. */
function sign(head: unknown, body: unknown, by: string | Uint8Array = secret): string {
  return signText(head, JSON.stringify(body), by)
}

function signText(head: unknown, body: string, by: string | Uint8Array = secret): string {
  const signed = `${encode(head)}.${Buffer.from(body).toString('base64url')}`
  return `${signed}.${createHmac('sha256', by).update(signed).digest('base64url')}`
}

function read(token: string): { header: unknown; claims: unknown } {
  const [head = '', body = ''] = token.split('.')
  const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())
  return { header: decode(head), claims: decode(body) }
}
