import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Availability, watchAvailability } from './availability.js'

let availability: Availability
afterEach(() => availability.stop())

/** Watches a server that fails while `down` is set. */
function watch(down = false) {
  const server = { down, checks: 0, log: [] as string[] }
  const check = async () => {
    server.checks++
    if (server.down) throw new Error('down')
  }
  availability = watchAvailability({
    check,
    onUsable: () => server.log.push('usable'),
    onUnusable: (reason) => server.log.push(`unusable: ${(reason as Error).message}`),
    pause: 20,
    maxPause: 400,
  })
  return server
}

const usable = (expected: boolean) => vi.waitFor(() => expect(availability.isUsable).toBe(expected), { interval: 5 })

describe('watchAvailability', () => {
  it('uses a server once a check has succeeded', async () => {
    const { log } = watch()
    expect(availability.isUsable).toBe(false)
    await usable(true)

    expect(log).toEqual(['usable'])
  })

  it('checks a server that is down until it is up, and reports the first failure only', async () => {
    const server = watch(true)
    await vi.waitFor(() => expect(server.checks).toBeGreaterThan(2))
    server.down = false
    await usable(true)

    expect(server.log).toEqual(['unusable: down', 'usable'])
  })

  it('does not use a server that failed before the next check', async () => {
    const server = watch()
    await usable(true)
    availability.fail(new Error('lost'))
    availability.fail(new Error('lost by another read'))

    expect(availability.isUsable).toBe(false)
    await usable(true)
    expect(server).toMatchObject({ checks: 2, log: ['usable', 'unusable: lost', 'usable'] })
  })

  it('keeps using a suspected server if a check succeeds, and checks it once', async () => {
    const server = watch()
    await usable(true)
    availability.suspect()
    availability.suspect()
    expect(availability.isUsable).toBe(true)
    await vi.waitFor(() => expect(server.checks).toBe(2))

    expect(server.log).toEqual(['usable'])
  })

  it('does not use a suspected server if the check fails', async () => {
    const server = watch()
    await usable(true)
    server.down = true
    availability.suspect()
    await usable(false)

    expect(server.log).toEqual(['usable', 'unusable: down'])
  })

  it('checks less often each time that a server fails again soon', async () => {
    watch()
    const pauses: number[] = []
    for (let n = 0; n < 4; n++) {
      await usable(true)
      availability.fail(new Error('again'))
      const failed = performance.now()
      await usable(true)
      pauses.push(performance.now() - failed)
    }

    expect(pauses[1]).toBeGreaterThan(70)
    expect(pauses[2]).toBeGreaterThan(150)
    expect(pauses[3]).toBeGreaterThan(300)
  })

  it('checks nothing after it was stopped', async () => {
    const server = watch()
    await usable(true)
    availability.fail(new Error('lost'))
    availability.stop()
    const { checks } = server
    await new Promise((resolve) => setTimeout(resolve, 100))

    expect(server.checks).toBe(checks)
    expect(availability.isUsable).toBe(false)
  })
})
