import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newAccount, refreshPath, type SessionServer, startSessionServer } from './session-server.js'
import { sharedTokenStore } from './shared-token-store.js'

let server: SessionServer

beforeAll(async () => {
  server = await startSessionServer()
})
afterAll(() => server?.close())

/** A user whose access token has expired, and the store with the tokens. */
async function signedUp() {
  const store = sharedTokenStore()
  await server.openClient({ storage: store }).client.auth.signup(newAccount())
  return store
}

describe('a TokenStore that cannot be written', () => {
  it('is used without a refresh: a call succeeds until its token expires', async () => {
    const store = await signedUp()
    const { client, recording, signOuts } = server.openClient({ storage: { ...store, canWrite: false } })

    expect(await client.tasks.list()).toMatchObject({ items: [] })
    server.advance(16)
    await expect(client.tasks.list()).rejects.toMatchObject({ code: 'token_expired' })

    expect(recording.count(refreshPath)).toBe(0)
    expect(signOuts).toEqual([])
    expect(await server.openClient({ storage: store }).client.tasks.list()).toMatchObject({ items: [] })
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('Cookies are read-only here.')
      },
    ],
    ['rejects', () => Promise.reject(new Error('The disk is full.'))],
  ])('keeps the session if `set` %s: the stored refresh token remains valid', async (_how, set) => {
    const store = await signedUp()
    server.advance(16)
    const { client, signOuts } = server.openClient({ storage: { ...store, set } })

    for (let n = 0; n < 2; n++) {
      const error = await client.tasks.create({ title: 'Buy milk' }).catch((thrown) => thrown)
      expect(error).toMatchObject({ name: 'ApiError', code: 'token_expired', cause: { message: expect.any(String) } })
    }

    expect(signOuts).toEqual([])
    expect(await server.openClient({ storage: store }).client.tasks.list()).toMatchObject({ items: [] })
  })
})
