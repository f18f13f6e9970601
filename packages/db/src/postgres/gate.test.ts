import { describe, expect, it } from 'vitest'
import { createGate } from './gate.js'

describe('a gate', () => {
  it('lets as many in as there are places, and the next in the order in which they came', async () => {
    const gate = createGate(2, 1000)
    const entered: string[] = []
    const enter = async (name: string) => {
      await gate.enter()
      entered.push(name)
    }
    await Promise.all([enter('a'), enter('b')])
    const waiting = [enter('c'), enter('d')]
    expect([gate.used, gate.waiting]).toEqual([2, 2])

    gate.leave()
    await waiting[0]
    expect(entered).toEqual(['a', 'b', 'c'])
    gate.leave()
    await waiting[1]

    expect(entered).toEqual(['a', 'b', 'c', 'd'])
    gate.leave()
    gate.leave()
    expect([gate.used, gate.waiting]).toEqual([0, 0])
  })

  it('refuses who waited for too long, and lets in who comes later', async () => {
    const gate = createGate(1, 50)
    await gate.enter()

    const started = performance.now()
    await expect(gate.enter()).rejects.toMatchObject({ code: 'POOL_TIMEOUT' })
    expect(performance.now() - started).toBeGreaterThan(45)
    expect([gate.used, gate.waiting]).toEqual([1, 0])

    gate.leave()
    expect(gate.enter()).toBeUndefined()
  })

  it('closes once all have left, and refuses those who wait', async () => {
    const gate = createGate(1, 1000)
    await gate.enter()
    const waiting = gate.enter()
    let isClosed = false
    const closing = gate.close().then(() => {
      isClosed = true
    })

    await expect(waiting).rejects.toMatchObject({ code: 'POOL_CLOSED' })
    expect(isClosed).toBe(false)
    expect(() => gate.enter()).toThrow('closed')
    gate.leave()
    await closing
  })
})
