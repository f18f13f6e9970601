import { readdirSync, readFileSync } from 'node:fs'
import { onlineManager } from '@tanstack/query-core'
import { createMockTransport } from '@taskpact/contract/mock'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openCollections } from '../test/examples/collection.js'
import { called, code, items, task } from '../test/examples/mock.js'
import { complete, create, pending, remove } from '../test/examples/queries.js'
import { addForToday, openTasks } from '../test/examples/replica.js'
import { createClient } from './create-client.js'
import { createReplica, memoryStore } from './replica.js'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
const examples = readdirSync(new URL('../test/examples', import.meta.url)).filter((file) => !file.endsWith('.d.ts'))

describe('README', () => {
  it.each(examples)('contains a tested example, unchanged: %s', (file) => {
    expect(read('../README.md')).toContain(`\`\`\`ts\n${read(`../test/examples/${file}`)}\`\`\``)
  })
})

it('README starts with the React example that runs in a browser', () => {
  expect(read('../README.md')).toContain(`\`\`\`tsx\n${read('../../../apps/examples/react/src/quick-start.tsx')}\`\`\``)
})

describe('examples of the README', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    onlineManager.setOnline(true)
  })

  it('mock.ts returns what it documents', () => {
    expect(task.title).toBe('Buy milk')
    expect(code).toBe('not_found')
    expect(items).toEqual([task])
    expect(called).toEqual(['auth.signin', 'tasks.create', 'tasks.get', 'auth.refresh', 'tasks.list'])
  })

  it('replica.ts adds a task, and keeps it until it is sent', async () => {
    vi.stubGlobal('indexedDB', new IDBFactory())
    const mock = createMockTransport()
    mock.responses.tasks.batch.fails('unavailable')
    const client = createClient({ baseUrl: 'https://tasks.example.org', fetch: mock.fetch })
    let changes = 0
    const open = () => openTasks(client, task.userId, () => changes++)
    const { replica, close } = open()

    expect(await addForToday(replica, 'Water plants')).toEqual(['Water plants'])
    expect(changes).toBeGreaterThan(0)
    close()
    const again = open()
    await again.replica.ready
    expect(again.replica.tasks.list({ search: 'plants' })).toMatchObject([{ title: 'Water plants', isPending: true }])
    again.close()
  })

  it('collection.ts changes tasks on this device, and queries them', async () => {
    const client = createClient({ baseUrl: 'https://tasks.example.org', fetch: createMockTransport().fetch })
    const replica = createReplica(client, { userId: task.userId, store: memoryStore() })
    const { pending, add, rename, remove } = openCollections(replica)
    await pending.preload()
    const shown = () => pending.toArray.map(({ title, tags }) => [title, ...tags])
    const [created] = add('Buy milk').mutations
    expect(shown()).toEqual([['Buy milk', 'home']])

    await rename(created?.key, 'Buy oat milk').when('settled')
    expect(shown()).toEqual([['Buy oat milk', 'home']])
    expect(replica.tasks.get({ taskId: created?.key })).toMatchObject({ title: 'Buy oat milk' })
    await remove(created?.key).when('settled')
    expect(replica.tasks.list()).toEqual([])
  })

  it('queries.ts changes the pages of an infinite list at once', async () => {
    const mock = createMockTransport()
    vi.stubGlobal('fetch', mock.fetch)
    const ids: readonly string[] = [task.id, task.id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))]
    mock.responses.tasks.list.with(({ cursor }) => ({
      items: [{ ...task, id: ids[cursor ? 1 : 0] ?? '' }],
      nextCursor: cursor ? null : 'next',
    }))
    const nameOf = (id: string) => (ids.includes(id) ? `task ${ids.indexOf(id)}` : id)
    const shown = () =>
      pending
        .getCurrentResult()
        .data?.pages.map(({ items }) => items.map(({ id, completed }) => `${nameOf(id)}${completed ? ', done' : ''}`))
    const stop = pending.subscribe(() => {})
    await expect.poll(shown).toEqual([['task 0']])
    await pending.fetchNextPage()
    mock.responses.tasks.list.after(1000)

    const created = create.mutate({ title: 'Buy eggs' })
    await expect.poll(shown).toEqual([['new', 'task 0'], ['task 1']])
    const completed = complete.mutate({ taskId: ids[1] ?? '' })
    await expect.poll(shown).toEqual([['new', 'task 0'], ['task 1, done']])
    const removed = remove.mutate({ taskId: ids[0] ?? '' })
    await expect.poll(shown).toEqual([['new'], ['task 1, done']])

    stop()
    await Promise.all([created, completed, removed])
  })

  it('live.ts follows changes until it is stopped', async () => {
    const mock = createMockTransport()
    mock.responses.tasks.watch.with({
      items: [{ type: 'put', revision: 1, task }],
      nextCursor: 'next',
      hasMore: false,
      revision: 1,
    })
    vi.stubGlobal('fetch', mock.fetch)
    vi.spyOn(console, 'log').mockImplementation(() => {})
    const { follow } = await import('../test/examples/live.js')
    const controller = new AbortController()

    const following = follow(controller.signal, (tasks) => {
      expect([...tasks.values()]).toEqual([task])
      controller.abort('stopped')
    })

    await expect(following).rejects.toBe('stopped')
  })

  it('browser.ts follows the session', async () => {
    vi.stubGlobal('fetch', createMockTransport().fetch)
    const { session, unsubscribe } = await import('../test/examples/browser.js')

    await expect.poll(() => session.status).toBe('signed-in')
    unsubscribe()
  })

  it('secure-store.ts keeps the tokens in the keychain', async () => {
    const keychain = new Map<string, string>()
    vi.doMock('expo-secure-store', () => ({
      getItemAsync: async (key: string) => keychain.get(key) ?? null,
      setItemAsync: async (key: string, value: string) => void keychain.set(key, value),
      deleteItemAsync: async (key: string) => void keychain.delete(key),
    }))
    vi.stubGlobal('fetch', createMockTransport().fetch)
    const { client, session } = await import('../test/examples/secure-store.js')

    await client.auth.signin({ email: 'ada@example.com', password: 'Test123!' })
    expect(keychain.size).toBe(1)
    await session.signout()
    expect(keychain.size).toBe(0)
  })

  it('offline.ts sends what an earlier page could not send, once', async () => {
    const mock = createMockTransport()
    const client = createClient({ baseUrl: 'https://tasks.example.org', fetch: mock.fetch })
    const stored = new Map<string, string>()
    const storage = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    }
    const { openQueries } = await import('../test/examples/offline.js')
    onlineManager.setOnline(false)
    const first = openQueries(client, storage)
    void first.add('Buy milk')
    const keyOf = (text = '{}') => JSON.parse(text).mutations?.[0]?.state.variables?.idempotencyKey
    await expect.poll(() => keyOf(stored.get('mutations'))).toEqual(expect.any(String))
    const key = keyOf(stored.get('mutations'))
    first.close()

    const second = openQueries(client, storage)
    onlineManager.setOnline(true)

    await expect
      .poll(() => mock.calls.map(({ input }) => input))
      .toMatchObject([{ title: 'Buy milk', idempotencyKey: key }])
    second.close()
  })
})

