import type { SignedIn } from '@taskpact/contract'
import { startTestServer, succeeded, type TestServer, type Transport } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountWay, accountWays, invalid, newEmail, wrong } from '../support/account-ways.js'

const password = 'a long password'
const next = 'the next long password'

describe('password change', () => {
  let server: TestServer
  let ways: Record<Transport, AccountWay>
  beforeAll(async () => {
    server = await startTestServer()
    ways = accountWays(server)
  })
  afterAll(() => server?.close())

  const wayName = 'in-process'

  describe(wayName, () => {
    const way = () => ways[wayName]
    const change = (token: string, currentPassword?: string) =>
      way().call('changePassword', { currentPassword, newPassword: next }, token)
    const ended = { ok: false, code: 'invalid_token' }

    it('P15: requires the current password', async () => {
      const email = newEmail()
      const { token } = await way().signUp(email, password)

      expect(await change(token, 'a wrong password')).toEqual(wrong)
      expect(await change(token, next)).toEqual(wrong)
      expect(await change(token)).toEqual(invalid('body/currentPassword'))
      expect(await way().signIn(email, password)).toMatchObject({ ok: true })
      expect(await way().call('me', {}, token)).toMatchObject({ ok: true })
    })

    it('P15: replaces the old password', async () => {
      const email = newEmail()
      const { token } = await way().signUp(email, password)

      succeeded(await change(token, password))

      expect(await way().signIn(email, password)).toEqual(wrong)
      expect(await way().signIn(email, next)).toMatchObject({ ok: true })
    })

    it('P15: ends every session and starts a new one', async () => {
      const email = newEmail()
      const here = (await way().signUp(email, password)) as SignedIn & { refreshToken: string }
      const there = succeeded(await way().signIn(email, password)) as typeof here

      const now = succeeded(await change(here.token, password)) as typeof here

      for (const { token, refreshToken } of [here, there]) {
        expect(await way().call('me', {}, token)).toMatchObject(ended)
        expect(await way().call('refresh', { refreshToken })).toMatchObject(ended)
      }
      expect(await way().call('me', {}, now.token)).toMatchObject({ ok: true, value: { email } })
      expect(await way().call('refresh', { refreshToken: now.refreshToken })).toMatchObject({ ok: true })
      const sessions = succeeded(await way().call('sessions.list', {}, now.token)) as { items: unknown[] }
      expect(sessions.items).toMatchObject([{ current: true }])
    })

    it('P15: does not end sessions of other users', async () => {
      const other = await way().signUp(newEmail(), password)
      const { token } = await way().signUp(newEmail(), password)

      succeeded(await change(token, password))

      expect(await way().call('me', {}, other.token)).toMatchObject({ ok: true })
    })

    it('P15: the account is deleted with the right password only', async () => {
      const { token } = await way().signUp(newEmail(), password)

      expect(await way().call('deleteMe', { password: 'a wrong password' }, token)).toEqual(wrong)
      expect(await way().call('me', {}, token)).toMatchObject({ ok: true })
      expect(await way().call('deleteMe', { password }, token)).toMatchObject({ ok: true })
      expect(await way().call('me', {}, token)).toMatchObject(ended)
    })
  })
})
