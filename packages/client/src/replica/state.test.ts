import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openState, type State, type StoredChanges } from './state.js'
import { memoryStore, type RecordStore } from './store.js'

const map = (entries: Record<string, unknown>) => new Map(Object.entries(entries))
/** Resolves when nothing is left to be done but what a test holds back. */
const settle = () => new Promise<void>((resolve) => setTimeout(resolve))

/** A store whose reads and writes wait while it is held. */
function heldStore(records: RecordStore) {
  let held: Promise<void> | undefined
  let release = () => {}
  const failures: Error[] = []
  const pass = async () => {
    const [failure] = failures.splice(0, 1)
    await held
    if (failure) throw failure
  }
  const store: RecordStore = {
    async read() {
      const result = await records.read()
      await pass()
      return result
    },
    async write(version, changes) {
      await pass()
      return records.write(version, changes)
    },
    close: vi.fn(() => records.close()),
  }
  return {
    store,
    failures,
    /** Returns what ends it, also for those that wait already. */
    hold() {
      const own = new Promise<void>((resolve) => {
        release = () => {
          if (held === own) held = undefined
          resolve()
        }
      })
      held = own
      return release
    },
    release: () => release(),
  }
}

interface Tab {
  readonly state: State
  readonly held: ReturnType<typeof heldStore>
  readonly sent: StoredChanges[]
  readonly onChange: ReturnType<typeof vi.fn<() => void>>
}

let shared: ReturnType<typeof memoryStore>
beforeEach(() => {
  shared = memoryStore()
})

async function open(loaded = true): Promise<Tab> {
  const held = heldStore(await shared.open('ada'))
  const sent: StoredChanges[] = []
  const onChange = vi.fn<() => void>()
  if (!loaded) held.hold()
  const state = openState(
    async () => held.store,
    onChange,
    (message) => sent.push(message),
  )
  if (loaded) await state.loaded
  return { state, held, sent, onChange }
}

const set = (tab: Tab, key: string, value: unknown) => tab.state.change((records) => records.set(key, value))
const add = (tab: Tab, key = 'sum') =>
  tab.state.change((records) => records.set(key, (records.get<number>(key) ?? 0) + 1))
const storedRecords = async () => (await (await shared.open('ada')).read()).records

describe('state', () => {
  it('shows a change at once, stores it, and sends it', async () => {
    const tab = await open()
    const stored = set(tab, 'task a', 1)

    expect([tab.state.get('task a'), tab.state.all('task '), tab.state.version]).toEqual([1, [1], 0])
    await stored
    expect(await storedRecords()).toEqual(map({ 'task a': 1 }))
    expect(tab.sent).toEqual([{ version: 1, changes: map({ 'task a': 1 }) }])
    expect(tab.state.version).toBe(1)
  })

  it('stores changes that were made before it was read', async () => {
    await add(await open())
    const tab = await open(false)
    const stored = add(tab)
    expect(tab.state.get('sum')).toBe(1)
    tab.held.release()
    await stored

    expect(tab.state.get('sum')).toBe(2)
  })

  it('stores the changes that arrive during a write together, and after it', async () => {
    const tab = await open()
    tab.held.hold()
    const all = [add(tab), add(tab), add(tab)]
    await settle()
    expect([tab.state.get('sum'), tab.sent]).toEqual([3, []])
    tab.held.release()
    await Promise.all(all)

    expect(await storedRecords()).toEqual(map({ sum: 3 }))
    expect(tab.sent.map(({ version }) => version)).toEqual([1, 2].slice(0, tab.sent.length))
  })

  it('shows each of many changes without repeating those before', async () => {
    const tab = await open()
    const change = vi.fn()
    const all = Array.from({ length: 100 }, () => tab.state.change(change))

    expect(change).toHaveBeenCalledTimes(100)
    await Promise.all(all)
  })

  it('undoes and rejects what cannot be stored, and stores what follows', async () => {
    const tab = await open()
    tab.held.failures.push(new Error('full'))
    const failed = add(tab, 'a')
    await expect(failed).rejects.toThrow('full')
    expect(tab.state.get('a')).toBeUndefined()

    await add(tab, 'b')
    expect(await storedRecords()).toEqual(map({ b: 1 }))
  })

  it('rejects each change while the store always fails', async () => {
    const tab = await open()
    tab.held.failures.push(...Array.from({ length: 10 }, () => new Error('full')))

    for (let count = 0; count < 5; count++) await expect(add(tab)).rejects.toThrow('full')
    expect(tab.state.get('sum')).toBeUndefined()
  })

  it('rejects changes if it cannot be opened', async () => {
    const state = openState(
      async () => Promise.reject(new Error('private window')),
      () => {},
      () => {},
    )

    await expect(state.loaded).rejects.toThrow('private window')
    await expect(state.change((records) => records.set('a', 1))).rejects.toThrow('private window')
    expect(state.get('a')).toBeUndefined()
  })

  it('rejects a change that throws, undoes what it has set, and goes on', async () => {
    const tab = await open()
    const first = add(tab)
    const failed = tab.state.change((records) => {
      records.set('sum', 100)
      throw new Error('mistake')
    })
    await expect(failed).rejects.toThrow('mistake')

    expect(tab.state.get('sum')).toBe(1)
    await Promise.all([first, add(tab)])
    expect(await storedRecords()).toEqual(map({ sum: 2 }))
  })

  it('repeats a change on what another tab has written', async () => {
    const [tab, other] = [await open(), await open()]
    await add(other)
    await add(tab)

    expect(tab.state.get('sum')).toBe(2)
    expect(tab.sent).toEqual([{ version: 2, changes: map({ sum: 2 }) }])
  })

  it('loses no change of many tabs at the same time', async () => {
    const tabs = await Promise.all([open(), open(), open()])
    await Promise.all(Array.from({ length: 30 }, (_, index) => add(tabs[index % 3] as Tab)))

    expect(await storedRecords()).toEqual(map({ sum: 30 }))
  })

  it('goes on after another tab has deleted the records', async () => {
    const tab = await open()
    await add(tab)
    await add(tab)
    await shared.delete('ada')
    const records = await shared.open('ada')
    Object.assign(tab.held.store, records)
    await add(tab)

    expect([tab.state.get('sum'), tab.state.version]).toEqual([1, 1])
  })

  it('writes nothing, and sends nothing, for a change without effect', async () => {
    const tab = await open()
    await tab.state.change(() => {})

    expect([tab.state.version, tab.sent]).toEqual([0, []])
  })
})