describe('examples of the README for Next.js', () => {
  const jar = new Map<string, string>()
  const redirect = vi.fn((path: string): never => {
    throw new Error(`redirect to ${path}`)
  })
  const open = async () => {
    const mock = createMockTransport()
    vi.stubGlobal('fetch', mock.fetch)
    vi.doMock('next/navigation', () => ({ redirect }))
    vi.doMock('next/headers', () => ({
      cookies: async () => ({
        get: (name: string) => (jar.has(name) ? { value: jar.get(name) } : undefined),
        set: (name: string, value: string) => void jar.set(name, value),
        delete: (name: string) => void jar.delete(name),
      }),
    }))
    const { openClient } = await import('../test/examples/next-session.js')
    await (await openClient({ canWrite: true })).auth.signin({ email: 'ada@example.com', password: 'Test123!' })
    return mock
  }
  afterEach(() => {
    vi.unstubAllGlobals()
    jar.clear()
  })

  it('next-page.ts shows tasks, and leaves the refresh to a route handler', async () => {
    const mock = await open()
    const { default: Page } = await import('../test/examples/next-page.js')
    expect(await Page()).toEqual(expect.any(String))

    mock.expire()
    const before = jar.get('session')
    await expect(Page()).rejects.toThrow('redirect to /refresh')
    expect(jar.get('session')).toBe(before)

    const { refresh } = await import('../test/examples/next-actions.js')
    await expect(refresh()).rejects.toThrow('redirect to /')
    expect(jar.get('session')).not.toBe(before)
    expect(await Page()).toEqual(expect.any(String))
  })

  it('next-actions.ts returns the errors of the form', async () => {
    await open()
    const { addTask } = await import('../test/examples/next-actions.js')
    const form = new FormData()
    form.set('title', '')

    expect(await addTask(undefined, form)).toMatchObject({ errors: { title: { code: expect.any(String) } } })
    form.set('title', 'Buy milk')
    expect(await addTask(undefined, form)).toMatchObject({ id: expect.any(String), errors: {} })
  })
})
