import { readdir, readlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { describe, expect, it, vi } from 'vitest'
import { openSpool } from './spool.js'

const roomy = 1_000_000

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

/** Returns the temporary files of spools that this process has open, on Linux. */
async function openSpoolFiles(): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd').catch(() => [])
  const files = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return files.filter((file) => file.includes('/spool-'))
}

async function readWhole(list: AsyncIterable<unknown>): Promise<unknown[]> {
  const items: unknown[] = []
  for await (const item of list) items.push(item)
  return items
}

const lists: unknown[][] = [
  [],
  ['a', null, { text: '\u0000☃😀"\\', nested: [[], {}] }],
  Array.from({ length: 3000 }, (_, n) => ({ n, text: String(n).repeat(50) })),
  [],
]

describe.each([
  ['in memory', roomy],
  ['in memory and a file', 2000],
  ['in a file', 0],
])('spool %s', (_where, free) => {
  it('returns the stored lists', async () => {
    const memory = { free }
    const onClose = vi.fn()
    const spool = openSpool(memory, onClose)
    const stored: AsyncIterable<unknown>[] = []
    for (const list of lists) stored.push(await spool.store(from(list)))

    const read: unknown[] = []
    for (const list of stored) read.push(await readWhole(list))

    expect(read).toEqual(lists)
    expect(memory.free).toBe(free)
    expect(onClose).toHaveBeenCalledTimes(1)
  })

  it('frees its memory when a list is left early', async () => {
    const memory = { free }
    const spool = openSpool(memory, () => {})
    const [first] = [await spool.store(from(['a', 'b'])), await spool.store(from(['c']))]

    for await (const _one of first) break

    expect(memory.free).toBe(free)
  })

  it('ends its lists when it is closed', async () => {
    const memory = { free }
    const spool = openSpool(memory, () => {})
    const list = await spool.store(from(['a']))

    await spool.close()

    expect(await readWhole(list)).toEqual([])
    expect(memory.free).toBe(free)
  })

  it('stops storing a list when it is closed, without an open file', async () => {
    const memory = { free }
    const spool = openSpool(memory, () => {})
    let yielded = 0
    async function* endless() {
      for (;;) {
        if (++yielded === 3) void spool.close()
        yield 'a'.repeat(70_000)
      }
    }

    await expect(spool.store(endless())).rejects.toMatchObject({ code: 'unavailable' })
    expect(yielded).toBeLessThan(6)
    expect(await openSpoolFiles()).toEqual([])
    expect(memory.free).toBe(free)
  })

  it('leaves no file name behind', async () => {
    const spool = openSpool({ free }, () => {})
    await spool.store(from(['a']))

    expect((await readdir(tmpdir())).filter((name) => name.startsWith('spool-'))).toEqual([])
    await spool.close()
  })
})

it('shares the memory with other spools', async () => {
  const memory = { free: 40 }
  const [first, second] = [openSpool(memory, () => {}), openSpool(memory, () => {})]
  const lists = [await first.store(from(['a'])), await second.store(from(['b']))]

  expect(memory.free).toBeGreaterThanOrEqual(0)
  expect(memory.free).toBeLessThan(40)
  expect(await Promise.all(lists.map((list) => readWhole(list)))).toEqual([['a'], ['b']])
  expect(memory.free).toBe(40)
})

it('fails with `unavailable` if there is no room for a file', async () => {
  vi.stubEnv('TMPDIR', '/dev/null')
  const spool = openSpool({ free: 0 }, () => {})

  await expect(spool.store(from(['a']))).rejects.toMatchObject({ code: 'unavailable' })
  vi.unstubAllEnvs()
})
