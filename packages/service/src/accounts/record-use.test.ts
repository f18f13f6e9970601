import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { recordUse, type Use, usedAtOf } from './record-use.js'

const start = Date.UTC(2027, 0, 1)
const at = (ms: number) => new Date(start + ms)

/** Uses a token at these times, each after the previous use is recorded. Returns what is recorded. */
async function usesOf(times: readonly number[], record: (use: Use) => Promise<unknown> = async () => {}) {
  const entry = { usedAt: usedAtOf(null) }
  const uses: Use[] = []
  for (const time of times) {
    recordUse(entry, at(time), (use) => {
      uses.push(use)
      return record(use)
    })
    await setTimeout(60)
  }
  return uses
}

describe('the use of a token or an app', () => {
  it('is recorded at most once a minute', async () => {
    const uses = await usesOf([0, 1, 30_000, 59_999, 60_000, 60_001])

    expect(uses.map(({ now }) => now)).toEqual([at(0).toISOString(), at(60_000).toISOString()])
  })

  it('is recorded unless another process has recorded one in that minute', async () => {
    const [use] = await usesOf([0])

    expect(use).toEqual({ now: at(0).toISOString(), usedBefore: at(-60_000).toISOString() })
  })

  it('is recorded again after a failure', async () => {
    const uses = await usesOf([0, 1000], () => Promise.reject(new Error('No connection')))

    expect(uses).toHaveLength(2)
  })

  it('is recorded once of many at the same time', async () => {
    const entry = { usedAt: usedAtOf(undefined) }
    let count = 0
    for (let n = 0; n < 100; n++) recordUse(entry, at(n), async () => void count++)
    await setTimeout(60)

    expect(count).toBe(1)
  })

  it('is not recorded if the stored use is recent', async () => {
    const entry = { usedAt: usedAtOf(at(-30_000).toISOString()) }
    let count = 0
    recordUse(entry, at(0), async () => void count++)
    await setTimeout(60)

    expect(count).toBe(0)
  })
})
