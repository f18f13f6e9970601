import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHeartbeat } from './heartbeat.js'

describe('heartbeat', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('beats every 20 seconds for each stream, and spreads them over that time', () => {
    const heartbeat = createHeartbeat()
    const beats = Array.from({ length: 40 }, () => vi.fn())
    for (const beat of beats) {
      heartbeat.add(beat)
      vi.advanceTimersByTime(500)
    }
    for (const beat of beats) beat.mockClear()
    const atOnce: number[] = []
    for (let second = 0; second < 20; second++) {
      const before = beats.filter((beat) => beat.mock.calls.length > 0).length
      vi.advanceTimersByTime(1000)
      atOnce.push(beats.filter((beat) => beat.mock.calls.length > 0).length - before)
    }

    for (const beat of beats) expect(beat).toHaveBeenCalledTimes(1)
    expect(Math.max(...atOnce)).toBe(2)
  })

  it('runs no timer without a stream', () => {
    const heartbeat = createHeartbeat()
    expect(vi.getTimerCount()).toBe(0)
    const stop = [heartbeat.add(() => {}), heartbeat.add(() => {})]
    expect(vi.getTimerCount()).toBe(1)
    for (const one of [...stop, ...stop]) one()

    expect(vi.getTimerCount()).toBe(0)
  })
})
