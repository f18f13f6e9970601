import { expect, it } from 'vitest'
import { createDailyCodeLimiter } from './daily-code-limiter.js'

const limited = expect.objectContaining({ code: 'rate_limited' })
const wrong = () => Promise.resolve(false)
const right = () => Promise.resolve(true)

it('refuses codes of a user after 100 wrong ones, and of no other user', async () => {
  const limit = createDailyCodeLimiter()
  for (let n = 0; n < 100; n++) expect(await limit('ada', wrong)).toBe(false)

  await expect(limit('ada', right)).rejects.toThrow(limited)
  expect(await limit('eve', right)).toBe(true)
})

it('counts neither right codes nor checks that fail', async () => {
  const limit = createDailyCodeLimiter()
  for (let n = 0; n < 150; n++) await limit('ada', right)
  for (let n = 0; n < 150; n++) await limit('ada', () => Promise.reject(new Error('down'))).catch(() => {})

  expect(await limit('ada', wrong)).toBe(false)
})

it('counts parallel attempts', async () => {
  const limit = createDailyCodeLimiter()
  const outcomes = await Promise.allSettled(Array.from({ length: 150 }, () => limit('ada', wrong)))

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(100)
})
