import { randomUUID } from 'node:crypto'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IssuerServer, issuer, startIssuerServer, type TokenKind } from './issuer-server.js'
import { type Claims, forge, hmac, issuerKey } from './token-forging.js'

let server: IssuerServer
let withoutIssuer: TestServer
beforeAll(async () => {
  server = await startIssuerServer()
  withoutIssuer = await startTestServer()
})
afterAll(async () => {
  await server?.close()
  await withoutIssuer?.close()
})

const newSubject = () => randomUUID().replaceAll('-', '')

const transport = 'in-process'

describe(transport, () => {
  function kindOf(name: TokenKind['name']): TokenKind {
    return server.kinds.find((kind) => kind.name === name) as TokenKind
  }

  const me = (token: string) => server.by(transport).call('auth.me', {}, token)

  it.each(['jwks', 'shared'] as const)('ignores an invalid email claim of a token: %s', async (kind) => {
    for (const email of [
      5,
      true,
      null,
      {},
      ['a@example.org'],
      '',
      'invalid',
      'a@b',
      'a\0@example.org',
      'é@example.org',
    ]) {
      const sub = newSubject()
      expect(
        await me(kindOf(kind).tokenWith({ sub, email, email_verified: true })),
        JSON.stringify(email),
      ).toMatchObject({
        value: { id: sub, email: null },
      })
    }
  })

  it.each(['jwks', 'shared'] as const)('ignores an invalid name claim of a token: %s', async (kind) => {
    for (const name of [5, true, null, {}, ['Ada'], '', '  ', 'a\0b', 'a\ud800b', 'n'.repeat(101)]) {
      const sub = newSubject()
      expect(await me(kindOf(kind).tokenWith({ sub, name })), JSON.stringify(name)).toMatchObject({
        value: { id: sub, name: null },
      })
    }
  })

  it('normalizes email and name as for its own accounts', async () => {
    const sub = newSubject()
    const token = kindOf('jwks').tokenWith({ sub, email: ` ${sub}@EXAMPLE.org `, email_verified: true, name: ' Ada ' })

    expect(await me(token)).toMatchObject({ value: { email: `${sub}@example.org`, name: 'Ada' } })
  })

  it('refuses a token of the issuer for an account with a password', async () => {
    const ada = await server.signUp()

    expect(await me(kindOf('jwks').tokenWith({ sub: ada.id, email: ada.email, email_verified: true }))).toMatchObject({
      code: 'invalid_token',
    })
    expect(await me(kindOf('jwks').tokenWith({ sub: ada.id }))).toMatchObject({ code: 'invalid_token' })
    expect(await me(ada.token)).toMatchObject({ value: { id: ada.id, email: ada.email } })
  })

  it.each<[string, unknown]>([
    ['role', 'admin'],
    ['user_id', 'eve'],
    ['userId', 'eve'],
    ['id', 'eve'],
    ['sid', '0199e8f4-6b7c-7a01-bb3e-2f9a4d5c6e70'],
    ['passwordHash', 'x'],
    ['__proto__', { admin: true }],
  ])('ignores the claim %s', async (claim, value) => {
    for (const kind of ['jwks', 'shared'] as const) {
      const sub = newSubject()
      const { header, claims, sign } = kindOf(kind)
      const text = JSON.stringify({ ...claims, sub, [`_${claim}`]: value }).replace(`"_${claim}"`, `"${claim}"`)

      expect(await me(forge(header, text, sign))).toMatchObject({ value: { id: sub, email: null, name: null } })
    }
  })

  it('refuses the algorithm of one profile in the other', async () => {
    const [eddsa, , rsa] = server.keys as [IssuerServer['keys'][number], unknown, IssuerServer['keys'][number]]
    const { claims } = kindOf('jwks')
    const pem = eddsa.publicKey.export({ type: 'spki', format: 'pem' })
    const unknown = issuerKey('RS256', 'an unpublished key')
    const hostile: Claims = {
      'the public key as HMAC secret': forge({ alg: 'HS256', kid: eddsa.kid }, claims, hmac(pem)),
      'the JWK as HMAC secret': forge({ alg: 'HS256', kid: eddsa.kid }, claims, hmac(JSON.stringify(eddsa.jwk))),
      'the HMAC secret as EdDSA key': forge({ alg: 'EdDSA', kid: eddsa.kid }, claims, hmac()),
      'an unknown key': forge({ alg: 'RS256', kid: unknown.kid }, claims, unknown.sign),
      'an unknown key with a known kid': forge({ alg: 'RS256', kid: rsa.kid }, claims, unknown.sign),
      'the key of another algorithm': forge({ alg: 'RS256', kid: eddsa.kid }, claims, rsa.sign),
      none: `${forge({ alg: 'none' }, claims).split('.').slice(0, 2).join('.')}.`,
    }

    for (const [name, token] of Object.entries(hostile)) {
      expect(await me(String(token)), name).toMatchObject({ code: 'invalid_token' })
    }
  })

  it('accepts a key of every supported type', async () => {
    for (const { alg, kid, sign } of server.keys) {
      const sub = newSubject()
      expect(await me(forge({ alg, kid }, { ...kindOf('jwks').claims, sub }, sign)), alg).toMatchObject({
        value: { id: sub },
      })
    }
  })

  it('refuses every token of an issuer if none is configured', async () => {
    for (const { alg, kid, sign } of server.keys) {
      const token = forge({ alg, kid }, { ...kindOf('jwks').claims }, sign)
      expect(await withoutIssuer.by(transport).call('auth.me', {}, token), alg).toMatchObject({ code: 'invalid_token' })
    }
    expect(
      await withoutIssuer.by(transport).call('auth.me', {}, kindOf('shared').tokenWith({ iss: issuer })),
    ).toMatchObject({
      ok: true,
    })
  })
})
