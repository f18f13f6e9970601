import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createWatchdog } from './watchdog.js'

describe('createWatchdog', () => {
  const watch = (timeoutMs: number) => {
    let timeouts = 0
    const watchdog = createWatchdog(timeoutMs, () => timeouts++)
    return { watchdog, timeouts: () => timeouts }
  }

  it('reports statements in flight of which none ends', async () => {
    const { watchdog, timeouts } = watch(50)
    watchdog.sent()
    watchdog.sent()
    await delay(150)

    expect(timeouts()).toBe(1)
  })

  it('reports nothing while no statement is in flight', async () => {
    const { watchdog, timeouts } = watch(50)
    watchdog.sent()
    watchdog.ended()
    await delay(150)

    expect(timeouts()).toBe(0)
  })

  it('starts anew with each statement that ends', async () => {
    const { watchdog, timeouts } = watch(400)
    for (let n = 0; n < 5; n++) watchdog.sent()
    for (let n = 0; n < 4; n++) {
      await delay(150)
      watchdog.ended()
    }

    expect(timeouts()).toBe(0)
    watchdog.stop()
  })

  it('reports no response that arrived while the process was busy', async () => {
    const { watchdog, timeouts } = watch(50)
    watchdog.sent()
    setTimeout(() => {
      // Blocks the event loop beyond the timeout; the response is read right after it.
      for (const until = performance.now() + 100; performance.now() < until; );
      setImmediate(() => watchdog.ended())
    }, 10)
    await delay(200)

    expect(timeouts()).toBe(0)
  })

  it('reports nothing after it was stopped, or without a timeout', async () => {
    const stopped = watch(50)
    stopped.watchdog.sent()
    stopped.watchdog.stop()
    const without = watch(0)
    without.watchdog.sent()
    await delay(150)

    expect([stopped.timeouts(), without.timeouts()]).toEqual([0, 0])
  })
})
