import { jsonType, sendTo } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onlyCookie, postTo, type Reply, tokenIn, wires } from './cookie-wire.js'
import { named, type OpenServer, openServer, someEmail } from './session-calls.js'

const canary = (where: string) => `canary-${where}-5f2c9d`
const sameOrigin = { 'sec-fetch-site': 'same-origin' }
let server: OpenServer

beforeAll(async () => {
  server = await openServer({ env: { LOG_LEVEL: 'trace' } })
})
afterAll(() => server?.close())

describe.each(wires)('%s', (wire) => {
  const post = postTo(() => server, wire)
  const send = sendTo(() => server)
  const pathOf = (name: string) => (wire === 'REST' ? named(name).route.path : `/trpc/${name}`)

  it('does not repeat valid secrets in log lines or responses', async () => {
    const email = someEmail()
    const password = canary('password')
    const account = { email, password, session: 'cookie' }
    const up = await post('auth.signup', account)
    const bearer = { authorization: `Bearer ${tokenIn(up)}` }
    const cookie = { cookie: `refresh=${onlyCookie(up).value}`, ...sameOrigin }
    const replies = [
      up,
      await post('auth.signin', account),
      await post('auth.refresh', {}, cookie),
      await post('auth.me', undefined, bearer),
      await post('auth.exportMe', undefined, bearer),
      await post('auth.sessions.list', undefined, bearer),
      await post('auth.events.list', undefined, bearer),
      await post('auth.changePassword', { currentPassword: password, newPassword: canary('new-password') }, bearer),
    ]

    expect(replies.map(({ problem }) => problem?.code)).toEqual(replies.map(() => undefined))
    expectSilent(replies)
    const secrets = replies.flatMap(({ cookies }) => cookies).map((line) => line.split(/[=;]/)[1] ?? '')
    const log = server.log.join('')
    expect(secrets).toHaveLength(4)
    for (const secret of [...secrets, tokenIn(up)]) expect(log).not.toContain(secret)
    for (const { text } of replies) for (const secret of secrets) expect(text).not.toContain(secret)
  })

  it('does not repeat invalid secrets in log lines or responses', async () => {
    const email = someEmail()
    const up = await post('auth.signup', { email, password: canary('password') })
    const bearer = { authorization: `Bearer ${tokenIn(up)}` }
    const wrong = canary('wrong')
    const replies = [
      await post('auth.signin', { email, password: wrong }),
      await post('auth.signin', { email: someEmail(), password: wrong }),
      await post('auth.signup', { email, password: wrong }),
      await post('auth.signup', { email: `${wrong} @ nowhere`, password: wrong }),
      await post('auth.signup', { email: someEmail(), password: wrong.repeat(20) }),
      await post('auth.signup', { email: someEmail(), password: [wrong] }),
      await post('auth.signup', { email: someEmail(), password: `${wrong}\u0000` }),
      await post('auth.deleteMe', { password: wrong }, bearer),
      await post('auth.changePassword', { currentPassword: wrong, newPassword: canary('new') }, bearer),
      await post('auth.changePassword', { currentPassword: wrong, newPassword: 'short' }, bearer),
      await post('auth.refresh', { refreshToken: wrong }),
      await post('auth.refresh', { refreshToken: `${wrong}.${wrong}.${wrong}` }),
      await post('auth.refresh', { refreshToken: wrong.repeat(100) }),
      await post('auth.refresh', {}, { cookie: `refresh=${wrong}`, ...sameOrigin }),
      await post('auth.refresh', {}, { cookie: `refresh=${wrong}`, origin: 'https://evil.example' }),
      await post('auth.me', undefined, { authorization: `Bearer ${wrong}` }),
      await post('auth.me', undefined, { authorization: `Bearer ${tokenIn(up)}${wrong}` }),
      await post('auth.me', undefined, { authorization: `Basic ${wrong}` }),
      await post('auth.me', undefined, { authorization: wrong }),
    ]

    for (const { problem, text } of replies) expect(problem?.status ?? 0, text).toBeGreaterThanOrEqual(400)
    expect(replies.filter(({ status }) => status >= 500)).toEqual([])
    expectSilent(replies)
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
      const answer = await send(pathOf(name), { method: 'POST', headers: jsonType, body })

      expect(answer.status).toBe(400)
      expect(answer.text + JSON.stringify(answer.headers)).not.toContain('canary')
    }
    expect(server.log.filter((line) => line.includes('canary'))).toEqual([])
  })

  it('neither accepts nor logs a token in the URL', async () => {
    const up = await post('auth.signup', { email: someEmail(), password: canary('password') })
    for (const field of ['token', 'access_token', 'authorization']) {
      const answer = await send(`${pathOf('auth.me')}?${field}=${tokenIn(up)}&x=${canary('query')}`)
      expect(answer.status).toBe(401)
      expect(answer.text).not.toContain('canary')
    }

    expect(server.log.filter((line) => line.includes(tokenIn(up)) || line.includes('canary'))).toEqual([])
  })
})

function expectSilent(replies: readonly Reply[]): void {
  expect(replies.map(({ text, cookies }) => text + cookies.join()).filter((text) => text.includes('canary'))).toEqual(
    [],
  )
  expect(server.log.filter((line) => line.includes('canary'))).toEqual([])
}
