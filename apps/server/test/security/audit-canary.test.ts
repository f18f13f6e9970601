import { jsonType, sendTo } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CookieResponse, httpTransports, onlyCookie, postTo, tokenIn } from './cookie-responses.js'
import { newEmail, type OpenServer, openServer, operationNamed } from './session-calls.js'

const canary = (place: string) => `canary-${place}-5f2c9d`
const sameOrigin = { 'sec-fetch-site': 'same-origin' }
let server: OpenServer

beforeAll(async () => {
  server = await openServer({ env: { LOG_LEVEL: 'trace' } })
})
afterAll(() => server?.close())

describe.each(httpTransports)('%s', (transport) => {
  const post = postTo(() => server, transport)
  const send = sendTo(() => server)
  const pathOf = (name: string) => (transport === 'REST' ? operationNamed(name).route.path : `/trpc/${name}`)

  it('does not repeat valid secrets in log lines or responses', async () => {
    const email = newEmail()
    const password = canary('password')
    const account = { email, password, session: 'cookie' }
    const signedUp = await post('auth.signup', account)
    const bearer = { authorization: `Bearer ${tokenIn(signedUp)}` }
    const cookie = { cookie: `refresh=${onlyCookie(signedUp).value}`, ...sameOrigin }
    const responses = [
      signedUp,
      await post('auth.signin', account),
      await post('auth.refresh', {}, cookie),
      await post('auth.me', undefined, bearer),
      await post('auth.exportMe', undefined, bearer),
      await post('auth.sessions.list', undefined, bearer),
      await post('auth.events.list', undefined, bearer),
      await post('auth.changePassword', { currentPassword: password, newPassword: canary('new-password') }, bearer),
    ]

    expect(responses.map(({ problem }) => problem?.code)).toEqual(responses.map(() => undefined))
    expectNoCanary(responses)
    const secrets = responses.flatMap(({ cookies }) => cookies).map((line) => line.split(/[=;]/)[1] ?? '')
    const log = server.log.join('')
    expect(secrets).toHaveLength(4)
    for (const secret of [...secrets, tokenIn(signedUp)]) expect(log).not.toContain(secret)
    for (const { text } of responses) for (const secret of secrets) expect(text).not.toContain(secret)
  })

  it('does not repeat invalid secrets in log lines or responses', async () => {
    const email = newEmail()
    const signedUp = await post('auth.signup', { email, password: canary('password') })
    const bearer = { authorization: `Bearer ${tokenIn(signedUp)}` }
    const wrong = canary('wrong')
    const responses = [
      await post('auth.signin', { email, password: wrong }),
      await post('auth.signin', { email: newEmail(), password: wrong }),
      await post('auth.signup', { email, password: wrong }),
      await post('auth.signup', { email: `${wrong} @ nowhere`, password: wrong }),
      await post('auth.signup', { email: newEmail(), password: wrong.repeat(20) }),
      await post('auth.signup', { email: newEmail(), password: [wrong] }),
      await post('auth.signup', { email: newEmail(), password: `${wrong}\u0000` }),
      await post('auth.deleteMe', { password: wrong }, bearer),
      await post('auth.changePassword', { currentPassword: wrong, newPassword: canary('new') }, bearer),
      await post('auth.changePassword', { currentPassword: wrong, newPassword: 'short' }, bearer),
      await post('auth.refresh', { refreshToken: wrong }),
      await post('auth.refresh', { refreshToken: `${wrong}.${wrong}.${wrong}` }),
      await post('auth.refresh', { refreshToken: wrong.repeat(100) }),
      await post('auth.refresh', {}, { cookie: `refresh=${wrong}`, ...sameOrigin }),
      await post('auth.refresh', {}, { cookie: `refresh=${wrong}`, origin: 'https://evil.example' }),
      await post('auth.me', undefined, { authorization: `Bearer ${wrong}` }),
      await post('auth.me', undefined, { authorization: `Bearer ${tokenIn(signedUp)}${wrong}` }),
      await post('auth.me', undefined, { authorization: `Basic ${wrong}` }),
      await post('auth.me', undefined, { authorization: wrong }),
    ]

    for (const { problem, text } of responses) expect(problem?.status ?? 0, text).toBeGreaterThanOrEqual(400)
    expect(responses.filter(({ status }) => status >= 500)).toEqual([])
    expectNoCanary(responses)
  })

  it.each([
    ['truncated JSON', `{"email":"a@example.com","password":"${canary('cut')}`],
    ['a bare word', canary('bare')],
    ['a string', `"${canary('string')}"`],
    ['an array', `["${canary('array')}"]`],
    ['JSON with trailing text', `{"password":"${canary('inner')}"} ${canary('after')}`],
    ['an invalid escape', `{"password":"${canary('escape')}\\x"}`],
    ['a form', `email=a&password=${canary('form')}`],
    ['an unprintable character', `{"password":"${canary('control')}\u0001"}`],
  ])('does not repeat a body that cannot be parsed: %s', async (_what, body) => {
    for (const name of ['auth.signin', 'auth.signup', 'auth.refresh']) {
      const response = await send(pathOf(name), { method: 'POST', headers: jsonType, body })

      expect(response.status).toBe(400)
      expect(response.text + JSON.stringify(response.headers)).not.toContain('canary')
    }
    expect(server.log.filter((line) => line.includes('canary'))).toEqual([])
  })

  it('neither accepts nor logs a token in the URL', async () => {
    const signedUp = await post('auth.signup', { email: newEmail(), password: canary('password') })
    for (const field of ['token', 'access_token', 'authorization']) {
      const response = await send(`${pathOf('auth.me')}?${field}=${tokenIn(signedUp)}&x=${canary('query')}`)
      expect(response.status).toBe(401)
      expect(response.text).not.toContain('canary')
    }

    expect(server.log.filter((line) => line.includes(tokenIn(signedUp)) || line.includes('canary'))).toEqual([])
  })
})

function expectNoCanary(responses: readonly CookieResponse[]): void {
  expect(responses.map(({ text, cookies }) => text + cookies.join()).filter((text) => text.includes('canary'))).toEqual(
    [],
  )
  expect(server.log.filter((line) => line.includes('canary'))).toEqual([])
}
