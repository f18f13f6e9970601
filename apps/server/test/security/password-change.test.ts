import type { SignedIn } from '@taskpact/contract'
import { startTestServer, succeeded, type TestServer, type Transport } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AccountCalls,
  accountCallsByTransport,
  invalid,
  newEmail,
  wrongCredentials,
  wrongPassword,
} from '../support/account-calls.js'

const password = 'a long password'
const next = 'the next long password'

describe('password change', () => {
  let server: TestServer
  let callsByTransport: Record<Transport, AccountCalls>
  beforeAll(async () => {
    server = await startTestServer()
    callsByTransport = accountCallsByTransport(server)
  })
  afterAll(() => server?.close())

  const transport = 'in-process'

  describe(transport, () => {
    const calls = () => callsByTransport[transport]
    const change = (token: string, currentPassword?: string) =>
      calls().call('changePassword', { currentPassword, newPassword: next }, token)
    const refused = { ok: false, code: 'invalid_token' }

    it('P15: requires the current password', async () => {
      const email = newEmail()
      const { token } = await calls().signUp(email, password)

      expect(await change(token, 'a wrong password')).toEqual(wrongPassword('currentPassword'))
      expect(await change(token, next)).toEqual(wrongPassword('currentPassword'))
      expect(await change(token)).toEqual(invalid('body/currentPassword'))
      expect(await calls().signIn(email, password)).toMatchObject({ ok: true })
      expect(await calls().call('me', {}, token)).toMatchObject({ ok: true })
    })

    it('P15: replaces the old password', async () => {
      const email = newEmail()
      const { token } = await calls().signUp(email, password)

      succeeded(await change(token, password))

      expect(await calls().signIn(email, password)).toEqual(wrongCredentials)
      expect(await calls().signIn(email, next)).toMatchObject({ ok: true })
    })

    it('P15: ends every session and starts a new one', async () => {
      const email = newEmail()
      const first = (await calls().signUp(email, password)) as SignedIn & { refreshToken: string }
      const second = succeeded(await calls().signIn(email, password)) as typeof first

      const changed = succeeded(await change(first.token, password)) as typeof first

      for (const { token, refreshToken } of [first, second]) {
        expect(await calls().call('me', {}, token)).toMatchObject(refused)
        expect(await calls().call('refresh', { refreshToken })).toMatchObject(refused)
      }
      expect(await calls().call('me', {}, changed.token)).toMatchObject({ ok: true, value: { email } })
      expect(await calls().call('refresh', { refreshToken: changed.refreshToken })).toMatchObject({ ok: true })
      const sessions = succeeded(await calls().call('sessions.list', {}, changed.token)) as { items: unknown[] }
      expect(sessions.items).toMatchObject([{ current: true }])
    })

    it('P15: does not end sessions of other users', async () => {
      const other = await calls().signUp(newEmail(), password)
      const { token } = await calls().signUp(newEmail(), password)

      succeeded(await change(token, password))

      expect(await calls().call('me', {}, other.token)).toMatchObject({ ok: true })
    })

    it('P15: the account is deleted with the right password only', async () => {
      const { token } = await calls().signUp(newEmail(), password)

      expect(await calls().call('deleteMe', { password: 'a wrong password' }, token)).toEqual(wrongPassword('password'))
      expect(await calls().call('me', {}, token)).toMatchObject({ ok: true })
      expect(await calls().call('deleteMe', { password }, token)).toMatchObject({ ok: true })
      expect(await calls().call('me', {}, token)).toMatchObject(refused)
    })
  })
})
