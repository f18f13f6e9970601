import { describe, expect, it, vi } from 'vitest'
import { createStatusCache, readStatus } from './status-cache.js'

describe('cached status', () => {
  it('is read once by concurrent calls', async () => {
    const cache = createStatusCache<boolean>()
    const query = vi.fn(async () => false)

    expect(await Promise.all([readStatus(cache, 'key', query), readStatus(cache, 'key', query)])).toEqual([
      false,
      false,
    ])
    expect(query).toHaveBeenCalledTimes(1)
    expect(cache.get('key')).toBe(false)
  })

  it('is the one that is set while a query runs', async () => {
    const cache = createStatusCache<boolean>()
    const reading = readStatus(cache, 'key', async () => true)

    cache.set('key', false)

    expect(await reading).toBe(false)
    expect(cache.get('key')).toBe(false)
  })

  it('is read again after four seconds', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000)
    const cache = createStatusCache<boolean>()
    await readStatus(cache, 'key', async () => true)

    now.mockReturnValue(4999)
    expect(cache.get('key')).toBe(true)
    now.mockReturnValue(5001)
    expect(cache.get('key')).toBeUndefined()
    now.mockRestore()
  })

  it('is read again after a failure', async () => {
    const cache = createStatusCache<boolean>()

    await expect(readStatus(cache, 'key', () => Promise.reject(new Error('down')))).rejects.toThrow('down')
    expect(await readStatus(cache, 'key', async () => true)).toBe(true)
  })
})
