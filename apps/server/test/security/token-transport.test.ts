import type { ErrorCode } from '@taskpact/contract'
import {
  exchangeWith,
  expectProblem,
  json,
  type Options,
  sendTo,
  startTestServer,
  type TestServer,
  testSecret,
  type User,
} from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundledPrograms } from '../support/bundled-programs.js'
import { startProcess } from '../support/server-process.js'
import { claimsOf, forge } from './token-forging.js'

let server: TestServer
let ada: User
let eve: User
beforeAll(async () => {
  server = await startTestServer()
  ada = await server.signUp()
  eve = await server.signUp()
})
afterAll(() => server?.close())

const send = sendTo(() => server)
const exchange = exchangeWith(() => server)

const httpTransports = [
  ['rest', '/api/auth/me', '?'],
  ['trpc', '/trpc/auth.me', '?input=%7B%7D&'],
] as const

describe.each(httpTransports)('%s', (transport, path, query) => {
  async function statusFor(authorization: string): Promise<number> {
    return (await send(path, { headers: { authorization } })).status
  }

  async function expectRefused(options: Options, code: string, address: string = path): Promise<void> {
    const { status, text } = await send(address, options)
    expect(text).toContain(`"${code}"`)
    expect(status).toBe(401)
  }

  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('J20: accepts the scheme %s in any case', async (scheme) => {
    expect(await statusFor(`${scheme} ${ada.token}`)).toBe(200)
  })

  it('J20: accepts several spaces after the scheme (RFC 9110)', async () => {
    expect(await statusFor(`Bearer  ${ada.token}`)).toBe(200)
    expect(await statusFor(`Bearer ${ada.token} `)).toBe(200)
  })

  it.each([
    ['no token', () => 'Bearer'],
    ['an empty token', () => 'Bearer '],
    ['a tab', () => `Bearer\t${ada.token}`],
    ['no space', () => `Bearer${ada.token}`],
    ['no scheme', () => ada.token],
    ['a colon', () => `Bearer: ${ada.token}`],
    ['two tokens', () => `Bearer ${ada.token} ${ada.token}`],
    ['a list of tokens', () => `Bearer ${ada.token}, Bearer ${ada.token}`],
    ['quotation marks', () => `Bearer "${ada.token}"`],
    ['another scheme', () => `Token ${ada.token}`],
    ['Basic', () => `Basic ${Buffer.from(`ada:${ada.token}`).toString('base64')}`],
    ['a parameter', () => `Bearer token=${ada.token}`],
    ['a scheme before the scheme', () => `Basic Bearer ${ada.token}`],
    ['a user and password', () => `Basic ${Buffer.from('ada@example.org:Test123!').toString('base64')}`],
    ['nothing', () => ''],
  ])('J20: refuses Authorization with %s', async (_what, authorization) => {
    const response = await send(path, { headers: { authorization: authorization() } })
    const [, code] = /"code":"(unauthenticated|invalid_token)"/.exec(response.text) ?? []

    expect(response.status).toBe(401)
    if (transport === 'rest') expectProblem(response, code as ErrorCode)
    else expect(code).toBeDefined()
  })

  it('J20: refuses two Authorization headers, even if both are valid', async () => {
    const header = `Authorization: Bearer ${ada.token}\r\n`
    const head = `GET ${path}${query.slice(0, -1)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`

    expect(await exchange(`${head}${header}\r\n`)).toMatch(/^HTTP\/1\.1 200 /)
    expect(await exchange(`${head}${header}${header}\r\n`)).toMatch(/^HTTP\/1\.1 401 /)
    expect(await exchange(`${head}${header}Authorization: Basic QTpB\r\n\r\n`)).toMatch(/^HTTP\/1\.1 401 /)
    for (const other of [eve.token, 'not.a.token'])
      expect(await exchange(`${head}${header}Authorization: Bearer ${other}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 401 /)
  })

  it('J20: reads a token only from the Authorization header', async () => {
    const { token } = ada
    for (const name of ['access_token', 'token', 'authorization']) {
      await expectRefused({}, 'unauthenticated', `${path}${query}${name}=${token}`)
      await expectRefused({ headers: { cookie: `${name}=${token}` } }, 'unauthenticated')
      await expectRefused({ headers: { [`x-${name.replace('_', '-')}`]: token } }, 'unauthenticated')
    }
    await expectRefused({ headers: { cookie: `refresh=${ada.refreshToken}` } }, 'unauthenticated')
    await expectRefused({ headers: { 'proxy-authorization': `Bearer ${token}` } }, 'unauthenticated')
    const create = transport === 'trpc' ? '/trpc/tasks.create' : '/api/me/tasks'
    await expectRefused({ method: 'POST', ...json({ title: 'x', access_token: token }) }, 'unauthenticated', create)
  })

  it('J21: sends WWW-Authenticate without an error if the token is absent', async () => {
    const { status, headers } = await send(path)

    expect(status).toBe(401)
    expect(headers['www-authenticate']).toMatch(
      /^Bearer resource_metadata="http:\/\/127\.0\.0\.1:\d+\/\.well-known\/oauth-protected-resource\/api"$/,
    )
  })

  it('J21: sends WWW-Authenticate with the error of an invalid or expired token', async () => {
    const past = Math.floor(Date.now() / 1000) - 900
    const expired = forge({ alg: 'HS256', typ: 'at+jwt' }, { ...claimsOf(ada.token), iat: past - 900, exp: past })
    const responses = [await send(path, { token: 'not.a.token' }), await send(path, { token: expired })]

    expect(responses.map(({ status }) => status)).toEqual([401, 401])
    expect(responses[0]?.headers['www-authenticate']).toMatch(
      /^Bearer error="invalid_token", resource_metadata="[^"]+"$/,
    )
    expect(responses[1]?.headers['www-authenticate']).toMatch(/^Bearer error="invalid_token"/)
    expect(responses[1]?.text).toContain('"token_expired"')
    expect(responses[1]?.headers['www-authenticate']).toMatch(/expired/)
  })

  it('accepts a token of the session that was issued ten seconds ago', async () => {
    expect((await send(path, { token: forgeRecent(ada.id) })).status).toBe(200)
  })

  it('refuses a token of a user that does not exist', async () => {
    const token = forgeRecent('0199e8f4-5d0c-7c55-9d3a-000000000000')
    const create = transport === 'trpc' ? '/trpc/tasks.create' : '/api/me/tasks'

    await expectRefused({ token }, 'invalid_token')
    await expectRefused({ method: 'POST', token, ...json({ title: 'a' }) }, 'invalid_token', create)
  })

  /** Returns a token of Ada's session for any user. */
  function forgeRecent(sub: string): string {
    const iat = Math.floor(Date.now() / 1000) - 10
    return forge({ alg: 'HS256', typ: 'at+jwt' }, { ...claimsOf(ada.token), sub, iat, exp: iat + 900 })
  }
})

describe.each(['rest', 'client', 'trpc'] as const)('%s', (transport) => {
  // The HTTP server refuses the header before the application.
  const refused = { ok: false, code: 'headers_too_large' }
  const call = (token: string) => server.by(transport).call('tasks.list', {}, token)

  it('J6: refuses kid of 64 KB with headers_too_large', async () => {
    const header = { alg: 'HS256', typ: 'at+jwt', kid: 'k'.repeat(65_536) }
    expect(await call(forge(header, claimsOf(ada.token)))).toMatchObject(refused)
  })

  it('J14: refuses sub of 1 MB with headers_too_large', async () => {
    const claims = { ...claimsOf(ada.token), sub: 'a'.repeat(1_000_000) }
    expect(await call(forge({ alg: 'HS256', typ: 'at+jwt' }, claims))).toMatchObject(refused)
  })
})

describe('server with a weak secret', () => {
  beforeAll(async () => void (await bundledPrograms()))
  it.each([
    ['JWT_SECRET', 'four'],
    ['JWT_SECRET', 'x'.repeat(31)],
    ['JWT_SECRET', 'é'.repeat(15)],
    ['JWT_SECRET_PREVIOUS', 'x'.repeat(31)],
  ])(
    'J19: does not start with %s=%s',
    async (name, secret) => {
      const started = startProcess({ DATABASE_URL: 'pglite://memory', JWT_SECRET: testSecret, [name]: secret })
      const message = await started.then(
        async (server) => `started, and ended with ${await server.stop()}`,
        (error: Error) => error.message,
      )

      expect(message).toMatch(new RegExp(`exit 1: [\\s\\S]*${name}: `))
      expect(message).not.toContain(secret)
    },
    40_000,
  )
})
