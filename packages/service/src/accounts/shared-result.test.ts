import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { shared } from './shared-result.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const later = (ms: number) => vi.setSystemTime(Date.now() + ms)

/** Counts its runs. Fails if `isDown`. */
function source() {
  const state = { runs: 0, isDown: false }
  const get = async () => {
    state.runs += 1
    if (state.isDown) throw new Error('down')
    return state.runs
  }
  return { state, get: shared(get, 60_000) }
}

it('shares one result until it expires', async () => {
  const { get } = source()

  expect(await Promise.all([get(), get()])).toEqual([1, 1])
  later(59_999)
  expect(await get()).toBe(1)
  later(1)
  expect(await Promise.all([get(), get()])).toEqual([2, 2])
})

it('fails without a previous result, and tries again', async () => {
  const { state, get } = source()
  state.isDown = true

  await expect(Promise.all([get(), get()])).rejects.toThrow('down')
  expect(state.runs).toBe(1)
  state.isDown = false
  expect(await get()).toBe(2)
})

it('uses the previous result after a failure, and tries again after 30 seconds', async () => {
  const { state, get } = source()
  await get()
  later(60_000)
  state.isDown = true

  expect([await get(), await get()]).toEqual([1, 1])
  expect(state.runs).toBe(2)
  later(30_000)
  state.isDown = false
  expect(await get()).toBe(3)
})