describe('state that receives the changes of another tab', () => {
  let [tab, other]: Tab[] = []
  const receive = async (...messages: (StoredChanges | undefined)[]) => {
    for (const message of messages) (tab as Tab).state.receive(message as StoredChanges)
    await settle()
  }
  const seen = () => [(tab as Tab).state.get('sum'), (tab as Tab).state.version]
  beforeEach(async () => {
    ;[tab, other] = [await open(), await open()]
    for (let count = 0; count < 3; count++) await add(other as Tab)
  })

  it('applies them in order, without reading', async () => {
    const read = vi.spyOn((tab as Tab).held.store, 'read')
    await receive(...(other as Tab).sent)

    expect(seen()).toEqual([3, 3])
    expect(read).not.toHaveBeenCalled()
  })

  it('reads the records after a gap, and ignores what is older', async () => {
    const [first, second, third] = (other as Tab).sent
    await receive(third)
    expect(seen()).toEqual([3, 3])
    await receive(first, second)

    expect(seen()).toEqual([3, 3])
  })

  it('reads the records if only a later version is received', async () => {
    await receive({ version: 1 })
    expect(seen()).toEqual([3, 3])
    ;(tab as Tab).onChange.mockClear()
    await receive({ version: 3 })

    expect((tab as Tab).onChange).not.toHaveBeenCalled()
  })

  it('shows its own changes on top', async () => {
    const own = tab as Tab
    own.held.hold()
    const stored = add(own)
    await receive((other as Tab).sent[0])
    own.held.release()
    await stored

    expect(seen()).toEqual([4, 4])
    expect(await storedRecords()).toEqual(map({ sum: 4 }))
  })

  it('applies what arrives before the records were read', async () => {
    const late = await open(false)
    await add(other as Tab)
    late.state.receive((other as Tab).sent[3] as StoredChanges)
    late.held.release()
    await settle()

    expect([late.state.get('sum'), late.state.version]).toEqual([4, 4])
  })

  it('never goes back to records that were read before a write', async () => {
    const own = tab as Tab
    await receive(...(other as Tab).sent)
    const release = own.held.hold()
    own.state.receive({ version: 5 }) // reads version 3, slowly
    await settle()
    own.held.hold()()
    const stored = set(own, 'mine', 1)
    await stored
    release()
    await settle()

    expect([own.state.get('mine'), own.state.version]).toEqual([1, 4])
  })
})

describe('state that is closed', () => {
  it('closes the store, and neither reads nor writes', async () => {
    const tab = await open()
    tab.state.close()
    const [read, write] = [vi.spyOn(tab.held.store, 'read'), vi.spyOn(tab.held.store, 'write')]
    await expect(add(tab)).rejects.toThrow('closed')
    tab.state.receive({ version: 5 })
    await settle()

    expect(tab.held.store.close).toHaveBeenCalledTimes(1)
    expect([read.mock.calls, write.mock.calls]).toEqual([[], []])
  })

  it('closes the store once that is open', async () => {
    const { store } = heldStore(await shared.open('ada'))
    const state = openState(
      async () => store,
      () => {},
      () => {},
    )
    state.close()

    await expect(state.loaded).rejects.toThrow('closed')
    expect(store.close).toHaveBeenCalledTimes(1)
  })
})
