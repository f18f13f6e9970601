import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from './api-error.js'
import { withRetries } from './retry.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.restoreAllMocks() // before the real timers return, because one mock spies on a fake timer
  vi.useRealTimers()
})

const reason = new Error('The page was left')
const failing = (retryAfter?: number) =>
  vi.fn().mockRejectedValue(new ApiError('unavailable', 'Later.', { retryAfter }))

describe('delay between two attempts', () => {
  it('without Retry-After: is random, doubles its maximum for each retry, and is at most 2 seconds (full jitter)', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const delays = vi.spyOn(globalThis, 'setTimeout')

    const result = expect(withRetries(failing(), { retries: 6 })).rejects.toMatchObject({ code: 'unavailable' })
    await vi.runAllTimersAsync()

    await result
    expect(delays.mock.calls.map(([, ms]) => ms)).toEqual([100, 200, 400, 800, 1000, 1000])
  })

  it('is that of Retry-After, up to 30 seconds', async () => {
    const run = failing(30)

    const result = expect(withRetries(run, { retries: 1 })).rejects.toMatchObject({ code: 'unavailable' })
    await vi.advanceTimersByTimeAsync(29_999)
    expect(run).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)

    await result
    expect(run).toHaveBeenCalledTimes(2)
  })

  it('rejects with the reason of an aborted signal and leaves no timer', async () => {
    const controller = new AbortController()
    const run = failing(30)

    const result = expect(withRetries(run, { retries: 2, signal: controller.signal })).rejects.toBe(reason)
    await vi.advanceTimersByTimeAsync(10_000)
    controller.abort(reason)

    await result
    expect(run).toHaveBeenCalledTimes(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not start if the signal is already aborted', async () => {
    const signal = AbortSignal.abort(reason)

    await expect(withRetries(failing(30), { retries: 2, signal })).rejects.toBe(reason)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController()

    const result = expect(withRetries(failing(1), { retries: 5, signal })).rejects.toBeInstanceOf(ApiError)
    await vi.advanceTimersByTimeAsync(500)
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    await vi.runAllTimersAsync()

    await result
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })
})

describe('an exception other than ApiError', () => {
  it('is not retried', async () => {
    const run = vi.fn().mockRejectedValue(reason)

    await expect(withRetries(run, { retries: 2 })).rejects.toBe(reason)
    expect(run).toHaveBeenCalledTimes(1)
  })
})
