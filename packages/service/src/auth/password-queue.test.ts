import { describe, expect, it } from 'vitest'
import { ServiceError } from '../service-error.js'
import { hashPassword, isPassword } from './password.js'

describe('the queue of passwords', () => {
  it('P8: turns a flood away with `unavailable` rather than piling it up, and serves again after it', async () => {
    const hash = await hashPassword('a long password')
    const flood = Array.from({ length: 300 }, async (_, index) =>
      index % 2 ? hashPassword('a long password') : isPassword('a wrong password', hash),
    )

    const results = await Promise.allSettled(flood)

    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refusals.length).toBeGreaterThan(0)
    expect(refusals.length).toBeLessThan(300 - 250)
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(ServiceError)
      expect(refusal).toMatchObject({ code: 'unavailable', retryAfter: expect.any(Number) })
    }
    expect(await isPassword('a long password', await hashPassword('a long password'))).toBe(true)
  })
})
