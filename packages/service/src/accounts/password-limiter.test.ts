import { afterEach, describe, expect, it, vi } from 'vitest'
import { createPasswordLimiter, defaultFailureLimits } from './password-limiter.js'

const limits = { perAccountAndAddress: 3, perAccount: 5, perAddress: 7, perKnownClient: 2 }
const wrong = async () => false
const right = async () => true
const rateLimited = expect.objectContaining({ code: 'rate_limited' })

describe('createPasswordLimiter', () => {
  afterEach(() => vi.useRealTimers())

  /** Returns how many of `tries` consecutive attempts are checked, not refused. */
  async function countChecked(tries: number, attempt: (index: number) => Promise<boolean>): Promise<number> {
    let count = 0
    for (let index = 0; index < tries; index += 1) {
      await attempt(index).then(
        () => {
          count += 1
        },
        (error) => expect(error).toEqual(rateLimited),
      )
    }
    return count
  }

  it.each([
    ['for one account from one address', 3, () => ['ada', '192.0.2.1']],
    ['for one account from many addresses', 5, (index: number) => ['ada', `192.0.2.${index}`]],
    ['for many accounts from one address', 7, (index: number) => [`person ${index}`, '192.0.2.1']],
    ['for one account from unknown addresses', 3, () => ['ada', undefined]],
  ] as const)('P18: refuses attempts %s after %i wrong passwords', async (_what, allowed, targetOf) => {
    const limiter = createPasswordLimiter(limits)
    const attempt = (index: number) => {
      const [account = '', address] = targetOf(index)
      return limiter.check(account, address, wrong)
    }

    expect(await countChecked(20, attempt)).toBe(allowed)
  })

  it('P18: refuses a known client by its own limit alone', async () => {
    const limiter = createPasswordLimiter(limits)
    await countChecked(20, (index) => limiter.check('ada', `192.0.2.${index}`, wrong))

    expect(await countChecked(5, () => limiter.check('ada', '192.0.2.1', wrong, 'phone'))).toBe(2)
    expect(await limiter.check('ada', '192.0.2.1', right, 'laptop')).toBe(true)
  })

  it('P18: counts the failures of a known client for everyone else, and not its right passwords', async () => {
    const limiter = createPasswordLimiter(limits)
    await countChecked(5, () => limiter.check('ada', '192.0.2.1', right, 'phone'))
    await countChecked(2, () => limiter.check('ada', '192.0.2.1', wrong, 'phone'))

    expect(await countChecked(5, () => limiter.check('ada', '192.0.2.1', wrong))).toBe(1)
  })

  it('P18: checks no more parallel attempts than the limit', async () => {
    const limiter = createPasswordLimiter(limits)
    const check = vi.fn(wrong)

    const tries = Array.from({ length: 50 }, () => limiter.check('ada', '192.0.2.1', check))
    const results = await Promise.allSettled(tries)

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(check).toHaveBeenCalledTimes(3)
  })

  it('P18: counts neither right passwords nor checks that failed', async () => {
    const limiter = createPasswordLimiter(limits)
    const broken = () => Promise.reject(new Error('the database is unreachable'))

    for (let index = 0; index < 20; index += 1) {
      expect(await limiter.check('ada', '192.0.2.1', right)).toBe(true)
      await expect(limiter.check('ada', '192.0.2.1', broken)).rejects.toThrow('the database is unreachable')
    }

    expect(await countChecked(20, () => limiter.check('ada', '192.0.2.1', wrong))).toBe(3)
  })

  it('P18: accepts right passwords after many parallel ones', async () => {
    const limiter = createPasswordLimiter(limits)
    await Promise.allSettled(Array.from({ length: 50 }, () => limiter.check('ada', '192.0.2.1', right)))

    expect(await limiter.check('ada', '192.0.2.1', right)).toBe(true)
    expect(await limiter.check('eve', '192.0.2.1', right)).toBe(true)
  })

  it('P18: accepts attempts from other addresses after refusing one address many times', async () => {
    const limiter = createPasswordLimiter(limits)
    await countChecked(50, () => limiter.check('ada', '192.0.2.1', wrong))

    expect(await limiter.check('ada', '192.0.2.2', right)).toBe(true)
    expect(await countChecked(20, () => limiter.check('ada', '192.0.2.2', wrong))).toBe(2)
  })

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
    ['2001:db8:1:2:0:0:0:1', '2001:db8:1:2::'],
    ['2001:db8::1', '2001:db8:0:0:5::9'],
    ['::1', '::2'],
    ['fe80::1', 'fe80::a:b:c:d'],
  ])('P18: counts %s and %s as one address', async (one, other) => {
    const limiter = createPasswordLimiter(limits)
    await countChecked(3, () => limiter.check('ada', one, wrong))

    await expect(limiter.check('ada', other, right)).rejects.toEqual(rateLimited)
  })

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['2001:db8::1', '2001:db8:0:1::1'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2'],
    ['192.0.2.1', '192.0.2.2'],
  ])('P18: distinguishes %s from %s', async (one, other) => {
    const limiter = createPasswordLimiter(limits)
    await countChecked(3, () => limiter.check('ada', one, wrong))

    expect(await limiter.check('ada', other, right)).toBe(true)
  })

  it('P18: returns when to try again, which refused attempts do not postpone', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    const limiter = createPasswordLimiter(limits)
    const attempt = (check = wrong) => limiter.check('ada', '192.0.2.1', check)
    await countChecked(3, () => attempt())
    vi.advanceTimersByTime(14 * 60_000)

    await expect(attempt()).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 60 })
    vi.advanceTimersByTime(59_000)
    await expect(attempt(right)).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 1 })
    vi.advanceTimersByTime(1001)

    expect(await attempt(right)).toBe(true)
    expect(await countChecked(20, () => attempt())).toBe(3)
  })

  it('P18: allows ten wrong passwords by default', async () => {
    const limiter = createPasswordLimiter()

    expect(await countChecked(20, () => limiter.check('ada', '192.0.2.1', wrong))).toBe(
      defaultFailureLimits.perAccountAndAddress,
    )
    expect(defaultFailureLimits.perAccountAndAddress).toBe(10)
  })
})
