import { afterEach, describe, expect, it, vi } from 'vitest'
import { createThrottle, failureLimits } from './throttle.js'

const limits = { perAccountAndAddress: 3, perAccount: 5, perAddress: 7 }
const wrong = async () => false
const right = async () => true
const limited = expect.objectContaining({ code: 'rate_limited' })

describe('createThrottle', () => {
  afterEach(() => vi.useRealTimers())

  /** How many of so many wrong tries, one after another, are judged. */
  async function judged(tries: number, attempt: (index: number) => Promise<boolean>): Promise<number> {
    let count = 0
    for (let index = 0; index < tries; index += 1) {
      await attempt(index).then(
        () => {
          count += 1
        },
        (error) => expect(error).toEqual(limited),
      )
    }
    return count
  }

  it.each([
    ['for one account from one address', 3, () => ['ada', '192.0.2.1']],
    ['for one account from many addresses', 5, (index: number) => ['ada', `192.0.2.${index}`]],
    ['for many accounts from one address', 7, (index: number) => [`person ${index}`, '192.0.2.1']],
    ['for one account from addresses that are not known', 3, () => ['ada', undefined]],
  ] as const)('P18: stops wrong tries %s after %i', async (_what, allowed, whose) => {
    const throttle = createThrottle(limits)
    const attempt = (index: number) => {
      const [account = '', address] = whose(index)
      return throttle.attempt(account, address, wrong)
    }

    expect(await judged(20, attempt)).toBe(allowed)
  })

  it('P18: judges exactly as many of parallel tries as it allows', async () => {
    const throttle = createThrottle(limits)
    const check = vi.fn(wrong)

    const tries = Array.from({ length: 50 }, () => throttle.attempt('ada', '192.0.2.1', check))
    const results = await Promise.allSettled(tries)

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(check).toHaveBeenCalledTimes(3)
  })

  it('P18: does not count what was right, nor what could not be judged', async () => {
    const throttle = createThrottle(limits)
    const broken = () => Promise.reject(new Error('the database is away'))

    for (let index = 0; index < 20; index += 1) {
      expect(await throttle.attempt('ada', '192.0.2.1', right)).toBe(true)
      await expect(throttle.attempt('ada', '192.0.2.1', broken)).rejects.toThrow('the database is away')
    }

    expect(await judged(20, () => throttle.attempt('ada', '192.0.2.1', wrong))).toBe(3)
  })

  it('P18: lets right tries go on after many of them were made at the same time', async () => {
    const throttle = createThrottle(limits)
    await Promise.allSettled(Array.from({ length: 50 }, () => throttle.attempt('ada', '192.0.2.1', right)))

    expect(await throttle.attempt('ada', '192.0.2.1', right)).toBe(true)
    expect(await throttle.attempt('eve', '192.0.2.1', right)).toBe(true)
  })

  it('P18: leaves the other addresses of an account their tries, however often one address is refused', async () => {
    const throttle = createThrottle(limits)
    await judged(50, () => throttle.attempt('ada', '192.0.2.1', wrong))

    expect(await throttle.attempt('ada', '192.0.2.2', right)).toBe(true)
    expect(await judged(20, () => throttle.attempt('ada', '192.0.2.2', wrong))).toBe(2)
  })

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['2001:db8:1:2:0:0:0:1', '2001:db8:1:2::'],
    ['2001:db8::1', '2001:db8:0:0:5::9'],
    ['::1', '::2'],
    ['fe80::1', 'fe80::a:b:c:d'],
  ])('P18: takes %s and %s for one address', async (one, other) => {
    const throttle = createThrottle(limits)
    await judged(3, () => throttle.attempt('ada', one, wrong))

    await expect(throttle.attempt('ada', other, right)).rejects.toEqual(limited)
  })

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['2001:db8::1', '2001:db8:0:1::1'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2'],
    ['192.0.2.1', '192.0.2.2'],
  ])('P18: distinguishes %s from %s', async (one, other) => {
    const throttle = createThrottle(limits)
    await judged(3, () => throttle.attempt('ada', one, wrong))

    expect(await throttle.attempt('ada', other, right)).toBe(true)
  })

  it('P18: says when to try again, and keeps to it: tries that it refuses do not put it off', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    const throttle = createThrottle(limits)
    const attempt = (check = wrong) => throttle.attempt('ada', '192.0.2.1', check)
    await judged(3, () => attempt())
    vi.advanceTimersByTime(14 * 60_000)

    await expect(attempt()).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 60 })
    vi.advanceTimersByTime(59_000)
    await expect(attempt(right)).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 1 })
    vi.advanceTimersByTime(1001)

    expect(await attempt(right)).toBe(true)
    expect(await judged(20, () => attempt())).toBe(3)
  })

  it('P18: allows ten wrong tries by default', async () => {
    const throttle = createThrottle()

    expect(await judged(20, () => throttle.attempt('ada', '192.0.2.1', wrong))).toBe(failureLimits.perAccountAndAddress)
    expect(failureLimits.perAccountAndAddress).toBe(10)
  })
})
