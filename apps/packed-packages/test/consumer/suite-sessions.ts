import { createClient, createSession, type TokenStore } from '@taskpact/client'
import { settings } from './settings.js'
import { codeOf, equal, newEmail, openUser, password } from './suite-user.js'

const { run, server: baseUrl } = settings

export const sessionSteps = {
  async 'signs up, in and out'() {
    const signedOut: unknown[] = []
    const session = createSession({ onSignedOut: (error) => void signedOut.push(error ?? 'signed out') })
    const { auth, tasks } = createClient({ baseUrl, session })
    const email = newEmail()
    await auth.signup({ email, password })
    await auth.signout()
    const refused = await codeOf(tasks.list())
    await auth.signin({ email, password })
    const { items } = await tasks.list()

    equal([refused, items, signedOut], ['unauthenticated', [], ['signed out']])
  },

  async 'refreshes a token that expires or is rejected, once for all calls'() {
    const store = createStore()
    const { client, session } = await openUser({ storage: store })
    const first = await session.token()
    store.edit((tokens) => ({ ...tokens, expiresAt: 1 }))
    await Promise.all([client.tasks.list(), client.tasks.stats(), client.tasks.list()])
    const second = await session.token()
    store.edit((tokens) => ({ ...tokens, token: `${tokens.token}x` }))
    const { title } = await client.tasks.create({ title: 'Repeated' })

    equal([store.writes, second === first, title], [3, false, 'Repeated'])
  },

  async 'keeps the sessions of two users apart'() {
    const sessions = ['ada', 'bob'].map((name) => ({ name: `${run}-${name}`, storage: createStore(true) }))
    const [ada, bob] = await Promise.all(sessions.map((options) => openUser(options)))
    await Promise.all([ada?.client.tasks.create({ title: 'Ada' }), bob?.client.tasks.create({ title: 'Bob' })])
    for (const { storage } of sessions) storage.edit((tokens) => ({ ...tokens, expiresAt: 1 }))
    const lists = await Promise.all([ada?.client.tasks.list(), bob?.client.tasks.list()])
    await ada?.client.auth.signout()

    equal(
      lists.map((list) => list?.items.map(({ title }) => title)),
      [['Ada'], ['Bob']],
    )
    equal([ada?.session.status, bob?.session.status], ['signed-out', 'signed-in'])
    equal((await bob?.client.tasks.list())?.items.length, 1)
  },

  async 'is shared by two clients with one store'() {
    const options = { name: `${run}-shared`, storage: createStore(true) }
    const { client, user } = await openUser(options)
    const session = createSession(options)
    const other = createClient({ baseUrl, session })
    options.storage.edit((tokens) => ({ ...tokens, expiresAt: 1 }))
    await Promise.all([client.tasks.list(), other.tasks.list()])
    const before = session.user?.id
    await client.auth.signout()
    const refused = await codeOf(other.tasks.list())

    equal([before, refused, session.status], [user.id, 'unauthenticated', 'signed-out'])
  },
}

interface Stored {
  readonly token: string
  readonly expiresAt?: number
}

function createStore(shared = false) {
  let stored: string | undefined
  const store = {
    shared,
    writes: 0,
    get: () => stored,
    set(tokens) {
      stored = tokens
      store.writes++
    },
    remove() {
      stored = undefined
    },
    /** Changes the tokens as if time passed, or as if the server had another key. */
    edit(change: (tokens: Stored) => Stored) {
      stored = JSON.stringify(change(JSON.parse(stored ?? '{}') as Stored))
    },
  } satisfies TokenStore & Record<string, unknown>
  return store
}
