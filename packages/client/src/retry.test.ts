import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from './api-error.js'
import { withRetries } from './retry.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.restoreAllMocks() // first, for one of them spies on the timers that are not real
  vi.useRealTimers()
})

const reason = new Error('The page was left')
const failing = (retryAfter?: number) =>
  vi.fn().mockRejectedValue(new ApiError('unavailable', 'Later.', { retryAfter }))

describe('the wait between two tries', () => {
  it('is at random up to twice as long each time, and never longer than 2 seconds, where the server says nothing', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const waits = vi.spyOn(globalThis, 'setTimeout')

    const ended = expect(withRetries(failing(), { retries: 6 })).rejects.toMatchObject({ code: 'unavailable' })
    await vi.runAllTimersAsync()

    await ended
    expect(waits.mock.calls.map(([, ms]) => ms)).toEqual([100, 200, 400, 800, 1000, 1000])
  })

  it('is as long as the server says, up to 30 seconds', async () => {
    const work = failing(30)

    const ended = expect(withRetries(work, { retries: 1 })).rejects.toMatchObject({ code: 'unavailable' })
    await vi.advanceTimersByTimeAsync(29_999)
    expect(work).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)

    await ended
    expect(work).toHaveBeenCalledTimes(2)
  })

  it('ends with the reason of the signal, and leaves no timer', async () => {
    const controller = new AbortController()
    const work = failing(30)

    const ended = expect(withRetries(work, { retries: 2, signal: controller.signal })).rejects.toBe(reason)
    await vi.advanceTimersByTimeAsync(10_000)
    controller.abort(reason)

    await ended
    expect(work).toHaveBeenCalledTimes(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is not begun once the signal is aborted', async () => {
    const signal = AbortSignal.abort(reason)

    await expect(withRetries(failing(30), { retries: 2, signal })).rejects.toBe(reason)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('leaves nothing on the signal', async () => {
    const { signal } = new AbortController()

    const ended = expect(withRetries(failing(1), { retries: 5, signal })).rejects.toBeInstanceOf(ApiError)
    await vi.advanceTimersByTimeAsync(500)
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    await vi.runAllTimersAsync()

    await ended
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })
})

describe('what is not an ApiError', () => {
  it('is not tried again', async () => {
    const work = vi.fn().mockRejectedValue(reason)

    await expect(withRetries(work, { retries: 2 })).rejects.toBe(reason)
    expect(work).toHaveBeenCalledTimes(1)
  })
})
