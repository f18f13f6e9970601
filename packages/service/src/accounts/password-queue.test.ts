import { describe, expect, it } from 'vitest'
import { ServiceError } from '../service-error.js'
import { createPasswords } from './password.js'

const passwords = createPasswords()

describe('password queue', () => {
  it('P8: refuses passwords with `unavailable` when the queue is full, and accepts them again afterwards', async () => {
    const hash = await passwords.hash('a long password')
    const requests = Array.from({ length: 170 }, async (_, index) =>
      index % 2 ? passwords.hash('a long password') : passwords.verify('a wrong password', hash),
    )

    const results = await Promise.allSettled(requests)

    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refusals.length).toBeGreaterThan(0)
    expect(refusals.length).toBeLessThan(170 - 125)
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(ServiceError)
      expect(refusal).toMatchObject({ code: 'unavailable', retryAfter: expect.any(Number) })
    }
    expect(await passwords.verify('a long password', await passwords.hash('a long password'))).toBe(true)
  })
})
