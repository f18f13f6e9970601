import { describe, expect, it } from 'vitest'
import { ServiceError } from '../service-error.js'
import { createPasswords } from './password.js'

const passwords = createPasswords()

describe('the queue of passwords', () => {
  it('P8: turns a flood away with `unavailable` rather than piling it up, and serves again after it', async () => {
    const hash = await passwords.hash('a long password')
    const flood = Array.from({ length: 170 }, async (_, index) =>
      index % 2 ? passwords.hash('a long password') : passwords.isRight('a wrong password', hash),
    )

    const results = await Promise.allSettled(flood)

    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refusals.length).toBeGreaterThan(0)
    expect(refusals.length).toBeLessThan(170 - 125)
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(ServiceError)
      expect(refusal).toMatchObject({ code: 'unavailable', retryAfter: expect.any(Number) })
    }
    expect(await passwords.isRight('a long password', await passwords.hash('a long password'))).toBe(true)
  })
})
