import { setTimeout as sleep } from 'node:timers/promises'
import { contract, operations } from '@taskpact/contract'
import { type CallState, createMemoryLimiter, type Effects } from '@taskpact/engine'
import { expect, it } from 'vitest'
import { rateLimit } from './rate-limit.js'

const [list] = operations(contract).filter(({ name }) => name === 'tasks.list')

function callBy(userId: string, effects: Effects = {}): CallState {
  if (!list) throw new TypeError('tasks.list is an operation')
  return { operation: list, caller: { userId }, request: { client: {} }, effects } as unknown as CallState
}

it('allows calls again after the window', async () => {
  const perMinute = { read: 2, write: 0, credentials: 0, renewal: 0 }
  const perform = rateLimit({
    perMinute,
    createLimiter: (options) => createMemoryLimiter({ ...options, seconds: 1 }),
    sessionOf: () => undefined,
  })(async () => ({ output: 'done' }))

  const remaining: (number | undefined)[] = []
  const call = async () => {
    const effects: Effects = {}
    try {
      return await perform(callBy('ada', effects))
    } finally {
      remaining.push(effects.rateLimit?.remaining)
    }
  }
  await call()
  await call()
  await expect(call()).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 1 })
  await sleep(1050)
  await expect(call()).resolves.toEqual({ output: 'done' })

  expect(remaining).toEqual([1, 0, 0, 1])
})

it('counts each of several parallel calls', async () => {
  const perMinute = { read: 10, write: 0, credentials: 0, renewal: 0 }
  let performed = 0
  const perform = rateLimit({ perMinute, createLimiter: createMemoryLimiter, sessionOf: () => undefined })(async () => {
    performed += 1
    return { output: undefined }
  })

  const calls = await Promise.allSettled(Array.from({ length: 30 }, () => perform(callBy('ada'))))

  expect(performed).toBe(10)
  expect(calls.filter(({ status }) => status === 'rejected')).toHaveLength(20)
})
