import { expect, it } from 'vitest'
import { rateLimitFields } from './rate-limit-fields.js'

const status = { policy: 'read', quota: 10, windowSeconds: 60, remaining: 5, resetSeconds: 30 }

it('formats RateLimit-Policy and RateLimit', () => {
  const fields = rateLimitFields()
  fields.add(status)
  expect(fields.policy).toBe('"read";q=10;w=60')
  expect(fields.limit).toBe('"read";r=5;t=30')
})

it('keeps the status with the least remaining of each policy', () => {
  const fields = rateLimitFields()
  fields.add(status)
  fields.add({ ...status, remaining: 4 })
  fields.add({ ...status, remaining: 6 })
  fields.add({ ...status, policy: 'write', remaining: 9 })
  expect(fields.limit).toBe('"read";r=4;t=30, "write";r=9;t=30')
})
