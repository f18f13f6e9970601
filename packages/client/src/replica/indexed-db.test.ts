import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { indexedDb } from './indexed-db.js'
import { memoryStore, type RecordStore, type ReplicaStore } from './store.js'

const userId = '01a2270d-693d-7183-bf99-44e49714d603'
const map = (entries: Record<string, unknown>) => new Map(Object.entries(entries))

let factory: InstanceType<typeof IDBFactory>
beforeEach(() => {
  factory = new IDBFactory()
  vi.stubGlobal('indexedDB', factory)
})
afterEach(() => void vi.unstubAllGlobals())

describe.each<[string, () => ReplicaStore]>([
  ['in IndexedDB', () => indexedDb('tasks')],
  ['in memory', memoryStore],
])('a store %s', (_name, create) => {
  let store: ReplicaStore
  let records: RecordStore
  beforeEach(async () => {
    store = create()
    records = await store.open(userId)
  })
  afterEach(() => records.close())

  it('is empty at first', async () => {
    expect(await records.read()).toEqual({ version: 0, records: new Map() })
  })

  it('keeps what was written, also for those that open it later', async () => {
    expect(await records.write(0, map({ a: 1, b: { deep: ['x'] } }))).toBe(true)
    expect(await records.write(1, map({ a: undefined, c: null }))).toBe(true)

    const expected = { version: 2, records: map({ b: { deep: ['x'] }, c: null }) }
    expect(await records.read()).toEqual(expected)
    expect(await (await store.open(userId)).read()).toEqual(expected)
  })

  it('writes nothing if another one has written since', async () => {
    const other = await store.open(userId)
    await other.write(0, map({ a: 'theirs' }))

    expect(await records.write(0, map({ a: 'mine', b: 1 }))).toBe(false)
    expect(await records.read()).toEqual({ version: 1, records: map({ a: 'theirs' }) })
    other.close()
  })

  it('lets one of several writes at the same time succeed', async () => {
    const results = await Promise.all([1, 2, 3].map((value) => records.write(0, map({ value }))))

    expect(results.filter(Boolean)).toHaveLength(1)
    expect((await records.read()).version).toBe(1)
  })

  it('keeps users apart', async () => {
    await records.write(0, map({ a: 1 }))
    const other = await store.open('another user')

    expect((await other.read()).records.size).toBe(0)
    other.close()
  })

  it('is empty after it was deleted', async () => {
    await records.write(0, map({ a: 1 }))
    records.close()
    await store.delete(userId)
    records = await store.open(userId)

    expect(await records.read()).toEqual({ version: 0, records: new Map() })
  })
})

describe('a store in IndexedDB', () => {
  it('opens a connection again that the browser has closed', async () => {
    const opened = vi.spyOn(factory, 'open')
    const records = await indexedDb('tasks').open(userId)
    await records.write(0, map({ a: 1 }))
    for (const { value } of opened.mock.results) value.result.close()

    expect(await records.write(1, map({ b: 2 }))).toBe(true)
    expect((await records.read()).records).toEqual(map({ a: 1, b: 2 }))
    records.close()
  })

  it('writes all or nothing, and fails if a value cannot be stored', async () => {
    const records = await indexedDb('tasks').open(userId)

    await expect(records.write(0, map({ a: 1, b: () => {} }))).rejects.toThrow()
    expect(await records.read()).toEqual({ version: 0, records: new Map() })
    expect(await records.write(0, map({ a: 1 }))).toBe(true)
    records.close()
  })

  it('fails to open where the browser does not allow it', async () => {
    vi.stubGlobal('indexedDB', {
      open() {
        throw new DOMException('Not allowed', 'SecurityError')
      },
    })

    await expect(indexedDb('tasks').open(userId)).rejects.toThrow('Not allowed')
  })

  it('can be deleted while other tabs have it open', async () => {
    const records = await indexedDb('tasks').open(userId)
    await records.write(0, map({ a: 1 }))
    await indexedDb('tasks').delete(userId)

    expect(await records.read()).toEqual({ version: 0, records: new Map() })
    records.close()
  })

  it.each([
    [true, { storage: { persist: async () => true } }],
    [false, { storage: { persist: async () => false } }],
    [false, { storage: {} }],
    [false, {}],
  ])('asks the browser to keep it: %s', async (expected, navigator) => {
    vi.stubGlobal('navigator', navigator)

    expect(await indexedDb('tasks').persist()).toBe(expected)
  })
})
