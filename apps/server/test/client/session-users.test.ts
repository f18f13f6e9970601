import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { browserFetch, type RecordingFetch, recordingFetch } from './recording-fetch.js'
import { newAccount, type SessionServer, startSessionServer } from './session-server.js'
import { sharedTokenStore } from './shared-token-store.js'
import { createWebLocks } from './web-locks.js'

/** A task whose requests get no response. */
const neverAnswered = randomUUID()
let server: SessionServer

beforeAll(async () => {
  server = await startSessionServer()
})
afterAll(() => server?.close())
afterEach(() => {
  vi.unstubAllGlobals()
})

const cases = (['TokenStore', 'cookie'] as const).flatMap((kind) =>
  ['with Web Locks', 'without Web Locks'].map((locks) => ({ kind, locks })),
)

describe.each(cases)('tabs that share a session in a $kind, $locks', ({ kind, locks }) => {
  function openTabs() {
    vi.stubGlobal('navigator', locks === 'with Web Locks' ? { locks: createWebLocks() } : {})
    const { fetch, ...others } = kind === 'cookie' ? browserFetch() : recordingFetch()
    const recording: RecordingFetch = {
      ...others,
      fetch: async (...args) => (String(args[0]).endsWith(neverAnswered) ? new Promise(() => {}) : fetch(...args)),
    }
    const storage = kind === 'cookie' ? 'cookie' : sharedTokenStore()
    const options = { storage, name: randomUUID() } as const
    return [server.openClient(options, recording), server.openClient(options, recording)] as const
  }

  it('are all signed in by a sign-in, and signed out by a sign-out', async () => {
    const [one, two] = openTabs()
    two.session.subscribe(() => {})
    await expect.poll(() => two.session.status).toBe('signed-out')

    const { user } = await one.client.auth.signup(newAccount())
    await expect.poll(() => two.session.user).toEqual(user)
    expect((await two.client.auth.me()).id).toBe(user.id)

    await two.client.auth.signout()
    await expect.poll(() => one.session.status).toBe('signed-out')
    expect([one.signOuts, two.signOuts]).toEqual([[undefined], [undefined]])
  })

  it('end the session of a user visibly if another one signs in, with the pending calls', async () => {
    const [one, two] = openTabs()
    const alice = await one.client.auth.signup(newAccount())
    const seen: unknown[] = []
    one.session.subscribe(() => seen.push(one.session.user?.id))
    const slow = one.client.tasks.update({ taskId: neverAnswered, title: "Alice's" })
    slow.catch(() => {})

    const bob = await two.client.auth.signup(newAccount())

    await expect(slow).rejects.toMatchObject({ code: 'session_changed' })
    expect(seen).toEqual([bob.user.id])
    expect(bob.user.id).not.toBe(alice.user.id)
    expect(one.signOuts).toMatchObject([{ code: 'session_changed' }])
    expect(one.session.user).toEqual(bob.user)
  })

  it('store nothing in the account of another user whom the page does not show', async () => {
    const [one, two] = openTabs()
    const alice = newAccount()
    await one.client.auth.signup(alice)

    await two.client.auth.signup(newAccount())
    const isAlice = one.session.user?.email === alice.email // the message of the other tab may not have arrived
    const created = one.client.tasks.create({ title: "Alice's" }).then(
      () => 'created',
      ({ code }) => code,
    )

    expect(isAlice).toBe(true)
    expect(kind === 'cookie' ? ['created', 'session_changed'] : ['session_changed']).toContain(await created)
    expect((await two.client.tasks.list()).items).toEqual([])
  })
})
