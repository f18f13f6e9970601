import { expect, it } from 'vitest'
import { rateLimitFields } from './rate-limit-fields.js'

const status = { policy: 'read', quota: 10, windowSeconds: 60, remaining: 5, resetSeconds: 30 }

it('formats RateLimit-Policy and RateLimit', () => {
  const fields = rateLimitFields([status])

  expect(fields.policy).toBe('"read";q=10;w=60')
  expect(fields.limit).toBe('"read";r=5;t=30')
})

it('takes the status with the least remaining of each policy', () => {
  const write = { ...status, policy: 'write', remaining: 9 }
  const fields = rateLimitFields([status, { ...status, remaining: 4 }, { ...status, remaining: 6 }, write, write])

  expect(fields.limit).toBe('"read";r=4;t=30, "write";r=9;t=30')
})
