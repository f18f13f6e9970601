import { expect, it } from 'vitest'
import { rateLimitFields } from './rate-limit-fields.js'

const status = { policy: 'read', quota: 10, windowSeconds: 60, remaining: 5, resetSeconds: 30 }

it('formats RateLimit-Policy and RateLimit', () => {
  expect(rateLimitFields([status])).toEqual({ policy: '"read";q=10;w=60', limit: '"read";r=5;t=30' })
})

it('returns the status with the least remaining of each policy', () => {
  const statuses = [
    status,
    { ...status, remaining: 4, resetSeconds: 29 },
    { ...status, remaining: 6 },
    { ...status, policy: 'write', remaining: 9 },
  ]
  expect(rateLimitFields(statuses)).toEqual({
    policy: '"read";q=10;w=60, "write";q=10;w=60',
    limit: '"read";r=4;t=29, "write";r=9;t=30',
  })
})

it('returns the first of equal statuses', () => {
  expect(rateLimitFields([status, { ...status }]).limit).toBe('"read";r=5;t=30')
})
