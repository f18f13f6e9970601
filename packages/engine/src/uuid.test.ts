import { validate, version } from 'uuid'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

let newId: () => string
beforeEach(async () => {
  vi.resetModules() // the module stores the latest timestamp
  newId = (await import('./uuid.js')).newId
})
afterEach(() => {
  vi.useRealTimers()
  vi.resetModules()
})

describe('newId', () => {
  it('returns a UUIDv7 of the current time', () => {
    vi.useFakeTimers({ now: new Date('2100-01-02T03:04:05.678Z') })
    const id = newId()
    expect(validate(id) && version(id)).toBe(7)
    expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.parse('2100-01-02T03:04:05.678Z'))
  })

  it('returns increasing ids, within a millisecond and when the clock goes back', () => {
    vi.useFakeTimers({ now: new Date('2200-01-01T00:00:00Z') })
    const ids = Array.from({ length: 1000 }, () => newId())
    vi.setSystemTime(new Date('2199-12-31T00:00:00Z'))
    ids.push(...Array.from({ length: 1000 }, () => newId()))
    expect(ids).toEqual(ids.toSorted())
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('returns ids with different random bits', () => {
    const tails = Array.from({ length: 1000 }, () => newId().slice(-12))
    expect(new Set(tails).size).toBe(tails.length)
  })
})
