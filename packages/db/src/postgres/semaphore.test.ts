import { describe, expect, it } from 'vitest'
import { createSemaphore } from './semaphore.js'

describe('createSemaphore', () => {
  it('gives out its permits, and each released one to the caller that waited longest', async () => {
    const semaphore = createSemaphore(2, 1000)
    const acquired: string[] = []
    const acquire = async (name: string) => {
      await semaphore.acquire()
      acquired.push(name)
    }
    await Promise.all([acquire('a'), acquire('b')])
    const waiting = [acquire('c'), acquire('d')]
    expect([semaphore.used, semaphore.waiting]).toEqual([2, 2])

    semaphore.release()
    await waiting[0]
    expect(acquired).toEqual(['a', 'b', 'c'])
    semaphore.release()
    await waiting[1]

    expect(acquired).toEqual(['a', 'b', 'c', 'd'])
    semaphore.release()
    semaphore.release()
    expect([semaphore.used, semaphore.waiting]).toEqual([0, 0])
  })

  it('rejects with POOL_TIMEOUT after the timeout, and serves later callers', async () => {
    const semaphore = createSemaphore(1, 50)
    await semaphore.acquire()

    const started = performance.now()
    await expect(semaphore.acquire()).rejects.toMatchObject({ code: 'POOL_TIMEOUT' })
    expect(performance.now() - started).toBeGreaterThan(45)
    expect([semaphore.used, semaphore.waiting]).toEqual([1, 0])

    semaphore.release()
    expect(semaphore.acquire()).toBeUndefined()
  })

  it('closes once all permits are released, and rejects waiting callers with POOL_CLOSED', async () => {
    const semaphore = createSemaphore(1, 1000)
    await semaphore.acquire()
    const waiting = semaphore.acquire()
    let isClosed = false
    const closing = semaphore.close().then(() => {
      isClosed = true
    })

    await expect(waiting).rejects.toMatchObject({ code: 'POOL_CLOSED' })
    expect(isClosed).toBe(false)
    expect(() => semaphore.acquire()).toThrow('closed')
    semaphore.release()
    await closing
  })
})
