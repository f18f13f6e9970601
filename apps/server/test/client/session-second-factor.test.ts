import { totpCode } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { browserFetch, recordingFetch } from './recording-fetch.js'
import { newAccount, type SessionServer, startSessionServer } from './session-server.js'
import { sharedTokenStore } from './shared-token-store.js'

let server: SessionServer
beforeAll(async () => {
  server = await startSessionServer()
})
afterAll(() => server?.close())

/** Creates an account with a second factor; `code` returns one that was not used. */
async function createAccount() {
  const account = newAccount()
  const { client } = server.openClient()
  await client.auth.signup(account)
  const { secret } = await client.auth.secondFactor.begin({ password: account.password })
  const code = () => {
    server.advance(1)
    return totpCode(secret, server.now)
  }
  const { recoveryCodes } = await client.auth.secondFactor.enable({ code: code() })
  return { account, code, recoveryCodes }
}

const storages = [
  ['memory', () => server.openClient()],
  ['TokenStore', () => server.openClient({ storage: sharedTokenStore() })],
  ['cookie', () => server.openClient({ storage: 'cookie' }, browserFetch())],
] as const

describe.each(storages)('second step of a sign-in with token storage: %s', (_storage, open) => {
  /** Opens a client whose sign-in waits for its second step. */
  async function openPending() {
    const user = await createAccount()
    const opened = open()
    opened.session.subscribe(() => {})
    await expect.poll(() => opened.session.status).toBe('signed-out')
    const failed = opened.client.auth.signin(user.account)
    await expect(failed).rejects.toMatchObject({ code: 'second_factor_required' })
    return { ...user, ...opened }
  }

  it('is in the session, until a code signs in', async () => {
    const { session, client, account, code } = await openPending()
    const listener = vi.fn()
    session.subscribe(listener)
    expect(session.status).toBe('second-factor-required')
    expect(session.user).toBeUndefined()
    const { ticket = '', factors } = session.secondFactor ?? {}
    expect(factors).toEqual(['totp', 'recovery_code'])

    await client.auth.signInWithCode({ ticket, code: code() })

    expect([session.status, session.secondFactor]).toEqual(['signed-in', undefined])
    expect(session.user?.email).toBe(account.email)
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('stays after a wrong code and after a call that finds nobody signed in', async () => {
    const { session, client } = await openPending()
    const { secondFactor } = session

    const wrong = client.auth.signInWithCode({ ticket: secondFactor?.ticket ?? '', recoveryCode: 'wrong' })
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_code' })
    await expect(client.tasks.list()).rejects.toMatchObject({ code: 'unauthenticated' })

    expect([session.status, session.secondFactor]).toEqual(['second-factor-required', secondFactor])
  })

  it('ends with a ticket that expired', async () => {
    const { session, client, code } = await openPending()
    const { ticket = '' } = session.secondFactor ?? {}
    server.advance(11)

    await expect(client.auth.signInWithCode({ ticket, code: code() })).rejects.toMatchObject({ code: 'invalid_ticket' })

    expect([session.status, session.secondFactor]).toEqual(['signed-out', undefined])
  })

  it.each(['clearLocal', 'signout'] as const)('ends with %s, reported once', async (method) => {
    const { session } = await openPending()
    const listener = vi.fn()
    session.subscribe(listener)

    await session[method]()

    expect([session.status, session.secondFactor]).toEqual(['signed-out', undefined])
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('ends with the sign-up of another user', async () => {
    const { session, client } = await openPending()

    await client.auth.signup(newAccount())

    expect([session.status, session.secondFactor]).toEqual(['signed-in', undefined])
  })

  it('leaves a signed-in session as it is, until it signs out', async () => {
    const { account } = await createAccount()
    const { session, client, signOuts } = open()
    const { user } = await client.auth.signup(newAccount())
    await expect(client.auth.signin(account)).rejects.toMatchObject({ code: 'second_factor_required' })

    expect([session.status, session.user]).toEqual(['signed-in', user])
    expect(session.secondFactor?.factors).toEqual(['totp', 'recovery_code'])
    expect(signOuts).toEqual([])
    await client.auth.signout()
    expect([session.status, session.secondFactor]).toEqual(['signed-out', undefined])
  })
})

describe('second step of a sign-in in one of two tabs', () => {
  it.each(['TokenStore', 'cookie'] as const)('signs in both tabs by a code, with %s', async (kind) => {
    const storage = kind === 'cookie' ? kind : sharedTokenStore()
    const browser = kind === 'cookie' ? browserFetch() : recordingFetch()
    const [one, other] = [server.openClient({ storage }, browser), server.openClient({ storage }, browser)]
    for (const { session } of [one, other]) session.subscribe(() => {})
    const statuses = () => [one.session.status, other.session.status]
    await expect.poll(statuses, { timeout: 15_000 }).toEqual(['signed-out', 'signed-out'])
    const { account, code } = await createAccount()

    await expect(one.client.auth.signin(account)).rejects.toMatchObject({ code: 'second_factor_required' })
    expect([other.session.status, other.session.secondFactor]).toEqual(['signed-out', undefined])

    await one.client.auth.signInWithCode({ ticket: one.session.secondFactor?.ticket ?? '', code: code() })
    await expect.poll(() => other.session.status, { timeout: 15_000 }).toBe('signed-in')
  })
})
