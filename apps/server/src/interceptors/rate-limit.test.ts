import { setTimeout as sleep } from 'node:timers/promises'
import { contract, operations } from '@taskpact/contract'
import { type Allowance, createMemoryLimiter, type IdentifiedCall } from '@taskpact/service'
import { expect, it } from 'vitest'
import { limitCalls } from './rate-limit.js'

const [list] = operations(contract).filter(({ name }) => name === 'tasks.list')

function callBy(userId: string, onAllowance?: (allowance: Allowance) => void): IdentifiedCall {
  if (!list) throw new TypeError('tasks.list is an operation')
  return {
    operation: list,
    transport: 'in-process',
    token: undefined,
    requestId: 'r',
    client: { onAllowance },
    userId: () => userId,
    input: () => ({ success: true, input: {} }),
    caller: async () => ({ userId }),
    known: () => undefined,
  }
}

it('lets a caller call again when the window is over', async () => {
  const perMinute = { read: 2, write: 0, credentials: 0 }
  const perform = limitCalls({
    perMinute,
    createLimiter: (options) => createMemoryLimiter({ ...options, seconds: 1 }),
  })(async () => ({ output: 'done' }))

  const left: number[] = []
  const call = callBy('ada', ({ remaining }) => left.push(remaining))
  await perform(call)
  await perform(call)
  await expect(perform(call)).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 1 })
  await sleep(1050)
  await expect(perform(call)).resolves.toEqual({ output: 'done' })

  expect(left).toEqual([1, 0, 0, 1])
})

it('counts parallel calls each', async () => {
  const perMinute = { read: 10, write: 0, credentials: 0 }
  let performed = 0
  const perform = limitCalls({ perMinute, createLimiter: createMemoryLimiter })(async () => {
    performed += 1
    return { output: undefined }
  })

  const calls = await Promise.allSettled(Array.from({ length: 30 }, () => perform(callBy('ada'))))

  expect(performed).toBe(10)
  expect(calls.filter(({ status }) => status === 'rejected')).toHaveLength(20)
})
